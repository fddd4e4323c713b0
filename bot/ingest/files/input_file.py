"""Files to read: on disk, or inside a zip that is not unpacked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.errors import ArchiveFileError
from bot.languages import Message, lazy


class UnreadableError(ArchiveFileError):
    """A file that cannot be read. `reason` is the part of its message that says why."""

    def __init__(self, file: object, reason: str | Message) -> None:
        super().__init__(unreadable(file, reason))
        self.reason = reason


def unreadable(file: object, reason: str | Message) -> Message:
    """Return the sentence about a file that cannot be read, for this reason."""
    return lazy("{file} cannot be read: {reason}.", file=file, reason=reason)


_WHILE_READING = "while reading "  # never translated: it is a note of an exception


@contextmanager
def file_context(file: str) -> Iterator[None]:
    """Add a note to any unexpected exception that names the file that was being read."""
    try:
        yield
    except ArchiveFileError:
        raise
    except Exception as error:
        if file_of_error(error) is None:
            error.add_note(_WHILE_READING + file)
        raise


def file_of_error(error: BaseException) -> str | None:
    """Return the file that was being read when `error` was raised, None if it is not known."""
    notes: list[str] = getattr(error, "__notes__", [])
    names = (note.removeprefix(_WHILE_READING) for note in notes if note.startswith(_WHILE_READING))
    return next(names, None)


class InputFile(Protocol):
    """A file that can be opened any number of times.

    `name` is the name in reports: the path that the user gave to the import, or a path below it.
    `size` is in bytes. `identity` distinguishes files, and shows which of them are in one folder,
    however they were named.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see above

    @property
    def size(self) -> int: ...  # noqa: D102 - see above

    @property
    def identity(self) -> tuple[str, str]:
        """The file's folder, including the zip that contains it, and its own name."""
        ...

    def open(self) -> BinaryIO:
        """Open the file for reading bytes. Raises OSError or ArchiveFileError."""
        ...


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file on disk."""

    path: Path
    name: str
    size: int

    @property
    def identity(self) -> tuple[str, str]:
        """The file's real folder and name."""
        real = self.path.resolve()
        return str(real.parent), real.name

    def open(self) -> BinaryIO:
        """Open the file for reading bytes. Raises OSError."""
        return self.path.open("rb")
