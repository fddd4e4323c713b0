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
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.storage.connections import connection_uri

_LARGE = 4 << 20  # bytes, about a thousand pages: a larger WAL is copied back
_WAIT = 0.5  # seconds for other writers to finish; after that the next commit tries again

SETTINGS = ("PRAGMA wal_autocheckpoint = 0", f"PRAGMA journal_size_limit = {_LARGE}")
"""For each connection that writes. A WAL that restarts is truncated to the limit."""


def is_due(path: Path) -> bool:
    """Return whether the WAL of the database at `path` is large enough to be copied back."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > _LARGE
    except OSError:
        return False


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


def rewrite(path: Path, wait: float, check: Callable[[], None] = lambda: None) -> bool:
    """Write a database file anew, without what was deleted from it, and empty its WAL.

    Return False if others read an older state, or write, for all of `wait` (seconds): then the
    WAL and the file still hold it. Readers and writers are not disturbed. A checkpoint that
    truncates takes the write lock itself, and here it has all of the new file to copy.

    The caller must keep a connection open, so that this is not the last to close; `check` is as
    in `copy_back`.
    """
    with closing(_connect(path, wait)) as connection:
        check()
        for setting in SETTINGS:
            connection.execute(setting)
        connection.execute("VACUUM")
        is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _connect(path: Path, wait: float) -> sqlite3.Connection:
    uri = connection_uri(path, read_only=False)
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait)
