"""Pictures and films beside the database."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from bot.errors import DatabaseError
from bot.storage.archive.posts.media import MediaFolder


def test_a_file_is_copied_once(tmp_path: Path) -> None:
    """What is there is not copied again; a larger file of the name takes its place."""
    with MediaFolder(tmp_path / "archive.db") as media:
        assert media.copy("1-a.jpg", 3, lambda: BytesIO(b"abc"))
        assert not media.copy("1-a.jpg", 3, lambda: BytesIO(b"xyz"))
        assert media.copy("1-a.jpg", 4, lambda: BytesIO(b"abcd"))
    assert (tmp_path / "media" / "1-a.jpg").read_bytes() == b"abcd"
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["1-a.jpg"]


def test_a_failure_gives_back_what_was_taken(tmp_path: Path) -> None:
    """When the import fails nothing of it is left behind, and what was there before stays."""
    with MediaFolder(tmp_path / "archive.db") as media:
        media.copy("1-old.jpg", 3, lambda: BytesIO(b"old"))

    def fail() -> None:
        with MediaFolder(tmp_path / "archive.db") as media:
            media.copy("2-new.jpg", 3, lambda: BytesIO(b"new"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["1-old.jpg"]


def test_a_source_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """A file that cannot be read to its end appears under no name."""

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
    """A link shows the file where it lies; one that leads nowhere is made anew."""
    lies = tmp_path / "export" / "1-a.jpg"
    lies.parent.mkdir()
    lies.write_bytes(b"abc")
    with MediaFolder(tmp_path / "archive.db") as media:
        assert media.link("1-a.jpg", lies)
        assert not media.link("1-a.jpg", lies)
        assert (media.path / "1-a.jpg").read_bytes() == b"abc"
        lies.rename(tmp_path / "moved.jpg")
        assert media.link("1-a.jpg", tmp_path / "moved.jpg")
        assert (media.path / "1-a.jpg").read_bytes() == b"abc"
