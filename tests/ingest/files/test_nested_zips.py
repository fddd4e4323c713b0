"""Zips in zips and in media folders: read in place, within the limits of the outer one."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ArchiveFileError
from bot.ingest.discover import Discovery, discover
from bot.ingest.files import nested_zips
from bot.ingest.files.zips import ZipLimits
from tests.ingest.export.exports import account, everything, posts_of, tweet, tweets

METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]
FILES = {
    "tweet.js": tweets(tweet(0, "a")).encode(),
    "account.js": account().encode(),
}


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these members."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return memory.getvalue()


def write(folder: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write an export as a zip, with more members."""
    path = folder / "twitter.zip"
    path.write_bytes(packed(FILES | members, method))
    return path


def contents(found: Discovery) -> dict[str, bytes]:
    """Return the media that were found."""
    read = {}
    for name, file in found.media.items():
        with file.open() as opened:
            read[name] = opened.read()
    return read


@pytest.mark.parametrize("outer", METHODS)
@pytest.mark.parametrize("inner", METHODS)
@pytest.mark.parametrize("prefix", ["", "tweet_media/", "x/y/"])
def test_pictures_in_inner_zips(tmp_path: Path, outer: int, inner: int, prefix: str) -> None:
    """They are found in numbered parts, in the outer zip and in a folder, with any method."""
    pictures = {f"{n}-a.jpg": random.Random(n).randbytes(9_000) for n in range(1, 9)}
    named = [{prefix + name: data} for name, data in pictures.items()]
    parts = [packed(named[n] | named[n + 1], inner) for n in range(0, 8, 2)]
    zips = {f"tweet_media/tweet-media-part{n}.zip": part for n, part in enumerate(parts, 1)}
    path = write(tmp_path, zips, outer)
    assert contents(discover([path])) == pictures
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(path) as made:
        made.extractall(folder)
    assert contents(discover([folder])) == pictures
    assert contents(discover([folder / "tweet.js"])) == pictures
    assert len(posts_of(path)) == len(posts_of(folder)) == 1
    outside = tmp_path / "outside"
    outside.mkdir()
    path.rename(outside / path.name)
    assert contents(discover([outside])) == pictures


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(12)), data=st.data())
def test_pictures_come_back_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: list[int], data: st.DataObject
) -> None:
    """Whatever is read before, in parts or whole, every picture is what was packed."""
    monkeypatch.setattr(nested_zips, "_LEAST_INTERVAL", 10_000)
    pictures = {
        f"{n}-a.jpg": random.Random(n).choices(range(16), k=4_000 * n) for n in range(1, 13)
    }
    inner = packed({name: bytes(content) for name, content in pictures.items()}, METHODS[0])
    found = discover([write(tmp_path, {"tweet_media/part1.zip": inner})])
    for n in order:
        name = f"{n + 1}-a.jpg"
        size = data.draw(st.integers(0, 60_000))
        with found.media[name].open() as opened:
            assert opened.read(size) == bytes(pictures[name])[:size]
        with found.media[name].open() as opened:
            assert opened.read() == bytes(pictures[name])


def test_an_export_in_a_zip_in_a_zip(tmp_path: Path) -> None:
    """A zip that holds whole exports is read; what is one level deeper is not."""
    path = tmp_path / "all.zip"
    deep = packed({"b.zip": packed(FILES)})
    path.write_bytes(packed({"2019/a.zip": packed(FILES), "deep.zip": deep}))
    (post,) = posts_of(path)
    assert post.sources[0].file == "all.zip/2019/a.zip/tweet.js"
    path.write_bytes(packed({"deep.zip": deep}))
    with pytest.raises(ArchiveFileError, match="holds no archive"):
        discover([path])


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (packed({"1-a.jpg": b"x"})[:-5], "cut off or damaged"),
        (b"", "cut off or damaged"),
        (packed({"../1-a.jpg": b"x"}), "leads out of the folder"),
    ],
)
def test_an_unreadable_inner_zip_costs_only_itself(
    tmp_path: Path, inner: bytes, reason: str
) -> None:
    """It is reported by its name in the outer one, and posts and other pictures are read."""
    good = packed({"2-b.jpg": b"y"})
    path = write(tmp_path, {"tweet_media/p1.zip": inner, "tweet_media/p2.zip": good})
    (post,), (refused,) = everything(path)
    assert post.text == "a"
    assert refused.file == "twitter.zip/tweet_media/p1.zip"
    assert reason in refused.reason
    assert contents(discover([path])) == {"2-b.jpg": b"y"}


@pytest.mark.parametrize("method", METHODS)
def test_inner_zips_have_the_limits_of_outer_ones(tmp_path: Path, method: int) -> None:
    """A bomb is refused, whether the inner zip is one or holds one, and so is too much in all."""
    bomb = packed({"1-a.jpg": bytes(8_000_000)})
    found = discover([write(tmp_path, {"tweet_media/p1.zip": bomb}, method)])
    with pytest.raises(ArchiveFileError, match="only a zip bomb does"):
        contents(found)
    zeros = packed({"1-a.jpg": bytes(8_000_000)}, zipfile.ZIP_STORED)
    path = write(tmp_path, {"tweet_media/p1.zip": zeros})
    _, (refused,) = everything(path)
    assert "only a zip bomb does" in refused.reason
    noise = random.Random(1).randbytes(50_000)
    path = write(tmp_path, {"tweet_media/p1.zip": packed({"1-a.jpg": noise})}, method)
    limits = ZipLimits(bytes=70_000)
    with pytest.raises(ArchiveFileError, match="in all"):
        contents(discover([path], limits))
    assert contents(discover([path], ZipLimits(bytes=140_000))) == {"1-a.jpg": noise}


@pytest.mark.parametrize(
    "name", ["direct_message_media/p1.zip", "deleted_tweets_media/p1.zip", "DMs/p1.zip"]
)
def test_private_inner_zips_are_not_opened(tmp_path: Path, name: str) -> None:
    """Pictures of direct messages and of deleted posts are never read."""
    private = packed({"1-secret.jpg": b"x", **FILES})
    path = write(tmp_path, {name: private, "moments_media/p.zip": packed({name: private})})
    assert contents(discover([path])) == {}
    assert len(posts_of(path)) == 1
    hidden = packed({"direct_message_media/2-secret.jpg": b"x"})
    assert contents(discover([write(tmp_path, {"tweet_media/p1.zip": hidden})])) == {}


@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_is_never_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever is changed in an inner zip, its pictures are read or refused with a sentence."""
    inner = bytearray(packed({"1-a.jpg": b"x" * 300, "2-b.jpg": b"yz" * 99}))
    for _ in range(data.draw(st.integers(1, 3))):
        inner[data.draw(st.integers(0, len(inner) - 1))] = data.draw(st.integers(0, 255))
    method = data.draw(st.sampled_from(METHODS))
    found = discover([write(tmp_path, {"tweet_media/p.zip": bytes(inner)}, method)])
    assert len(found.files) == 1
    for file in found.media.values():
        try:
            with file.open() as opened:
                opened.read()
        except ArchiveFileError:
            continue
