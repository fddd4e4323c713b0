"""Real archives: the user's own file, and the files of each parser version for one export."""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import UNKNOWN, Kind, Origin, Post
from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.text.entities import unescape
from bot.ingest.text.mojibake import make_mojibake

ARCHIVES = os.environ.get("ARCHIVES")

pytestmark = pytest.mark.skipif(
    ARCHIVES is None, reason="ARCHIVES names no folder of archives: ARCHIVES=PATH make test"
)

BARE = ["01-8db3285"]
EARLY = [
    "02-50c8175", "03-5e4296d", "04-f5d773c", "05-594232b", "06-6633ad7", "07-9618ff5",
    "07-9618ff5-NY", "08-6dbecbf", "09-91c9452", "10-3265f12",
]  # fmt: skip
QUOTED = [
    "11-8208ac3", "12-fed2c38", "13-446f08d", "14-6adbe10", "15-873d5f0", "16-2acb756",
    "17-b9990d9", "18-66f511b", "18-66f511b-NY",
]  # fmt: skip
ESCAPED = ["17-b9990d9", "18-66f511b", "18-66f511b-NY"]
PAGES = QUOTED[2:]

FILES = (
    [(version, "*.txt") for version in [*BARE, *EARLY[:2]]]
    + [(version, "*.md") for version in [*EARLY[2:], *QUOTED]]
    + [(version, "*.html") for version in PAGES]
)


def files_of(version: str, pattern: str) -> list[Path]:
    """Return the files of a version whose names match a pattern."""
    folder = Path(ARCHIVES or "") / "fictional" / "parsed" / version
    return sorted(folder.rglob(pattern))


def read_all(*paths: Path) -> tuple[list[Post], list[Quarantined]]:
    """Return posts, and the records that could not be read."""
    found = list(read(discover(paths)))
    posts = [one for one in found if isinstance(one, Post)]
    return posts, [one for one in found if isinstance(one, Quarantined)]


def posts_of(version: str, pattern: str) -> dict[str, Post]:
    """Return the posts of a version by their ids; all of them must be readable."""
    posts, quarantined = read_all(*files_of(version, pattern))
    assert quarantined == []
    assert len({post.id for post in posts}) == len(posts)
    return {post.id: post for post in posts}


def test_the_seed() -> None:
    """All 32 posts are read, and the three damaged ones are repaired."""
    found, quarantined = read_all(Path(ARCHIVES or "") / "seed")
    posts = {post.id: post for post in found}
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


