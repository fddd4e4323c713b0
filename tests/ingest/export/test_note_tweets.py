"""Long posts are joined with their notes, which have the whole texts."""

from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import Origin
from bot.ingest.discover import discover
from tests.ingest.export.exports import at, everything, files, posts_of, script, tweet, tweets

LONG = "It was a long day, " * 20
CUT = LONG[:270].rstrip() + "… https://t.co/zzzzzzzzzz"


def note(n: int, text: str, seconds: int = 0, **core: Any) -> dict[str, Any]:
    """Return the note of the n-th post."""
    when = at(n).replace(second=seconds)
    return {
        "noteTweet": {
            "noteTweetId": f"9{n}",
            "createdAt": f"{when:%Y-%m-%dT%H:%M:%S}.000Z",
            "core": {"text": text, "urls": [], **core},
        }
    }


def export(folder: Path, posts: list[dict[str, Any]], notes: list[dict[str, Any]]) -> Path:
    """Write an export of posts and notes."""
    return files(folder, tweets=tweets(*posts), note_tweet=script("note_tweet", notes))


def test_a_long_post_is_whole(tmp_path: Path) -> None:
    """The post has the note's text with full addresses, and both sources."""
    text = LONG + "see https://t.co/aaaaaaaaaa & <so>"
    urls = [{"shortUrl": "https://t.co/aaaaaaaaaa", "expandedUrl": "https://e.org/"}]
    posts = [tweet(0, CUT), tweet(1, "short")]
    whole, short = sorted(
        posts_of(export(tmp_path / "x", posts, [note(0, text, 2, urls=urls)])), key=lambda p: p.id
    )
    assert (whole.text, whole.origin) == (LONG + "see https://e.org/ & <so>", Origin.NOTE)
    assert whole.raw == CUT
    assert whole.links == ("https://e.org/",)
    assert [source.file for source in whole.sources] == [
        "x/data/tweets.js",
        "x/data/note-tweet.js",
    ]
    assert (short.text, short.origin) == ("short", Origin.EXPORT)


@pytest.mark.parametrize("escaped", [False, True])
def test_entities_of_notes(tmp_path: Path, *, escaped: bool) -> None:
    """A note is unescaped only if it is escaped; the list of posts always is."""
    whole = "salt & <pepper> " * 20
    escaped_text = whole.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    posts = [tweet(0, escaped_text[:300].rpartition(" ")[0] + "…")]
    (post,) = posts_of(export(tmp_path, posts, [note(0, escaped_text if escaped else whole)]))
    assert post.text == whole


def test_the_nearest_post_has_the_note(tmp_path: Path) -> None:
    """Of posts with the same beginning, each gets the note nearest in time."""
    posts = [tweet(1, CUT), tweet(0, CUT)]
    notes = [note(1, LONG + "one", 1), note(0, LONG + "none", 30)]
    found = posts_of(export(tmp_path, posts, notes))
    assert {post.created_at: post.text for post in found} == {
        at(0): LONG + "none",
        at(1): LONG + "one",
    }


@pytest.mark.parametrize(
    ("text", "seconds", "minute"),
    [("Other " + LONG, 0, 0), (LONG, 0, 5), ("It", 0, 0)],
)
def test_a_note_without_a_post_is_reported(
    tmp_path: Path, text: str, seconds: int, minute: int
) -> None:
    """A note with another beginning or time is reported and joined to nothing."""
    path = export(tmp_path, [tweet(0, CUT)], [note(minute, text, seconds)])
    (post,), (refused,) = everything(path)
    assert post.origin is Origin.EXPORT
    assert refused.file.endswith("note-tweet.js")
    assert refused.line == 2
    assert "belongs to no post" in refused.reason


def test_a_short_post_is_not_a_beginning(tmp_path: Path) -> None:
    """A complete short post that a note happens to begin with stays as it is."""
    (post,), refused = everything(export(tmp_path, [tweet(0, "It was")], [note(0, LONG)]))
    assert post.text == "It was"
    assert len(refused) == 1


def test_damaged_notes_are_reported(tmp_path: Path) -> None:
    """A note with values of wrong types is reported."""
    bad: list[dict[str, Any]] = [{"noteTweet": 5}, {"noteTweet": {"core": []}}, {"x": {}}]
    _, refused = everything(export(tmp_path, [tweet(0, CUT)], [*bad, note(0, LONG)]))
    assert len(refused) == 3
    assert len(discover([tmp_path]).files) == 2
