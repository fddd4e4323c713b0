"""Which files are archives."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.archive.posts import Post
from bot.errors import ArchiveFileError
from bot.ingest.discover import Layout, discover
from bot.ingest.reader import Quarantined, read
from tests.archives import record

RECORD = record(datetime(2022, 10, 3, tzinfo=UTC), "hello")


def test_files_are_known_by_what_they_hold(tmp_path: Path) -> None:
    """A file's name says nothing; folders are walked, and what is no archive is passed over."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "strange.name").write_text(RECORD)
    (tmp_path / "deep" / "DMs.md").write_text("**a**: hello")
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\x00\x00")
    (tmp_path / "empty.md").touch()
    (tmp_path / ".hidden.md").write_text(RECORD)
    (file,) = discover([tmp_path])
    assert (file.name, file.layout) == ("deep/er/strange.name", Layout.EARLY)


def test_a_file_is_read_once(tmp_path: Path) -> None:
    """A file that is named twice, or beside its folder, is one file."""
    path = tmp_path / "output.md"
    path.write_text(RECORD)
    assert len(discover([path, tmp_path, tmp_path / "." / "output.md"])) == 1


def test_a_mark_behind_a_long_body_is_found(tmp_path: Path) -> None:
    """However long the first post is, the file is looked through."""
    path = tmp_path / "output.md"
    path.write_text("x" * 3_000_000 + RECORD.removeprefix("hello"))
    assert len(discover([path])) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x7fELF" + b"\0" * 9 + b"\n" + RECORD.encode(), "not a text file"),
        (b"\x7fELF\x00\x00", "not a text file"),
        (b"# Shopping\n\n- milk\n", "is no archive"),
        (b'window.YTD.tweets.part0 = [ {\n  "tweet" : {}}]', "cannot read yet"),
    ],
)
def test_what_is_no_archive_is_said(tmp_path: Path, content: bytes, sentence: str) -> None:
    """Each way not to be an archive has its sentence, which names the file."""
    path = tmp_path / "file.md"
    path.write_bytes(content)
    with pytest.raises(ArchiveFileError, match=sentence) as refused:
        discover([path])
    assert str(path) in str(refused.value)


def test_a_quoted_mark_is_not_the_files_own(tmp_path: Path) -> None:
    """A post that quotes the end of another layout's record changes no layout."""
    path = tmp_path / "output.md"
    path.write_text(f"so:\nOriginally on Twitter: [x](y)\n{RECORD}\n----\n{RECORD}\n----\n")
    assert discover([path])[0].layout == Layout.EARLY


@pytest.mark.parametrize("name", ["DMs.md", "DMs-Archive-ada.md", "direct-messages.js"])
def test_direct_messages_are_never_read(tmp_path: Path, name: str) -> None:
    """A file of direct messages is no archive, whatever is written in it."""
    for path in (tmp_path / name, tmp_path / "DMs" / "bob.md"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(RECORD)
    with pytest.raises(ArchiveFileError, match="holds no archive"):
        discover([tmp_path])
    with pytest.raises(ArchiveFileError, match="none is ever read"):
        discover([tmp_path / name])


def test_a_folder_may_hold_what_cannot_be_read_yet(tmp_path: Path) -> None:
    """The parser's files stand beside Twitter's own: the ones are read, the others reported."""
    (tmp_path / "output.md").write_text(RECORD)
    (tmp_path / "tweets.js").write_text("window.YTD.tweets.part0 = [ {}]")
    post, refused = read(discover([tmp_path]))
    assert isinstance(post, Post)
    assert isinstance(refused, Quarantined)
    assert (refused.file, refused.line) == ("tweets.js", 1)
    assert "cannot read yet" in refused.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_progress_comes_to_the_size(tmp_path: Path, encoding: str) -> None:
    """The bytes told while files are read are, all together, the bytes there are."""
    (tmp_path / "a.md").write_text(RECORD, encoding)
    (tmp_path / "b.md").write_text(f"{RECORD}\n----\n" * 3000, encoding)
    (tmp_path / "tweets.js").write_text("window.YTD.tweets.part0 = [ {}]", encoding)
    files = discover([tmp_path])
    told: list[int] = []
    for _ in read(files, told.append):
        pass
    assert sum(told) == sum(file.size for file in files)


def test_a_name_that_no_system_takes_is_said(tmp_path: Path) -> None:
    """A path that cannot even be looked at has its sentence too, and so has a device."""
    with pytest.raises(ArchiveFileError, match="cannot be read"):
        discover([tmp_path / ("x" * 5000)])
    with pytest.raises(ArchiveFileError, match="neither a file nor a folder"):
        discover([Path("/dev/null")])


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    """A missing path, and a folder without an archive, each have their sentence."""
    with pytest.raises(ArchiveFileError, match="does not exist"):
        discover([tmp_path / "nowhere"])
    with pytest.raises(ArchiveFileError, match="holds no archive"):
        discover([tmp_path])
