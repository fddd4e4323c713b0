"""The folder of pictures and films beside archive.db."""

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from bot.errors import DatabaseError

FOLDER = "media"

_CHUNK = 1 << 20  # bytes


class _GivenUpError(Exception):
    """The import has failed meanwhile; nobody waits for the file."""


class MediaFolder(AbstractContextManager["MediaFolder"]):
    """Takes files in, and gives all of them up again when its block ends in an exception.

    A file appears under its name only when it is whole, so a crash leaves no half of one. Files may
    be taken in on another thread: it takes in no more once the block has ended in an exception.
    """

    def __init__(self, beside: Path) -> None:
        self.path = beside.absolute().parent / FOLDER
        self._taken: list[Path] = []
        self._given_up = False
        self._taking = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            return
        self._given_up = True
        with self._taking:
            for path in self._taken:
                path.unlink(missing_ok=True)
            with suppress(OSError):  # it holds other files, or was never made
                self.path.rmdir()

    def copy(self, name: str, size: int, open_source: Callable[[], BinaryIO]) -> bool:
        """Copy a file in, unless it is there; return whether it was not.

        Of two files under one name the larger is kept. Raises DatabaseError when it cannot be
        written.
        """
        target = self.path / name
        if self._size(target) >= size:
            return False

        def fill(part: Path) -> None:
            with open_source() as source, part.open("wb") as copy:
                while chunk := source.read(_CHUNK):
                    self._go_on()
                    copy.write(chunk)

        return self._put(target, fill)

    def link(self, name: str, to: Path) -> bool:
        """Link a file in, unless one of the name is there; return whether there was none."""
        target = self.path / name
        if self._size(target) >= 0:
            return False
        return self._put(target, lambda part: part.symlink_to(to.resolve()))

    def _put(self, target: Path, fill: Callable[[Path], None]) -> bool:
        part = target.with_name(f".{os.getpid()}-{target.name}.part")
        with self._taking:
            self._go_on()
            new = self._size(target) < 0
            try:
                self.path.mkdir(parents=True, exist_ok=True)
                try:
                    fill(part)
                    part.replace(target)
                finally:
                    part.unlink(missing_ok=True)
            except OSError as error:
                raise DatabaseError(f"{target} cannot be written: {error.strerror}.") from error
            if new:
                self._taken.append(target)
        return True

    def _go_on(self) -> None:
        if self._given_up:
            raise _GivenUpError

    @staticmethod
    def _size(path: Path) -> int:
        """Return the size of a file, -1 if there is none or it is a link to nothing."""
        try:
            return path.stat().st_size
        except OSError:
            return -1
