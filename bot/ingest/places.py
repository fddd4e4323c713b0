"""Where files lie: on the disk, or inside a zip that stays as it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


class Place(Protocol):
    """A file that can be opened any number of times.

    `name` is how it is reported: relative to what was named to the import, and beginning with that.
    `size` is in bytes.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see above

    @property
    def size(self) -> int: ...  # noqa: D102 - see above

    def open(self) -> BinaryIO:
        """Open the file for reading bytes."""
        ...


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file on the disk."""

    path: Path
    name: str
    size: int

    def open(self) -> BinaryIO:
        """Open the file for reading bytes."""
        return self.path.open("rb")
