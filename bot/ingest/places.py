"""Where files lie: on the disk, or inside a zip that stays as it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.errors import ArchiveFileError


class UnreadableError(ArchiveFileError):
    """A file that cannot be read. `reason` is the part of its sentence that tells why."""

    def __init__(self, file: object, reason: str) -> None:
        super().__init__(f"{file} cannot be read: {reason}.")
        self.reason = reason


class Place(Protocol):
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
