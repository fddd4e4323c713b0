"""Which files are archives."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import ArchiveFileError
from bot.ingest.discover import Layout, discover
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
        (b"\x7fELF\x00\x00", "not a text file"),
        (b"# Shopping\n\n- milk\n", "is no archive"),
        (b"hi\n\nOriginally on Twitter: [x](y)\n--\n", "cannot read yet"),
        (b'> hi\n\n<img src="media/tweet.ico" width="12" /> [x](y)', "cannot read yet"),
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


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    """A missing path, and a folder without an archive, each have their sentence."""
    with pytest.raises(ArchiveFileError, match="does not exist"):
        discover([tmp_path / "nowhere"])
    with pytest.raises(ArchiveFileError, match="holds no archive"):
        discover([tmp_path])
