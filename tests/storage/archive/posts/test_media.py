"""Media files beside the database."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from bot.errors import DatabaseError
from bot.storage.archive.posts.media import MediaFolder


def test_a_file_is_copied_once(tmp_path: Path) -> None:
    """An existing file is not copied again; a larger file of the same name replaces it."""
    with MediaFolder(tmp_path / "archive.db") as media:
        assert media.copy("1-a.jpg", 3, lambda: BytesIO(b"abc"))
        assert not media.copy("1-a.jpg", 3, lambda: BytesIO(b"xyz"))
        assert media.copy("1-a.jpg", 4, lambda: BytesIO(b"abcd"))
    assert (tmp_path / "media" / "1-a.jpg").read_bytes() == b"abcd"
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["1-a.jpg"]


def test_a_failure_deletes_what_was_copied(tmp_path: Path) -> None:
    """If the import fails its files are deleted; earlier ones stay."""
    with MediaFolder(tmp_path / "archive.db") as media:
        media.copy("1-old.jpg", 3, lambda: BytesIO(b"old"))

    def fail() -> None:
        with MediaFolder(tmp_path / "archive.db") as media:
            media.copy("2-new.jpg", 3, lambda: BytesIO(b"new"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["1-old.jpg"]


def test_a_source_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """A file that cannot be read to its end leaves no file."""

    class Broken(BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    def opened() -> BinaryIO:
        return Broken()

    with (
        pytest.raises(DatabaseError, match="Input/output error"),
        MediaFolder(tmp_path / "archive.db") as media,
    ):
        media.copy("1-a.jpg", 3, opened)
    assert not (tmp_path / "media").exists()


def test_a_file_can_be_linked(tmp_path: Path) -> None:
    """A link leads to the file; a broken link is replaced."""
    original = tmp_path / "export" / "1-a.jpg"
    original.parent.mkdir()
    original.write_bytes(b"abc")
    with MediaFolder(tmp_path / "archive.db") as media:
        assert media.link("1-a.jpg", original)
        assert not media.link("1-a.jpg", original)
        assert (media.path / "1-a.jpg").read_bytes() == b"abc"
        original.rename(tmp_path / "moved.jpg")
        assert media.link("1-a.jpg", tmp_path / "moved.jpg")
        assert (media.path / "1-a.jpg").read_bytes() == b"abc"
