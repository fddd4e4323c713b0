"""Real archives: the user's own file, and what each parser wrote of one export."""

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
    """Return the files of a version that have a name of this pattern."""
    folder = Path(ARCHIVES or "") / "fictional" / "parsed" / version
    return sorted(folder.rglob(pattern))


def read_all(*paths: Path) -> tuple[list[Post], list[Quarantined]]:
    """Return posts, and what could not be read."""
    found = list(read(discover(paths)))
    posts = [one for one in found if isinstance(one, Post)]
    return posts, [one for one in found if isinstance(one, Quarantined)]


def posts_of(version: str, pattern: str) -> dict[str, Post]:
    """Return the posts of a version by their ids: all of it can be read."""
    posts, quarantined = read_all(*files_of(version, pattern))
    assert quarantined == []
    assert len({post.id for post in posts}) == len(posts)
    return {post.id: post for post in posts}


def test_the_seed() -> None:
    """All 32 posts are read, and the three damaged ones mended."""
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
    """Return what the export says of the media of a post."""
    found: list[dict[str, Any]] = tweet.get("extended_entities", tweet["entities"]).get("media", [])
    return found


def text_of(tweet: dict[str, Any], *, keep_media: bool = False) -> str:
    """Return the text of a post of the export, addresses in full and those of media left out."""
    text: str = tweet["full_text"]
    for url in tweet["entities"].get("urls", []):
        text = text.replace(url["url"], url["expanded_url"])
    media = [] if keep_media else media_of(tweet)
    for one in media:
        text = text.replace(one["url"], "")
    return unescape(text.rstrip() if media else text)


def as_quoted(tweet: dict[str, Any], *, keeps_last_break: bool) -> str:
    """Return the text of a post as far as a layout tells it that quotes line by line.

    Every character that parts lines has become a line feed, and one at the end is gone, but for the
    two spaces that an escaped body has before it. Of a reply to oneself, the own name is gone.
    """
    text = text_of(tweet)
    if tweet.get("in_reply_to_screen_name") == "sample_user":
        text = text.removeprefix("@sample_user ")
    return "\n".join(text.splitlines()) + ("\n" if keeps_last_break and text[-1:] == "\n" else "")


@pytest.mark.parametrize(("version", "pattern"), FILES[1:])
def test_no_post_is_lost_or_changed(version: str, pattern: str) -> None:
    """Every version's files hold the export's posts, each with the export's text."""
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
            # Whose account is gone has no name in the export but the one that was mentioned.
            assert posts[id].reply_to_account == tweet.get("in_reply_to_screen_name", "gone")
            assert posts[id].kind is Kind.REPLY
        else:
            assert posts[id].kind is not Kind.REPLY


def media_told(id: str, tweet: dict[str, Any], version: str) -> list[str | None]:
    """Return the paths of the media of a post that a version tells; None for a file it misses.

    The first four took their names from the export's text and called a film by its picture; later
    ones looked which files are there. Until F8 they told one picture of a post.
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
    """Media have the names of the export's files; of one that is missing, its short address."""
    posts = posts_of(version, pattern)
    for id, tweet in truth().items():
        assert [one.path for one in posts[id].media] == media_told(id, tweet, version)
        missing = [one.url for one in posts[id].media if not one.path]
        assert missing == [media_of(tweet)[0]["url"] for _ in missing]


@pytest.mark.parametrize("version", PAGES)
def test_pages_and_markdown_agree(version: str) -> None:
    """The HTML and the Markdown of one version tell the same, but for a line break at the end."""

    def told(post: Post) -> tuple[object, ...]:
        return (
            post.text.rstrip("\n"), post.kind, post.reply_to, post.reply_to_account, post.media,
            post.links, post.created_at, post.account, post.parent_known,
        )  # fmt: skip

    pages, markdown = posts_of(version, "*.html"), posts_of(version, "*.md")
    assert {id: told(post) for id, post in pages.items()} == {
        id: told(post) for id, post in markdown.items()
    }


def test_the_second_version_keeps_times_and_texts() -> None:
    """F1 has every post, the addresses of media in its text, under ids that were made."""
    posts = posts_of(*FILES[0])
    assert all(post.origin is Origin.BARE and post.url is None for post in posts.values())
    assert Counter(post.text for post in posts.values()) == Counter(
        text_of(tweet, keep_media=True) for tweet in truth().values()
    )


def test_the_first_version_is_refused() -> None:
    """F0 has nothing to keep a post by."""
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
    """Damaged once or twice, or with the line ends of Windows, every version tells the same."""

    def told(post: Post) -> tuple[object, ...]:
        return (post.id, post.text, post.kind, post.reply_to, post.media, post.links)

    paths = []
    for path in files_of(version, pattern):
        copy = tmp_path / path.name
        copy.write_text(spoil(path.read_text("utf-8")), "utf-8", newline="")
        paths.append(copy)
    posts, quarantined = read_all(*paths)
    assert quarantined == []
    clean = posts_of(version, pattern)
    assert [told(post) for post in posts] == [told(clean[post.id]) for post in posts]
    assert len(posts) == len(clean)
