"""Inspection of a database file without changing it or the files beside it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.connections import exists
from bot.storage.errors import as_database_error
from bot.storage.migrations import known_version, newest_version, too_old

T = TypeVar("T")

_RECORDS_IMPORTS = 4  # the version of an archive from which on it has the times of imports
_OF_EXPORTS = "SELECT count(*) FROM posts WHERE origin >= 5"  # as in Origin
_IMPORTED_BEFORE = """ AND NOT EXISTS (
    SELECT 1 FROM sources JOIN files USING (file)
    WHERE sources.post = posts.post AND imported_at > 0
)"""


def is_usable(path: Path, kind: str) -> bool:
    """Return whether `path` is a database of this kind; False if there is no file.

    Raises DatabaseError, with a sentence, for a file that cannot be opened, migrated or created.
    """
    newest = newest_version(kind)
    folder = path.absolute().parent
    if not exists(path):
        while not folder.exists():
            folder = folder.parent
        if not _is_writable(folder):
            raise DatabaseError(
                lazy("{path} cannot be made; check that its folder may be written.", path=path)
            )
        return False
    version = read_only(path, lambda connection: known_version(connection, path, kind, newest))
    if version < newest and not (_is_writable(path) and _is_writable(folder)):
        raise too_old(path)
    return True


def count_posts(path: Path) -> int:
    """Return how many posts a usable archive holds."""
    return read_only(path, lambda connection: _count(connection, "SELECT count(*) FROM posts"))


def count_incomplete_posts(path: Path) -> int:
    """Return how many posts of exports only older versions imported, which read less of them.

    They kept no account id, counts, language and mark of sensitive media.
    """

    def count(connection: sqlite3.Connection) -> int:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        records = version >= _RECORDS_IMPORTS
        return _count(connection, _OF_EXPORTS + (_IMPORTED_BEFORE if records else ""))

    return read_only(path, count)


def _count(connection: sqlite3.Connection, sql: str) -> int:
    if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
        return 0  # another process is creating the file just now
    return int(connection.execute(sql).fetchone()[0])


def read_only(path: Path, read: Callable[[sqlite3.Connection], T]) -> T:
    """Call `read` with a read-only connection and return its result.

    A file without a WAL is open nowhere and is read as immutable: any other mode makes a WAL.
    """
    wal = path.with_name(f"{path.name}-wal")
    with as_database_error(path):
        if not wal.exists():
            with closing(_connect(path, immutable=True)) as connection:
                try:
                    result = read(connection)
                except sqlite3.Error:
                    if not wal.exists():
                        raise
                else:
                    if not wal.exists():
                        return result
            # It was opened meanwhile, so the result may mix two states.
        with closing(_connect(path, immutable=False)) as connection:
            return read(connection)


def _connect(path: Path, *, immutable: bool) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable={immutable:d}"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK)
