"""Which file is open under a path: another one may be moved there while the bot runs.

A connection keeps the file that it opened, also after that was deleted or replaced. But SQLite
finds the WAL by its name: a connection that is opened later reads the new file with the old file's
WAL, and a checkpoint writes the one into the other. SQLite 3.40.1 does both without an error.
"""

import logging
from pathlib import Path
from typing import TypeAlias

from bot.errors import DatabaseError
from bot.languages import lazy

_Identity: TypeAlias = tuple[int, int]  # device and number of a file

_log = logging.getLogger(__name__)


class MissingFileError(DatabaseError):
    """An open database that is not at its path any more."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            lazy(
                "{path} was deleted or moved while it was in use, so nothing was done; put it "
                "back, or a backup of it.",
                path=path,
            )
        )


class ReplacedFileError(DatabaseError):
    """An open database at whose path there is another file now."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            lazy(
                "Another file was put in the place of {path} while it was in use, so nothing was "
                "done; try again in a few seconds.",
                path=path,
            )
        )


class OpenFile:
    """The database file that a process has opened at `path`; any thread may ask about it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._noted: _Identity | None = None
        self._journals: dict[Path, _Identity | None] = {}

    def note(self) -> None:
        """Note which file is there, and its WAL, which the caller has read and keeps open."""
        self._noted = _identity(self._path)
        names = [self._path.with_name(f"{self._path.name}{end}") for end in ("-wal", "-shm")]
        self._journals = {name: _identity(name) for name in names}

    def check(self) -> None:
        """Raise MissingFileError or ReplacedFileError if the noted file is not there any more.

        What opens it calls this afterwards: then it is the noted one that was opened.
        """
        if self._noted is None:
            return
        found = _identity(self._path)
        if found is None:
            raise MissingFileError(self._path)
        if found != self._noted:
            raise ReplacedFileError(self._path)

    def is_replaced(self) -> bool:
        """Return whether another file is there now."""
        return self._noted is not None and _identity(self._path) not in {None, self._noted}

    def is_there(self) -> bool:
        """Return whether the noted file is there."""
        return self._noted is None or _identity(self._path) == self._noted

    def set_journals_aside(self) -> None:
        """Move the WAL of the noted file, which is not there any more, out of another one's way.

        The caller has closed its connections. A WAL that holds anything is kept under another
        name: the noted file may only have been moved, and without that it may lack rows.
        """
        for name, identity in self._journals.items():
            if identity is None or _identity(name) != identity:
                continue
            if name.name.endswith("-wal") and name.stat().st_size:
                kept = name.with_name(f"{name.name}.replaced")
                name.replace(kept)
                _log.warning("The WAL of the file that was at %s is kept: %s", self._path, kept)
            else:
                name.unlink()


def _identity(path: Path) -> _Identity | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
