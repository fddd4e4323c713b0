"""Checkpoints: the WAL is copied into the database file, never during a commit.

SQLite 3.7.0 to 3.51.2 (but not 3.44.6 and 3.50.7) can damage a database by what its authors call
the WAL-reset bug: a checkpoint starts when everything has been copied already, and while it runs
another connection's commit restarts the WAL. The checkpoint then records frames as copied that are
not. A lock among checkpoints does not prevent that, as SQLite itself has one: checkpoints and
commits must exclude each other. So no connection of ours makes the automatic checkpoint after a
commit, during which others may write. Instead `copy_back` holds SQLite's write lock while another
connection copies.

The checkpoint of the last connection to close is safe: it locks the whole file exclusively. If
others are open, closing makes none.

Litestream makes all checkpoints itself, since it has to read each commit from the WAL before that
is restarted: beside it there are none of ours, on closing neither. SQLite makes none when the last
connection to close can only read, so `close_without_checkpoint` keeps such a one open for longer.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot.storage.connections import connect_reader, connection_uri

_LARGE = 4 << 20  # bytes, about a thousand pages: a larger WAL is copied back
_NOBODY_COPIES = 1 << 30  # bytes: twice what Litestream lets a WAL have before it cuts it
_WAIT = 0.5  # seconds for other writers to finish; after that the next commit tries again

SETTINGS = ("PRAGMA wal_autocheckpoint = 0", f"PRAGMA journal_size_limit = {_LARGE}")
"""For each connection that writes. A WAL that restarts is truncated to the limit."""

EMPTY_WAL = "PRAGMA wal_checkpoint(TRUNCATE)"
"""Copies the WAL into the file that a connection has open, whether or not that has its path."""


def is_due(path: Path) -> bool:
    """Return whether the WAL of the database at `path` is large enough to be copied back."""
    return _wal_size(path) > _LARGE


def is_left_alone(path: Path) -> bool:
    """Return whether the WAL is so large that Litestream does not seem to copy it back."""
    return _wal_size(path) > _NOBODY_COPIES


def copy_back(path: Path, wait: float = _WAIT, *, check: Callable[[], None] = lambda: None) -> bool:
    """Copy the WAL into the file; return False if others wrote for all of `wait` (seconds).

    The caller must keep a connection open, so that these are not the last to close. `check` raises
    if the file at `path` is not the one that the caller has open: SQLite would mix both.
    """
    with closing(_connect(path, wait)) as guard, closing(_connect(path, wait)) as copier:
        check()
        try:
            guard.execute("BEGIN IMMEDIATE")  # takes the write lock; nothing is written
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        copier.execute("PRAGMA wal_checkpoint(PASSIVE)")
        guard.execute("ROLLBACK")
    return True


def close_without_checkpoint(connection: sqlite3.Connection, path: Path) -> None:
    """Close a connection to the database at `path`, and leave its WAL as it is."""
    try:
        # What cannot be read is not copied either.
        with suppress(sqlite3.Error), kept_open(path):
            connection.close()
    finally:
        connection.close()


@contextmanager
def kept_open(path: Path) -> Iterator[None]:
    """Keep a connection open that can only read, until the end of the block."""
    with closing(connect_reader(path)) as reader:
        reader.execute(COUNTS).fetchone()
        yield


COUNTS = "SELECT 1 FROM sqlite_schema LIMIT 1"
"""What a connection has to read first, before SQLite counts it as one that has the WAL open."""


def rewrite(
    path: Path, wait: float, *, check: Callable[[], None] = lambda: None, litestream: bool = False
) -> bool:
    """Write a database file anew, without what was deleted from it, and empty its WAL.

    Return False if others read an older state, or write, for all of `wait` (seconds): then the
    WAL and the file still hold it. Readers and writers are not disturbed. A checkpoint that
    truncates takes the write lock itself, and here it has all of the new file to copy.

    With `litestream` the WAL is left as it is: Litestream copies it, and writes over it later.

    The caller must keep a connection open, so that this is not the last to close; `check` is as
    in `copy_back`.
    """
    with closing(_connect(path, wait)) as connection:
        check()
        for setting in SETTINGS:
            connection.execute(setting)
        connection.execute("VACUUM")
        if litestream:
            return True
        is_busy, _, _ = connection.execute(EMPTY_WAL).fetchone()
    return not is_busy


def _wal_size(path: Path) -> int:
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0


def _connect(path: Path, wait: float) -> sqlite3.Connection:
    uri = connection_uri(path, read_only=False)
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait)
