"""The files of a post's pictures and films are found under whatever name the export has them."""

from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import MediaKind, Post
from bot.ingest.discover import discover
from tests.archives import snowflake
from tests.ingest.export.exports import at, files, posts_of, tweet, tweets

ID = snowflake(at(0))
FILM = [{"content_type": "video/mp4", "url": "https://v/film.mp4"}]


def picture(name: str, **fields: Any) -> dict[str, Any]:
    """Return the entry of a picture."""
    url = f"https://pbs.twimg.com/media/{name}"
    return {"url": "https://t.co/m", "media_url_https": url, "type": "photo"} | fields


def film() -> dict[str, Any]:
    """Return the entry of a film."""
    return picture("thumb.jpg", type="video", video_info={"variants": FILM})


def post_with(folder: Path, media: list[dict[str, Any]], *paths: str) -> Post:
    """Return the post of an export with these media entries and these files."""
    value = tweet(0, "x", entities={"media": media} if media else {})
    export = files(folder, tweets=tweets(value))
    for path in paths:
        (export / path).parent.mkdir(parents=True, exist_ok=True)
        (export / path).write_bytes(path.encode())
    (post,) = posts_of(export)
    return post


def held(folder: Path, post: Post) -> list[str | None]:
    """Return the files that an import takes in for each medium of `post`."""
    found = discover([folder]).media
    read: list[str | None] = []
    for medium in post.media:
        file = found.get((medium.path or "").removeprefix("media/"))
        if file is None:
            read.append(None)
            continue
        with file.open() as opened:
            read.append(opened.read().decode())
    return read


@pytest.mark.parametrize(
    "path",
    [
        f"data/tweets_media/{ID}-Aa1.jpg",
        f"data/tweets_media/2019/{ID}-Aa1.jpg",
        f"tweet_media/{ID}-Aa1.jpg",
        f"pictures of mine/{ID}-Aa1.jpg",
        f"{ID}-Aa1.jpg",
        f"data/tweets_media/{ID}-aa1.PNG",
        f"data/tweets_media/{ID}-Aa1.jpg_large",
        f"data/tweets_media/{ID}-other.webp",
        "data/tweets_media/Aa1.jpg",
        "Aa1.jpg",
    ],
)
def test_the_only_picture(tmp_path: Path, path: str) -> None:
    """It is found in any folder, by its own name, by its post's id, or by Twitter's name."""
    post = post_with(tmp_path, [picture("Aa1.jpg", ext_alt_text="a loom")], path)
    assert held(tmp_path, post) == [path]
    assert (post.media[0].alt, post.media[0].kind) == ("a loom", MediaKind.IMAGE)
    assert post.media[0].url == "https://pbs.twimg.com/media/Aa1.jpg"


@pytest.mark.parametrize(
    ("media", "names", "found"),
    [
        ([picture("A.jpg"), picture("B.jpg")], ["A.jpg", "b.webp"], ["A.jpg", "b.webp"]),
        ([picture("A.jpg"), picture("B.jpg")], ["A.jpg", "other.jpg"], ["A.jpg", "other.jpg"]),
        ([picture("A.jpg"), film()], ["x.mp4", "y.png"], ["y.png", "x.mp4"]),
        ([film()], ["other.mp4", "thumb.jpg"], ["other.mp4"]),
        ([picture("A.jpg"), picture("B.jpg")], ["x.jpg", "y.jpg"], ["x.jpg", "y.jpg"]),
        ([picture("A.jpg", altText="a"), picture("B.jpg")], ["x.jpg", "y.jpg"], [None, None]),
        ([picture("A.jpg")], ["x.jpg", "y.jpg"], [None]),
        ([film()], ["thumb.jpg"], [None]),
        ([picture("A.jpg")], ["A.jpg", "B.jpg"], ["A.jpg"]),
        ([], ["A.jpg"], ["A.jpg"]),
        ([], [], []),
    ],
)
def test_several_files(
    tmp_path: Path, media: list[dict[str, Any]], names: list[str], found: list[str | None]
) -> None:
    """A file is a medium's if their names agree, or no others are left; never by a guess."""
    post = post_with(tmp_path, media, *(f"data/tweets_media/{ID}-{name}" for name in names))
    folder = f"data/tweets_media/{ID}-"
    assert held(tmp_path, post) == [name and folder + name for name in found]


def test_a_picture_that_is_a_film(tmp_path: Path) -> None:
    """Old exports do not say what is a film; the only file of the post does."""
    post = post_with(tmp_path, [picture("thumb.jpg")], f"data/tweets_media/{ID}-x.mp4")
    assert [medium.kind for medium in post.media] == [MediaKind.VIDEO]


def test_files_of_other_posts_and_private_ones_are_left(tmp_path: Path) -> None:
    """No picture of another id, of a direct message or of a deleted post is taken."""
    paths = [
        f"data/tweets_media/{int(ID) + 1}-Aa1.jpg",
        f"data/direct_messages_media/{ID}-Aa1.jpg",
        f"data/deleted_tweets_media/{ID}-Aa1.jpg",
        "data/direct_messages_media/Aa1.jpg",
    ]
    post = post_with(tmp_path, [picture("Aa1.jpg")], *paths)
    assert held(tmp_path, post) == [None]


def test_one_name_for_two_pictures(tmp_path: Path) -> None:
    """A name that two different files have identifies none."""
    post = post_with(tmp_path, [picture("Aa1.jpg")], "Aa1.jpg", "other/Aa1.jpg")
    assert held(tmp_path, post) == [None]