def media_of(tweet: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the media entries of a post of the export."""
    found: list[dict[str, Any]] = tweet.get("extended_entities", tweet["entities"]).get("media", [])
    return found


def text_of(tweet: dict[str, Any], *, keep_media: bool = False) -> str:
    """Return the text of a post of the export, with full addresses and without those of media."""
    text: str = tweet["full_text"]
    for url in tweet["entities"].get("urls", []):
        text = text.replace(url["url"], url["expanded_url"])
    media = [] if keep_media else media_of(tweet)
    for one in media:
        text = text.replace(one["url"], "")
    return unescape(text.rstrip() if media else text)


def as_quoted(tweet: dict[str, Any], *, keeps_last_break: bool) -> str:
    """Return the text of a post as a layout that quotes line by line keeps it.

    Every line separator has become a line feed, and one at the end is gone, unless an escaped body
    has two spaces before it. In a reply to oneself, the own name is gone.
    """
    text = text_of(tweet)
    if tweet.get("in_reply_to_screen_name") == "sample_user":
        text = text.removeprefix("@sample_user ")
    return "\n".join(text.splitlines()) + ("\n" if keeps_last_break and text[-1:] == "\n" else "")


@pytest.mark.parametrize(("version", "pattern"), FILES[1:])
def test_no_post_is_lost_or_changed(version: str, pattern: str) -> None:
    """The files of every version have the export's posts with the export's texts."""
    keeps_last_break = version in ESCAPED and pattern == "*.md"
    expected = {
        id: text_of(tweet)
        if version in EARLY
        else as_quoted(tweet, keeps_last_break=keeps_last_break)
        for id, tweet in truth().items()
    }
    posts = posts_of(version, pattern)
    assert {id: post.text for id, post in posts.items()} == expected
    assert not any(post.repair for post in posts.values())
    account = UNKNOWN if version == EARLY[0] else "sample_user"
    assert {post.account for post in posts.values()} == {account}


@pytest.mark.parametrize(("version", "pattern"), [x for x in FILES if x[0] in QUOTED])
def test_parents_are_the_exports(version: str, pattern: str) -> None:
    """Layouts that name parents name those of the export, and no others."""
    posts = posts_of(version, pattern)
    for id, tweet in truth().items():
        parent = tweet.get("in_reply_to_status_id_str")
        assert posts[id].reply_to == parent
        assert posts[id].parent_known
        if parent:
            # An account that is gone has no name in the export except in the mention.
            assert posts[id].reply_to_account == tweet.get("in_reply_to_screen_name", "gone")
            assert posts[id].kind is Kind.REPLY
        else:
            assert posts[id].kind is not Kind.REPLY


def expected_media(id: str, tweet: dict[str, Any], version: str) -> list[str | None]:
    """Return the media paths of a post in a version; None for a missing file.

    The first four versions took names from the export's text and named a film after its picture;
    later ones looked at the files. Until F8 they named one picture per post.
    """
    media = media_of(tweet)
    names = [one["media_url"].rpartition("/")[2] for one in media]
    if version not in EARLY[:4]:
        folder = Path(ARCHIVES or "") / "fictional" / "export" / "data" / "tweets_media"
        there = sorted(path.name.removeprefix(f"{id}-") for path in folder.glob(f"{id}-*"))
        names = there or [""] * len(media)
    if version in EARLY[:8]:
        names = names[:1]
    return [f"media/{id}-{name}" if name else None for name in names]


@pytest.mark.parametrize(("version", "pattern"), FILES[1:])
def test_media_are_the_exports(version: str, pattern: str) -> None:
    """Media have the names of the export's files; a missing one has its short address."""
    posts = posts_of(version, pattern)
    for id, tweet in truth().items():
        assert [one.path for one in posts[id].media] == expected_media(id, tweet, version)
        missing = [one.url for one in posts[id].media if not one.path]
        assert missing == [media_of(tweet)[0]["url"] for _ in missing]


@pytest.mark.parametrize("version", PAGES)
def test_pages_and_markdown_agree(version: str) -> None:
    """The HTML and the Markdown of a version agree, except for a line break at the end."""

    def fields_of(post: Post) -> tuple[object, ...]:
        return (
            post.text.rstrip("\n"), post.kind, post.reply_to, post.reply_to_account, post.media,
            post.links, post.created_at, post.account, post.parent_known,
        )  # fmt: skip

    pages, markdown = posts_of(version, "*.html"), posts_of(version, "*.md")
    assert {id: fields_of(post) for id, post in pages.items()} == {
        id: fields_of(post) for id, post in markdown.items()
    }


def test_the_second_version_keeps_times_and_texts() -> None:
    """F1 has every post, with the addresses of media in the text and synthetic ids."""
    posts = posts_of(*FILES[0])
    assert all(post.origin is Origin.BARE and post.url is None for post in posts.values())
    assert Counter(post.text for post in posts.values()) == Counter(
        text_of(tweet, keep_media=True) for tweet in truth().values()
    )


def test_the_first_version_is_refused() -> None:
    """F0 has neither ids nor times for its posts."""
    with pytest.raises(ArchiveFileError, match="neither times nor ids"):
        read_all(*files_of("00-026ce7f", "*.txt"))


@pytest.mark.parametrize(
    "spoil",
    [
        make_mojibake,
        lambda text: make_mojibake(make_mojibake(text)),
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=["once", "twice", "CRLF"],
)
@pytest.mark.parametrize(("version", "pattern"), FILES)
def test_spoiled_files_hold_the_same(
    tmp_path: Path, version: str, pattern: str, spoil: Callable[[str], str]
) -> None:
    """Decoded wrongly once or twice, or with CRLF, every version gives the same posts."""

    def fields_of(post: Post) -> tuple[object, ...]:
        return (post.id, post.text, post.kind, post.reply_to, post.media, post.links)

    paths = []
    for path in files_of(version, pattern):
        copy = tmp_path / path.name
        copy.write_text(spoil(path.read_text("utf-8")), "utf-8", newline="")
        paths.append(copy)
    posts, quarantined = read_all(*paths)
    assert quarantined == []
    clean = posts_of(version, pattern)
    assert [fields_of(post) for post in posts] == [fields_of(clean[post.id]) for post in posts]
    assert len(posts) == len(clean)
