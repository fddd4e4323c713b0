"""A database file that no other process has open."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bot.errors import AlreadyRunningError
from bot.storage.connections import exists
from bot.storage.errors import InUseError, as_database_error
from bot.storage.files.shard_lock import every_bot_locked
from bot.storage.files.soundness import generation, last_change

_WAIT = 2.0  # seconds for a command that is about to end
_UNREADABLE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Exclusive:
    """Two databases that no other process has open; a file that SQLite cannot read is none."""

    def __init__(self, connections: Mapping[Path, sqlite3.Connection]) -> None:
        self._connections = connections

    def last_change(self, path: Path, kind: str) -> int | None:
        """Return when the database at `path` was last changed; see `bot.storage.files.soundness`.

        None if there is none, or none that can be read.
        """
        connection = self._connections.get(path.absolute())
        return None if connection is None else last_change(connection, kind)

    def generation(self, path: Path) -> int:
        """Return the number that each change of the archive at `path` raises, 0 if it has none."""
        connection = self._connections.get(path.absolute())
        return 0 if connection is None else generation(connection)

    def make_one_file(self, path: Path) -> None:
        """Have a database need no other file, so that it can be moved; try, for it may be damaged.

        It is no longer in WAL mode. A process that opened it just before it is moved finds that out
        when it writes, and cannot mistake another file's WAL for this one's.
        """
        connection = self._connections.get(path.absolute())
        if connection is not None and path.exists():
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def exclusively(archive: Path, state: Path) -> Iterator[Exclusive]:
    """Keep all other processes from both databases until the end of the block.

    A process that opens one of them meanwhile waits, then fails with a sentence. Raises InUseError
    if a process has one of them open: a bot even while it does nothing. Raises DatabaseError for
    what is not a file or may not be written.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(every_bot_locked(state))
        except AlreadyRunningError as error:
            raise InUseError(state) from error
        found = {path.absolute(): _take(stack, path) for path in (archive, state) if exists(path)}
        yield Exclusive({path: one for path, one in found.items() if one is not None})


def _take(stack: ExitStack, path: Path) -> sqlite3.Connection | None:
    """Return a connection that excludes all others; None for a file that SQLite cannot read."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with as_database_error(path):
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_WAIT)
        stack.callback(connection.close)
        try:
            # Before the first read, which then locks the file itself instead of its memory beside
            # it: that fails while anybody else has it open.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise InUseError(path) from error
            if code not in _UNREADABLE:
                raise
            return None
    return connection
