"""Posts that were edited."""

import json
import time
from pathlib import Path
from typing import Any

from bot.archive.posts.post import Version
from bot.ingest.export.edits import Edits
from tests.archives import post, snowflake
from tests.ingest.export.exports import (
    at,
    files,
    posts_of,
    tweet,
    tweets,
)


def edited(*ids: str, first: bool = False) -> dict[str, Any]:
    """Return the edit information of a post."""
    if first:
        return {"initial": {"editTweetIds": list(ids)}}
    return {"edit": {"initialTweetId": ids[0], "editControlInitial": {"editTweetIds": list(ids)}}}


def test_an_edited_post_is_one(tmp_path: Path) -> None:
    """The newest version is the post; the others are its history, by id if they are missing."""
    ids = [snowflake(at(n)) for n in (0, 1, 2)]
    export = files(
        tmp_path,
        tweets=tweets(
            tweet(0, "teh", edit_info=edited(ids[0], first=True)),
            tweet(5, "other", edit_info=edited(snowflake(at(5)), first=True)),
        ),
        tweets_part1=tweets(tweet(2, "the", edit_info=edited(*ids))),
    )
    posts = {post.text: post for post in posts_of(export)}
    assert set(posts) == {"the", "other"}
    assert posts["other"].versions == ()
    assert posts["the"].versions == (Version(ids[0], at(0), "teh"), Version(ids[1]))


def test_lists_that_share_an_id_are_one_chain() -> None:
    """Lists are connected in any order, also by ids of which there is no post."""
    edits = Edits()
    lists = [["1", "2"], ["5", "6"], ["10", "11"], ["2", "6"], ["7"]]
    edits.add_lists("".join(f'"editTweetIds": {json.dumps(ids)}, ' for ids in lists))
    assert {id for id in map(str, range(1, 12)) if id in edits} == {"1", "2", "5", "6", "10", "11"}
    posts = {id: post(at(int(id)), f"words {id}", id=id) for id in ("1", "5", "7", "10", "11")}
    assert {one.id: [version.id for version in one.versions] for one in edits.join(posts)} == {
        "5": ["1", "2"],
        "7": [],
        "11": ["10"],
    }


def test_many_long_lists_take_no_hours() -> None:
    """Thousands of long lists that are all connected are no trap: they take about a second.

    The bound is for work that grows with the size of a chain at every list, which took a minute.
    """
    lists = [[str(number) for number in range(n, n + 100)] for n in range(1000, 9000, 2)]
    text = "".join(f'"editTweetIds": {json.dumps(ids)}, ' for ids in lists)
    edits = Edits()
    began = time.process_time()  # CPU time, without waits for other programs
    edits.add_lists(text)
    (one,) = edits.join({"9000": post(at(0), "words", id="9000")})
    assert time.process_time() - began < 15
    assert len(one.versions) == 8000
