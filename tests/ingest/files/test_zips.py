"""Zips: read without unpacking, and refused with a sentence if damaged or hostile."""

import io
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.files.zips import ZipLimits
from tests.ingest.export.exports import account, everything, posts_of, tweet, tweets

TWEETS = tweets(*(tweet(n, f"post {n} größer") for n in range(20)))
FILES = {"data/tweets.js": TWEETS, "data/account.js": account()}


def packed(
    members: dict[str, str], method: int = zipfile.ZIP_DEFLATED, *, zip64: bool = False
) -> bytes:
    """Return a zip of text files, given by their names."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as made:
        for name, content in members.items():
            with made.open(name, "w", force_zip64=zip64) as member:
                member.write(content.encode())
    return memory.getvalue()


def write(folder: Path, content: bytes) -> Path:
    """Write a zip."""
    path = folder / "twitter.zip"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("prefix", ["", "twitter-2022-11-04/", "./"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("zip64", [False, True])
def test_a_zip_is_read_in_place(tmp_path: Path, prefix: str, method: int, *, zip64: bool) -> None:
    """An export is read from a zip, inside a folder or not, with or without Zip64."""
    members = {prefix + name: content for name, content in FILES.items()}
    members[prefix + "data/tweets_media/1-a.jpg"] = "x"
    members["__MACOSX/data/._tweets.js"] = TWEETS
    members[prefix + "data/.tweets.js"] = TWEETS
    members[prefix + "data/direct-messages.js"] = TWEETS
    path = write(tmp_path, packed(members, method, zip64=zip64))
    before = set(tmp_path.iterdir())
    found = discover([path])
    assert found.private == 1
    with found.media["1-a.jpg"].open() as media:
        assert media.read() == b"x"
    posts = posts_of(path)
    assert [post.text for post in posts] == [f"post {n} größer" for n in range(20)]
    inside = f"{prefix.removeprefix('./')}data/tweets.js"
    assert posts[0].sources[0].file == f"twitter.zip/{inside}"
    assert set(tmp_path.iterdir()) == before


def test_backslashes_separate_folders(tmp_path: Path) -> None:
    """Backslashes, which some Windows programs write, separate folders."""
    path = write(tmp_path, packed({"x\\" + n.replace("/", "\\"): c for n, c in FILES.items()}))
    assert len(posts_of(path)) == 20


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../evil.js", "leads out"),
        ("data/../../evil.js", "leads out"),
        ("..\\evil.js", "leads out"),
        ("/etc/passwd", "leads out"),
        ("C:\\evil.js", "leads out"),
        ("\\evil.js", "leads out"),
    ],
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    """One path that leads out of the zip refuses the whole zip."""
    path = write(tmp_path, packed({**FILES, name: "x"}))
    with pytest.raises(ArchiveFileError, match=sentence):
        discover([path])


def test_a_link_is_refused(tmp_path: Path) -> None:
    """A zip with a symbolic link is refused."""
    memory = io.BytesIO(packed(FILES))
    with zipfile.ZipFile(memory, "a") as made:
        link = zipfile.ZipInfo("data/link.js")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveFileError, match="is a link"):
        discover([write(tmp_path, memory.getvalue())])


def changed(content: bytes, offset: int, value: int, *, size: str = "<H") -> bytes:
    """Return a zip with a number overwritten in each entry of its central directory."""
    made = bytearray(content)
    entry = made.find(b"PK\x01\x02")
    while entry >= 0:
        struct.pack_into(size, made, entry + offset, value)
        entry = made.find(b"PK\x01\x02", entry + 1)
    return bytes(made)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda zip_: changed(zip_, 8, 1), "is encrypted"),
        (lambda zip_: zip_.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01"), "encr"),
        (lambda zip_: changed(zip_, 10, 9), "in a way that Throwback does not know"),
        (lambda zip_: changed(zip_, 10, 99), "in a way that Throwback does not know"),
        (lambda zip_: changed(zip_, 16, 7, size="<I"), "does not match its checksum"),
        (lambda zip_: changed(zip_, 24, 7, size="<I"), "does not match its checksum"),
        (lambda zip_: changed(zip_, 42, 1, size="<I"), "cut off or damaged"),
        (lambda zip_: zip_[: len(zip_) // 2], "cut off or damaged"),
        (lambda zip_: zip_[len(zip_) // 2 :], "cut off or damaged"),
        (lambda _: b"this is no zip", "cut off or damaged"),
        (lambda _: b"", "is empty"),
        (lambda _: packed({"a.txt": "hello"}), "holds no archive"),
        (lambda _: packed({}), "holds no archive"),
    ],
)
def test_unreadable_zips(tmp_path: Path, spoil: Callable[[bytes], bytes], sentence: str) -> None:
    """An unreadable zip is refused with its reason and its path."""
    path = write(tmp_path, spoil(packed(FILES)))
    with pytest.raises(ArchiveFileError, match=sentence) as refused:
        everything(path)
    assert str(path) in str(refused.value)


@given(st.data())
@settings(max_examples=60)
def test_a_damaged_zip_is_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A cut zip is refused; one with a changed byte is refused or read."""
    whole = packed(FILES)
    folder = tmp_path_factory.mktemp("zip")
    offset = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ArchiveFileError):
        everything(write(folder, whole[:offset]))
    byte = data.draw(st.integers(0, 255))
    with suppress(ArchiveFileError):
        everything(write(folder, whole[:offset] + bytes([byte]) + whole[offset + 1 :]), name="ada")


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    """Data beyond the ratio is refused while it is read, regardless of the header."""
    bomb = packed({"data/note-tweet.js": " " * 8_000_000, **FILES})
    for content in (bomb, changed(bomb, 24, 1000, size="<I")):
        with pytest.raises(ArchiveFileError, match="only a zip bomb does"):
            discover([write(tmp_path, content)])
    found = discover([write(tmp_path, bomb)], ZipLimits(ratio=2_000))
    assert len(found.files) == 1


def test_a_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    """All data read counts, each file once, however often it is read."""
    path = write(tmp_path, packed(FILES, zipfile.ZIP_STORED))
    size = len(TWEETS.encode()) + len(account().encode())
    assert len(discover([path], ZipLimits(bytes=size)).files) == 1
    with pytest.raises(ArchiveFileError, match="unpacks to more than"):
        discover([path], ZipLimits(bytes=size // 2))


def test_media_is_not_decompressed_to_find_posts(tmp_path: Path) -> None:
    """A film may exceed the limits as long as it is not read."""
    path = write(tmp_path, packed({**FILES, "data/tweets_media/1-a.mp4": " " * 8_000_000}))
    found = discover([path])
    assert len(posts_of(path)) == 20
    with found.media["1-a.mp4"].open() as film, pytest.raises(ArchiveFileError):
        film.read()


def test_zips_in_a_folder(tmp_path: Path) -> None:
    """Zips in a folder are read; an unreadable one is reported."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.zip").write_bytes(packed(FILES))
    (folder / "b.zip").write_bytes(packed(FILES)[:-30])
    (folder / "c.zip").write_bytes(changed(packed(FILES), 16, 7, size="<I"))
    found = discover([folder])
    assert [file.name for file in found.files] == ["mine/a.zip/data/tweets.js"]
    assert [name for name, _ in found.refused] == ["mine/b.zip", "mine/c.zip"]
    assert len(discover([folder, folder / "a.zip"]).files) == 1
