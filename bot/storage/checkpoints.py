"""Checkpoints: what the WAL holds is copied into the database file, and never beside a commit.

SQLite 3.7.0 to 3.51.2 (but not 3.44.6 and 3.50.7) can damage a database by what its authors call
the WAL-reset bug: a checkpoint starts when everything has been copied already, and while it runs
another connection's commit begins the WAL anew. The checkpoint then notes frames as copied that are
not. A lock among checkpoints does not prevent that, as SQLite itself has one: checkpoints and
commits must exclude each other. So no connection of ours makes the automatic checkpoint after a
commit, during which others may write. Instead `copy_back` holds SQLite's lock on writing for as
long as another connection copies.

The checkpoint of the last connection that closes is safe: it holds the whole file exclusively. If
others are open, closing makes none.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.connections import connection_uri

_LARGE = 4 << 20  # bytes of a WAL, about a thousand pages, from which on it is copied back
_WAIT = 0.5  # seconds for others that write; after that the next commit tries again

SETTINGS = ("PRAGMA wal_autocheckpoint = 0", f"PRAGMA journal_size_limit = {_LARGE}")
"""Of each connection that writes. A WAL that begins anew is cut down to the limit."""


def is_due(path: Path) -> bool:
    """Return whether the WAL of the database at `path` is large."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > _LARGE
    except OSError:
        return False


def copy_back(path: Path, wait: float = _WAIT) -> bool:
    """Copy what the WAL holds into the file; return False if others wrote for the whole `wait`.

    The caller must have a connection of its own open: these are not to be the last that close.
    """
    with closing(_connect(path, wait)) as guard, closing(_connect(path, wait)) as copier:
        try:
            guard.execute("BEGIN IMMEDIATE")  # and nothing is written
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        copier.execute("PRAGMA wal_checkpoint(PASSIVE)")
        guard.execute("ROLLBACK")
    return True


def _connect(path: Path, wait: float) -> sqlite3.Connection:
    where = connection_uri(path, read_only=False)
    return sqlite3.connect(where, uri=True, isolation_level=None, timeout=wait)
