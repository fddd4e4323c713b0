"""Posts that were edited."""

from pathlib import Path
from typing import Any

from bot.archive.posts.post import Version
from tests.archives import snowflake
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
