"""Reposts in the monthly files of old exports have the whole text beside the cut one."""

from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import Kind, Media, MediaKind, Post
from bot.ingest.export.reposts import whole_repost
from tests.ingest.export.exports import files, posts_of, script, tweet

LONG = "Keep the tension even, count every pick &amp; never trust a shuttle " * 3
PREFIX = "RT @bob: "


def repost(folder: Path, text: str, original: object, **fields: Any) -> Post:
    """Return a repost with this text, of a post with the fields `original`."""
    value = tweet(0, "", retweeted_status=original, **fields) | {"text": text}
    del value["full_text"]
    (post,) = posts_of(files(folder, tweets=script("tweet", [value])))
    return post


@pytest.mark.parametrize("end", ["…", " …", "...", "&am…", "&…", " https://t.co/a…"])
def test_the_whole_text_wins(tmp_path: Path, end: str) -> None:
    """A cut text becomes whole, its entities decoded; `raw` stays as it is."""
    original = LONG[: -len("shuttle ")] + "&amp; it https://t.co/aaaaaaaaaa"
    kept = LONG[: -len("shuttle ")]
    kept = kept + "&amp; it" if "t.co" in end else kept
    post = repost(tmp_path, PREFIX + kept + end, {"text": original})
    assert post.text == PREFIX + original.replace("&amp;", "&")
    assert (post.kind, post.raw) == (Kind.REPOST, PREFIX + kept + end)


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("RT @bob: all of it", "all of it"),
        ("RT @bob: well…", "well…"),
        ("RT @bob: " + LONG[:100] + "…", "Another text " + LONG),
        ("RT @bob: " + LONG[:100] + "…", LONG[:50]),
        ("RT @bob: " + LONG[:100] + "…", None),
        ("mine, then RT @bob: " + LONG[:100] + "…", LONG),
        (LONG[:100] + "…", LONG),
    ],
)
def test_other_texts_stay(tmp_path: Path, text: str, original: object) -> None:
    """Nothing changes where the text is not cut, or the other one is not its continuation."""
    post = repost(tmp_path, text, {"text": original})
    assert post.text == text.replace("&amp;", "&")
    assert post.kind is Kind.REPOST


@pytest.mark.parametrize("original", [None, [], 5, "text", {}, {"text": 5, "entities": 5}])
def test_damaged_originals(tmp_path: Path, original: object) -> None:
    """An original of a wrong type changes nothing."""
    assert repost(tmp_path, PREFIX + "so…", original).text == PREFIX + "so…"


def test_links_and_pictures_of_the_original(tmp_path: Path) -> None:
    """Its lists explain the codes that the cut text lacks."""
    picture = {
        "url": "https://t.co/mmmmmmmmmm",
        "media_url_https": "https://pbs.twimg.com/media/AAA.jpg",
        "media_alt": "a loom",
    }
    urls = [{"url": "https://t.co/aaaaaaaaaa", "expanded_url": "https://e.org/"}]
    original = {
        "text": LONG + "https://t.co/aaaaaaaaaa https://t.co/mmmmmmmmmm",
        "entities": {"urls": urls, "media": [picture]},
    }
    post = repost(tmp_path, PREFIX + LONG[:131] + "…", original)
    assert post.text == PREFIX + LONG.replace("&amp;", "&") + "https://e.org/"
    assert post.links == ("https://e.org/",)
    assert post.media == (
        Media(
            MediaKind.IMAGE,
            f"media/{post.id}-AAA.jpg",
            "https://pbs.twimg.com/media/AAA.jpg",
            "a loom",
        ),
    )


def test_hostile_lengths() -> None:
    """Long texts take time linear in their length."""
    assert whole_repost(PREFIX + "&" * 500_000 + "…", "&" * 10) == PREFIX + "&" * 500_000 + "…"
    assert whole_repost(PREFIX + " " * 500_000, "") == PREFIX + " " * 500_000
