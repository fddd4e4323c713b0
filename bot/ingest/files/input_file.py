"""Where files lie: on the disk, or inside a zip that stays as it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.errors import ArchiveFileError


class UnreadableError(ArchiveFileError):
    """A file that cannot be read. `reason` is the part of its sentence that tells why."""

    def __init__(self, file: object, reason: str) -> None:
        super().__init__(f"{file} cannot be read: {reason}.")
        self.reason = reason


_WHILE_READING = "while reading "


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Note on any unexpected exception which file was being read."""
    try:
        yield
    except ArchiveFileError:
        raise
    except Exception as error:
        if file_named_in(error) is None:
            error.add_note(_WHILE_READING + file)
        raise


def file_named_in(error: BaseException) -> str | None:
    """Return which file was being read when an exception was raised, None if that is not known."""
    notes: list[str] = getattr(error, "__notes__", [])
    names = (note.removeprefix(_WHILE_READING) for note in notes if note.startswith(_WHILE_READING))
    return next(names, None)


class InputFile(Protocol):
    """A file that can be opened any number of times.

    `name` is how it is reported: relative to what was named to the import, and beginning with that.
    `size` is in bytes. `folder` and `home` tell files apart and which of them lie together, however
    they were named.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see above

    @property
    def size(self) -> int: ...  # noqa: D102 - see above

    @property
    def identity(self) -> tuple[str, str]:
        """The file's folder, with the zip that it is in, and its own name."""
        ...

    def open(self) -> BinaryIO:
        """Open the file for reading bytes. Raises OSError or ArchiveFileError."""
        ...


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file on the disk."""

    path: Path
    name: str
    size: int

    @property
    def identity(self) -> tuple[str, str]:
        """The file's real folder and name."""
        real = self.path.resolve()
        return str(real.parent), real.name

    def open(self) -> BinaryIO:
        """Open the file for reading bytes."""
        return self.path.open("rb")
