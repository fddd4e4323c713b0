"""The folder of images and videos beside archive.db."""

import os
import re
import sqlite3
import threading
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from bot.errors import DatabaseError, system_reason
from bot.languages import lazy
from bot.storage.connections import cannot_write

FOLDER = "media"

_OLD = "SELECT DISTINCT path FROM media WHERE path IS NOT NULL"  # before 0006_avatars.sql

FILES = """
    SELECT path FROM media WHERE path IS NOT NULL
    UNION SELECT avatar FROM accounts WHERE avatar IS NOT NULL
"""
"""The query for the paths of all files that posts and accounts have, each once."""

_CHUNK = 1 << 20  # bytes
_PART = re.compile(r"\.[0-9]+-(.+)\.part", re.DOTALL)  # of a file that is being filled


def media_names(archive: sqlite3.Connection) -> list[str]:
    """Return the names of the files of posts and accounts in the folder, sorted, each once.

    The archive may be of any version.
    """
    has_avatars = archive.execute(
        "SELECT 1 FROM pragma_table_info('accounts') WHERE name = 'avatar'"
    ).fetchone()
    rows = archive.execute(FILES if has_avatars else _OLD)
    return sorted({file_name(path) for (path,) in rows})


def file_name(path: str) -> str:
    """Return the name in the folder of a file with this path; see Media."""
    return path.rpartition("/")[2]


def delete_files(
    beside: Path, ids: Collection[str], names: Collection[str], used: Collection[str]
) -> int:
    """Delete files from the folder beside a database: by name, and those of posts with these ids.

    What a killed import left of such a file is deleted too. Return how many were deleted; those in
    `used` stay. Raises DatabaseError if one cannot be.
    """
    folder = beside.absolute().parent / FOLDER
    deleted = 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        part = _PART.fullmatch(path.name)
        name = part[1] if part else path.name
        if path.name not in used and (name in names or name.partition("-")[0] in ids):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise DatabaseError(
                    lazy(
                        "{path} cannot be deleted: {reason}.",
                        path=path,
                        reason=system_reason(error),
                    )
                ) from error
            deleted += part is None
    return deleted


class _AbortedError(Exception):
    """The import has failed meanwhile; the file is not needed any more."""


class MediaFolder(AbstractContextManager["MediaFolder"]):
    """Adds files, and deletes the added ones when its block ends in an exception.

    A file appears under its name only when it is complete, so a crash leaves no partial file.
    Another thread may add files: it adds no more once the block has ended in an exception.
    """

    def __init__(self, beside: Path) -> None:
        self.path = beside.absolute().parent / FOLDER
        self._added: list[Path] = []
        self._aborted = False
        self._adding = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            return
        self._aborted = True
        with self._adding:
            for path in self._added:
                path.unlink(missing_ok=True)
            with suppress(OSError):  # it holds other files, or was never created
                self.path.rmdir()

    def copy(self, name: str, size: int, open_source: Callable[[], BinaryIO]) -> bool:
        """Copy a file of `size` bytes unless it is there; return whether it was copied.

        Of two files with one name the larger is kept. Raises DatabaseError when it cannot be
        written.
        """
        target = self.path / name
        if self._size(target) >= size:
            return False

        def fill(part: Path) -> None:
            with open_source() as source, part.open("wb") as copy:
                while chunk := source.read(_CHUNK):
                    self._check_aborted()
                    copy.write(chunk)

        return self._put(target, fill)

    def link(self, name: str, to: Path) -> bool:
        """Link to a file unless one with this name exists; return whether it was linked."""
        target = self.path / name
        if self._size(target) >= 0:
            return False
        return self._put(target, lambda part: part.symlink_to(to.resolve()))

    def _put(self, target: Path, fill: Callable[[Path], None]) -> bool:
        part = target.with_name(f".{os.getpid()}-{target.name}.part")
        with self._adding:
            self._check_aborted()
            new = self._size(target) < 0
            try:
                self.path.mkdir(0o700, parents=True, exist_ok=True)  # as the databases
                try:
                    fill(part)
                    part.replace(target)
                finally:
                    part.unlink(missing_ok=True)
            except OSError as error:
                raise cannot_write(target, error) from error
            if new:
                self._added.append(target)
        return True

    def _check_aborted(self) -> None:
        if self._aborted:
            raise _AbortedError

    @staticmethod
    def _size(path: Path) -> int:
        """Return the size of a file in bytes, -1 if it is missing or a dangling link."""
        try:
            return path.stat().st_size
        except OSError:
            return -1
