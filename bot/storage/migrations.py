"""Migrations of a database file by numbered SQL scripts, or a sentence why it is refused."""

import os
import re
import sqlite3
import threading
import time
from contextlib import closing, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.checkpoints import SETTINGS, close_without_checkpoint
from bot.storage.connections import connect_reader, connection_uri, exists
from bot.storage.safety_copies import keep_copy
from bot.storage.schemas import schema, statements

# In the header of each file, so that another program's database is not mistaken for ours, nor one
# of our two files for the other.
_APPLICATION_IDS = {"archive": 0x54424B41, "state": 0x54424B53}

_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}

# A file that is closed loses all locks that its process has on it: no thread may open it meanwhile.
_creating = threading.Lock()

_MIGRATION = re.compile(r"(\d{4})_\w+\.sql", re.ASCII)

REWRITES_POSTS = "-- Rewrites posts: the file is copied first."  # never translated
"""The first line of a script that changes posts which are there already."""


def migrate(path: Path, kind: str, wait: float = 5.0, *, litestream: bool = False) -> None:
    """Bring the file at `path` up to date; create it if it is missing.

    A new file gets the schema at once, in one transaction. Each migration is one as well, which
    also raises `user_version` to its number: a crash leaves the file at one version or the next.
    Another process may migrate at the same time, so the version is read again inside the lock. A
    file that is up to date is switched to WAL mode if it is not, and accepted if it cannot be
    written. `wait` is in seconds. Before a script that rewrites posts, the file is copied; if that
    fails, it keeps the version before. With `litestream` no checkpoint is made. Raises
    DatabaseError for a file that a newer Throwback wrote, that cannot be copied or that is not a
    file, sqlite3.Error for what is no database.
    """
    migrations = scripts(kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    newest = newest_version(kind)
    _create(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=wait)
    try:
        try:
            version = known_version(connection, path, kind, newest)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _UNWRITABLE or not path.is_file():
                raise
            connection.close()
            connection = connect_reader(path)
            version = known_version(connection, path, kind, newest)
            if version < newest:
                raise too_old(path) from error
        if version < newest:
            for setting in SETTINGS:
                connection.execute(setting)
            _use_wal(connection, wait)
            if not version:
                version = _make(connection, kind)
        elif not _is_wal(connection):
            # A copy, as VACUUM INTO and backups make them. If it cannot be written, it is read.
            with suppress(sqlite3.OperationalError):
                _use_wal(connection, wait)
        for number in range(version + 1, newest + 1):
            _apply(connection, number, migrations[number], _APPLICATION_IDS[kind], path)
    finally:
        if litestream:
            close_without_checkpoint(connection, path)
        connection.close()


def use_current(path: Path, wait: float = 5.0, *, litestream: bool = False) -> None:
    """Have a file that is up to date be in WAL mode, if it can be written; see migrate."""
    uri = connection_uri(path, read_only=False)  # which makes no file
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait)) as connection:
        with suppress(sqlite3.OperationalError):
            if not _is_wal(connection):
                _use_wal(connection, wait)
        if litestream:
            close_without_checkpoint(connection, path)


def _create(path: Path) -> None:
    """Make the file, readable by its owner alone, unless it is there.

    SQLite would make one that everybody may read, and gives the files beside it the same mode. What
    the system refuses here it refuses SQLite as well, whose error has a sentence.
    """
    with _creating:
        if not exists(path):
            with suppress(OSError):
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
                os.close(os.open(os.path.realpath(path), flags, 0o600))


def too_old(path: Path) -> DatabaseError:
    """Return the error for a file that needs a migration but cannot be written."""
    return DatabaseError(
        lazy(
            "{path} was written by an older Throwback and cannot be written here; bring it up to "
            "date where it can, by any command, and copy it again.",
            path=path,
        )
    )


def empty_database(kind: str, version: int) -> sqlite3.Connection:
    """Return a database in memory as the migrations up to a version make it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations = scripts(kind)
    for number in range(1, version + 1):
        for statement in statements(migrations[number]):
            connection.execute(statement)
    return connection


def not_ours(path: Path, kind: str) -> DatabaseError:
    """Return the error for a file that is not a database of this kind."""
    return DatabaseError(
        lazy(
            "{path} is not Throwback's {kind} database; name another file by --database.",
            path=path,
            kind=kind,
        )
    )


def newest_version(kind: str) -> int:
    """Return the version of an up-to-date file: the number of its newest migration."""
    return max(scripts(kind))


def known_version(connection: sqlite3.Connection, path: Path, kind: str, newest: int) -> int:
    """Return the version of a file, 0 if it is empty.

    Raises DatabaseError for a file of another kind, and for one that a newer Throwback wrote.
    """
    version = _version(connection)
    if not _is_ours(connection, kind):
        raise not_ours(path, kind)
    if version > newest:
        raise DatabaseError(
            lazy(
                "{path} was written by a newer Throwback (version {version} of the {kind}, this "
                "one knows {newest}). Update Throwback, or name another file by --database.",
                path=path,
                version=version,
                kind=kind,
                newest=newest,
            )
        )
    return version


def _use_wal(connection: sqlite3.Connection, wait: float) -> None:
    """Switch the file to WAL mode. SQLite itself does not wait for others doing the same."""
    deadline = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _is_wal(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")


def _is_ours(connection: sqlite3.Connection, kind: str) -> bool:
    connection.execute("BEGIN")  # one snapshot for both queries: another process may be migrating
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None
    connection.execute("COMMIT")
    return application_id == _APPLICATION_IDS[kind] or (application_id == 0 and empty)


def _make(connection: sqlite3.Connection, kind: str) -> int:
    """Give an empty file its schema, unless another process has; return the file's version."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _version(connection):
            for statement in schema(kind):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_IDS[kind]}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return _version(connection)


def _apply(
    connection: sqlite3.Connection, number: int, script: str, application_id: int, path: Path
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) < number:
            # Under the write lock, so that the copy is what the script finds.
            if script.startswith(REWRITES_POSTS) and _holds_posts(connection):
                keep_copy(path, number)
            for statement in statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {application_id}")
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _holds_posts(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM posts NOT INDEXED LIMIT 1").fetchone() is not None


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def scripts(kind: str) -> dict[int, str]:
    """Return the scripts of a folder of migrations by number."""
    return {**_scripts(kind)}


@cache
def _scripts(kind: str) -> dict[int, str]:
    return {
        int(match[1]): script.read_text("utf-8")
        for script in files("bot.storage").joinpath(kind).iterdir()
        if (match := _MIGRATION.fullmatch(script.name))
    }
