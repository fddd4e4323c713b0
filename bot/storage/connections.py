"""Connections to database files."""

import os
import sqlite3
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from weakref import WeakSet

from bot.errors import DatabaseError, system_reason
from bot.languages import lazy


class ReaderConnection(sqlite3.Connection):
    """A connection that knows its open cursors.

    A cursor that was left before its last row keeps SQLite's snapshot, even after ROLLBACK. An
    exception keeps such cursors alive for as long as its traceback.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Execute one statement; see sqlite3.Connection."""
        cursor = super().execute(sql, parameters)
        self._cursors.add(cursor)
        return cursor

    def rows(self, sql: str, parameters: Any = (), /) -> list[tuple[Any, ...]]:
        """Return all rows of a query as plain tuples, which are cheaper than sqlite3.Row."""
        cursor = self.cursor()
        cursor.row_factory = None
        try:
            found: list[tuple[Any, ...]] = cursor.execute(sql, parameters).fetchall()
        finally:
            cursor.close()
        return found

    def close_cursors(self) -> None:
        """Close the cursors that are still open."""
        for cursor in list(self._cursors):
            cursor.close()
        self._cursors.clear()

    def close(self) -> None:
        """Close the connection, and its cursors: SQLite would wait for them."""
        self.close_cursors()
        super().close()


def json_of(numbers: Iterable[int]) -> str:
    """Return whole numbers as a JSON list, which the list's own form is, in a third of the time."""
    return str([*numbers])


def exists(path: Path) -> bool:
    """Return whether there is a file at `path`.

    Raises DatabaseError for what is not a file, since SQLite would wait at a named pipe, and where
    it cannot be known.
    """
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise cannot_open(path, error) from error
    if not is_file:
        raise DatabaseError(lazy("{path} is not a file; name another by --database.", path=path))
    return True


def cannot_open(path: Path, error: OSError) -> DatabaseError:
    """Return the error for a file that the system does not open."""
    reason = system_reason(error)
    if isinstance(error, PermissionError):
        return DatabaseError(
            lazy(
                "{path} cannot be opened: {reason}; check who may read and write the file and its "
                "folder.",
                path=path,
                reason=reason,
            )
        )
    return DatabaseError(lazy("{path} cannot be opened: {reason}.", path=path, reason=reason))


def cannot_write(path: Path, error: OSError) -> DatabaseError:
    """Return the error for a file that the system does not write."""
    reason = system_reason(error)
    return DatabaseError(lazy("{path} cannot be written: {reason}.", path=path, reason=reason))


def connect_reader(path: Path, *, at_rest: bool = False) -> ReaderConnection:
    """Return a synchronous read-only connection; with `at_rest` to a file that nobody writes.

    One thread uses it at a time; another may close it.
    """
    connection = ReaderConnection(
        connection_uri(path, read_only=True, at_rest=at_rest),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    return connection


def connection_uri(path: Path, *, read_only: bool, at_rest: bool = False) -> str:
    """Return the URI by which SQLite opens a file.

    Reading in WAL mode writes another file beside it. Where the folder is not writable, or it is
    known to be `at_rest`, the database is a copy that nobody changes, so it is immutable, unless a
    WAL shows a writer.
    """
    mode = "ro" if read_only else "rw"
    real = path.resolve()  # beside which SQLite has its other files
    is_copy = at_rest or not os.access(real.parent, os.W_OK)
    if read_only and is_copy and not real.with_name(f"{real.name}-wal").exists():
        mode += "&immutable=1"
    return f"{path.absolute().as_uri()}?mode={mode}"
