"""The sample of shared archives: a repository that the network's own library wrote."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import Kind, Post
from bot.archive.timestamps import to_milliseconds
from bot.ingest.bluesky.times import written_at
from bot.ingest.records.counts import Unread, Withheld
from tests.ingest.bluesky.reading import Read, read_path

pytestmark = pytest.mark.skipif("ARCHIVES" not in os.environ, reason="ARCHIVES names no archives")

FOLDER = Path(os.environ.get("ARCHIVES", ""), "bluesky")


@pytest.fixture(scope="module")
def sample() -> Read:
    """What is read of the sample."""
    return read_path(FOLDER / "repo.car")


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """What a careful reader makes of it."""
    found: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    return found


def own(post: Post) -> str:
    """Return the key of a post."""
    return post.id.rpartition("/")[2]


def test_posts_are_those_of_the_tree(sample: Read, expected: dict[str, Any]) -> None:
    """Every post is there, two of one block too, and none that was deleted."""
    read = [own(post) for post in sample.posts if post.kind is not Kind.REPOST]
    assert read == [one["rkey"] for one in expected["posts"]]
    assert not {post.text for post in sample.posts} & set(expected["not_posts"])
    assert not sample.quarantined


def test_texts_links_and_files(sample: Read, expected: dict[str, Any]) -> None:
    """Texts, links, mentions, hashtags, media and their descriptions are as expected."""
    posts = {own(post): post for post in sample.posts}
    for one in expected["posts"]:
        post = posts[one["rkey"]]
        assert post.raw == one["text"]
        assert post.text == one.get("full", one["text"])
        card = [one["card"]] if "card" in one else []
        assert list(post.links) == one.get("links", card)
        assert (post.details.card.url if post.details.card else None) == one.get("card")
        assert list(post.details.mentions) == one.get("mentions", [])
        assert list(post.details.tags) == one.get("tags", [])
        assert post.details.quotes == one.get("quotes")
        assert post.content_warning == (", ".join(one.get("labels", [])) or None)
        assert post.sensitive == ("labels" in one or None)
        found = [
            {"kind": medium.kind.value, "cid": Path(str(medium.path)).stem, "alt": medium.alt}
            for medium in post.media
        ]
        assert found == one.get("media", [])


def test_times_and_parents(sample: Read, expected: dict[str, Any]) -> None:
    """A post has the time that its client claimed if it is plausible, else that of its key."""
    posts = {own(post): post for post in sample.posts}
    for one in expected["posts"]:
        post = posts[one["rkey"]]
        if stated := one.get("created_at"):
            ms = stated[:23].rstrip("Z").ljust(23, "0") if "." in stated else stated[:19] + ".000"
            assert post.created_at.isoformat(timespec="milliseconds")[:23] == ms
        if written := one.get("written_at"):
            by_key = written_at(None, one["rkey"], None)
            assert by_key
            assert by_key.milliseconds == to_milliseconds(post.created_at.fromisoformat(written))
        parent = one.get("reply_to") or one.get("parent")
        assert (post.reply_to or "").endswith(parent or "")
        assert bool(post.reply_to) is bool(parent)
        if root := one.get("root"):
            assert (post.details.root or "").endswith(root)


def test_the_rest_is_counted(sample: Read, expected: dict[str, Any]) -> None:
    """Reposts have no text, and lead to the original; likes and other records are counted."""
    reposts = [post for post in sample.posts if post.kind is Kind.REPOST]
    assert len(reposts) == expected["reposts"]
    assert [(post.text, post.links, post.url) for post in reposts] == [
        ("", (str(reposts[0].details.url),), reposts[0].details.url)
    ]
    assert sample.unread == {Unread.LIKES: expected["likes"], Unread.RECORDS: 3}
    assert {post.account_id for post in sample.posts} == {expected["did"]}


def test_it_is_left_out_unless_confirmed(expected: dict[str, Any]) -> None:
    """Its owner asks apps not to show it to strangers, so nothing else is said of it."""
    read = read_path(FOLDER / "repo.car", confirmed=False)
    assert expected["hide_from_strangers"]
    assert read.withheld == [Withheld("repo.car", expected["did"], len(expected["posts"]) + 1)]
    assert read[:4] == ([], [], [], {})
