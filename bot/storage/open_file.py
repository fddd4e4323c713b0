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

FileIdentity: TypeAlias = tuple[int, int]
"""The device and the number of a file."""

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
        self._noted: FileIdentity | None = None
        self._real = path
        self._is_let_go = False
        self._journals: dict[Path, FileIdentity | None] = {}

    def note(self) -> None:
        """Note which file is there, and its WAL, which the caller has read and keeps open."""
        self._noted = identity_of(self._path)
        # A link may lead to it, but its WAL is beside the file itself.
        self._real = real = self._path.resolve()
        names = [real.with_name(f"{real.name}{end}") for end in ("-wal", "-shm")]
        self._journals = {name: identity_of(name) for name in names}

    def check(self, *, to_read: bool = False) -> None:
        """Raise MissingFileError or ReplacedFileError if the noted file is not there any more.

        With `to_read`, over a connection that has read from it before, the latter is no error. What
        opens it calls this afterwards: then it is the noted one that was opened.
        """
        if self._noted is None:
            return
        found = identity_of(self._path)
        if found is None:
            raise MissingFileError(self._path)
        if not to_read and (self._is_let_go or found != self._noted):
            raise ReplacedFileError(self._path)

    @property
    def identity(self) -> FileIdentity | None:
        """What was noted."""
        return self._noted

    def check_is(self, expected: FileIdentity) -> None:
        """Raise ReplacedFileError if another file than `expected` was noted."""
        if self._noted != expected:
            raise ReplacedFileError(self._path)

    def is_replaced(self) -> bool:
        """Return whether another file is there now."""
        return self._noted is not None and identity_of(self._path) not in {None, self._noted}

    def is_there(self) -> bool:
        """Return whether the noted file is there, and was not let go."""
        if self._noted is None:
            return True
        return not self._is_let_go and identity_of(self._path) == self._noted

    def is_back(self) -> bool:
        """Return whether the noted file is there again after it was let go.

        It must not be opened again before all connections to it are closed: they have another WAL.
        """
        return self._is_let_go and identity_of(self._path) == self._noted

    def let_go(self) -> None:
        """Have another file have the path for good; what is open goes on reading the noted one.

        The caller has closed the connections that write.
        """
        self._is_let_go = True
        self.set_journals_aside()

    def set_journals_aside(self) -> None:
        """Move the WAL of the noted file, which is not there any more, out of another one's way.

        Connections that have read from it keep it. The caller has closed those that write. A WAL
        that holds anything is kept under another name: the noted file may only have been moved,
        and without that it may lack rows. Where a link led to it, and leads elsewhere now, the file
        and its WAL stay as they are.
        """
        if identity_of(self._real) == self._noted:
            return
        for name, identity in self._journals.items():
            if identity is None or identity_of(name) != identity:
                continue
            if name.name.endswith("-wal") and name.stat().st_size:
                kept = name.with_name(f"{name.name}.replaced")
                name.replace(kept)
                _log.warning("The WAL of the file that was at %s is kept: %s", self._path, kept)
            else:
                name.unlink()


def identity_of(path: Path) -> FileIdentity | None:
    """Return which file is at `path`; None: none that can be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
