"""SQLite's errors, translated into sentences for users."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import DatabaseError
from bot.languages import lazy

BUSY = lazy("{path} is being written by another process; try again when it is done.")
_SENTENCES = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_READONLY: lazy(
        "{path} cannot be written; check who may write the file and its folder."
    ),
    sqlite3.SQLITE_CANTOPEN: lazy(
        "{path} cannot be opened; check that its folder exists, and who may read and write both."
    ),
    sqlite3.SQLITE_NOTADB: lazy(
        "{path} is not a Throwback database; name another file by --database."
    ),
    sqlite3.SQLITE_CORRUPT: lazy(
        "{path} is damaged; take it from a backup, or import into a new file."
    ),
    sqlite3.SQLITE_FULL: lazy("{path} cannot grow; the disk is full."),
    sqlite3.SQLITE_IOERR: lazy("{path} cannot be read or written; the disk reports an error."),
}


class InUseError(DatabaseError):
    """A database that another process has open, where none may: a file, or the name of another."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            lazy(
                "{path} is in use: stop the bot, and let imports and other commands end; then give "
                "the command again.",
                path=path,
            )
        )


@contextmanager
def as_database_error(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at `path` into DatabaseError.

    SQLite's own message is left out: it may quote a search query.
    """
    try:
        yield
    except sqlite3.Error as error:
        # The lowest byte is the primary code; the extended code is too detailed for a user.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        sentence = _SENTENCES.get(code, lazy("{path} cannot be used ({name}).", name=name))
        raise DatabaseError(sentence.filled(path=path)) from error
