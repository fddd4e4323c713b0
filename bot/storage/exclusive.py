"""A database file that no other process has open."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.errors import AlreadyRunningError
from bot.storage.connections import exists
from bot.storage.errors import InUseError, as_database_error
from bot.storage.shard_lock import every_bot_locked

_WAIT = 2.0  # seconds for a command that is about to end
_UNREADABLE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextmanager
def exclusively(archive: Path, state: Path) -> Iterator[dict[Path, sqlite3.Connection]]:
    """Keep all other processes from both databases until the end of the block.

    A process that opens one of them meanwhile waits, then fails with a sentence. The connections
    are by path; a file that is missing or that SQLite cannot read has none. Raises InUseError if a
    process has one of them open: a bot even while it does nothing. Raises DatabaseError for what is
    not a file or may not be written.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(every_bot_locked(state))
        except AlreadyRunningError as error:
            raise InUseError(state) from error
        found = {path: _take(stack, path) for path in (archive, state) if exists(path)}
        yield {path: connection for path, connection in found.items() if connection is not None}


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
