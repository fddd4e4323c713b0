"""Real archives: the user's own file, and what each parser wrote of one export."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts import Post
from bot.ingest.discover import discover
from bot.ingest.reader import Quarantined, read
from bot.ingest.text import unescape

ARCHIVES = os.environ.get("ARCHIVES")

pytestmark = pytest.mark.skipif(
    ARCHIVES is None, reason="ARCHIVES names no folder of archives: ARCHIVES=PATH make test"
)

# The folders of the versions that wrote layouts F3 to F10.
VERSIONS = (
    "04-f5d773c", "05-594232b", "06-6633ad7", "07-9618ff5", "07-9618ff5-NY", "08-6dbecbf",
    "09-91c9452", "10-3265f12",
)  # fmt: skip


def read_all(path: Path) -> tuple[dict[str, Post], list[Quarantined]]:
    """Return posts by their ids, and what could not be read."""
    found = list(read(discover([path])))
    posts = {one.id: one for one in found if isinstance(one, Post)}
    return posts, [one for one in found if isinstance(one, Quarantined)]


def test_the_seed() -> None:
    """All 32 posts are read, and the three damaged ones mended."""
    posts, quarantined = read_all(Path(ARCHIVES or "") / "seed")
    assert len(posts) == 32
    assert quarantined == []
    assert sum(post.repair is not None for post in posts.values()) == 3
    assert not any(mark in post.text for post in posts.values() for mark in ("â€", "ðŸ"))
    assert posts["1582144290729254913"].text == "@colesbury So you can't deadlock 😂"


def truth() -> dict[str, dict[str, Any]]:
    """Return the posts of the export, by their ids."""
    export = Path(ARCHIVES or "") / "fictional" / "export" / "data" / "tweets.js"
    text = export.read_text("utf-8")
    entries = json.loads(text[text.index("=") + 1 :])
    return {entry["tweet"]["id_str"]: entry["tweet"] for entry in entries}


def text_of(tweet: dict[str, Any]) -> str:
    """Return the text of a post of the export, addresses in full and those of media left out."""
    text: str = tweet["full_text"]
    for url in tweet["entities"].get("urls", []):
        text = text.replace(url["url"], url["expanded_url"])
    media = tweet.get("extended_entities", tweet["entities"]).get("media", [])
    for one in media:
        text = text.replace(one["url"], "")
    return unescape(text.rstrip() if media else text)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_post_is_lost_or_changed(version: str) -> None:
    """Every version's files hold the export's posts, each with the export's text."""
    posts, quarantined = read_all(Path(ARCHIVES or "") / "fictional" / "parsed" / version)
    expected = {id: text_of(tweet) for id, tweet in truth().items()}
    assert quarantined == []
    assert {id: post.text for id, post in posts.items()} == expected
    assert not any(post.repair for post in posts.values())
