"""One SQLite file: opened, brought up to date, read, and written one transaction at a time."""

import asyncio
import os
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiosqlite

from bot.errors import DatabaseError
from bot.storage.failures import explained

Row = sqlite3.Row
Parameters = Sequence[object]

# In the header of each file, so that no other program's database is taken for ours, nor one of our
# two files for the other.
_APPLICATION_IDS = {"archive": 0x54424B41, "state": 0x54424B53}

_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}

_MIGRATION = re.compile(r"(\d{4})_\w+\.sql", re.ASCII)


class Transaction:
    """A write transaction. It ends with the `async with` that it came from."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement and return how many rows it changed."""
        async with self._connection.execute(sql, parameters) as cursor:
            return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each of `rows`."""
        async with self._connection.executemany(sql, rows):
            pass

    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query, this transaction's own changes included."""
        return list(await self._connection.execute_fetchall(sql, parameters))


class Database:
    """A database file with one writer and one reader.

    `kind` names the folder of migrations: "archive" or "state". `wait` is how long, in seconds, a
    write waits for another process to finish its own. Opening creates the file where there is
    none; a file that is up to date is only read until the first write. Raises DatabaseError,
    with a sentence, when the file cannot be used.
    """

    def __init__(self, path: Path, kind: str, *, wait: float = 5.0) -> None:
        self.path = path
        self._kind = kind
        self._wait = wait
        self._lock = asyncio.Lock()
        self._writer: aiosqlite.Connection | None = None
        self._reader: aiosqlite.Connection | None = None
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            with explained(self.path):
                await asyncio.to_thread(migrate, self.path, self._kind, self._wait)
                await _in_full(self._open_reader())
        except OSError as error:
            raise DatabaseError(f"{self.path} cannot be opened: {error.strerror}.") from error
        except BaseException:
            await self._open.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._reader = self._writer = None
        await self._open.aclose()

    async def read(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query over what is committed."""
        if self._reader is None:
            raise RuntimeError("the database is not open")
        with explained(self.path):
            return list(await self._reader.execute_fetchall(sql, parameters))

    async def read_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a query over what is committed, or None."""
        rows = await self.read(sql, parameters)
        return rows[0] if rows else None

    @asynccontextmanager
    async def write(self, *, keep: bool = True) -> AsyncIterator[Transaction]:
        """Open a write transaction: committed at the end of the block, or undone by any exception.

        Without `keep` it is undone at the end as well: a rehearsal.

        Coroutines that share a connection share its transaction, so one rollback could take
        another's rows along: a lock lets one in at a time. A cancelled task must not leave its
        transaction open: whatever ends one is waited for, come what may.
        """
        async with self._lock:
            with explained(self.path):
                writer = await self._open_writer()
                try:
                    await _in_full(_run(writer, "BEGIN IMMEDIATE"))
                    yield Transaction(writer)
                    if keep:
                        await _in_full(_run(writer, "COMMIT"))
                finally:
                    if writer.in_transaction:
                        await _in_full(_run(writer, "ROLLBACK"))

    async def _open_reader(self) -> None:
        self._reader = await self._connect(read_only=True)

    async def _open_writer(self) -> aiosqlite.Connection:
        """Return the writer; most processes never write, so it is connected when first needed."""

        async def connect() -> None:
            self._writer = await self._connect(read_only=False)

        if self._writer is None:
            await _in_full(connect())
        if self._writer is None:
            raise RuntimeError("the database is not open")
        return self._writer

    async def _connect(self, *, read_only: bool) -> aiosqlite.Connection:
        connection = await self._open.enter_async_context(
            aiosqlite.connect(
                _address(self.path, read_only=read_only),
                uri=True,
                isolation_level=None,  # transactions begin where they are written down
                timeout=self._wait,
            )
        )
        connection.row_factory = sqlite3.Row
        await _run(connection, "PRAGMA foreign_keys = ON")
        return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """Return a plain read-only connection. One thread uses it at a time; another may close it."""
    connection = sqlite3.connect(
        _address(path, read_only=True),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    return connection


def _address(path: Path, *, read_only: bool) -> str:
    """Return the address that SQLite opens a file by.

    To read a file in WAL mode it writes another beside it. Where it may not, the file is a copy
    that nobody changes, and immutable, unless somebody's WAL tells otherwise.
    """
    mode = "ro" if read_only else "rw"
    is_copy = not os.access(path.absolute().parent, os.W_OK)
    if read_only and is_copy and not path.with_name(f"{path.name}-wal").exists():
        mode += "&immutable=1"
    return f"{path.absolute().as_uri()}?mode={mode}"


def migrate(path: Path, kind: str, wait: float = 5.0) -> None:
    """Bring the file at `path` up to date, and create it where there is none.

    Each migration is one transaction, which also raises `user_version` to its number: a crash
    leaves the file at one version or the next. Another process may be at it at the same moment, so
    the version is read again inside the lock. A file that cannot be written will do if it is up to
    date. Raises DatabaseError for a file that a newer Throwback wrote, sqlite3.Error for one that
    is no database.
    """
    migrations = _migrations(kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    newest = max(migrations)
    connection = sqlite3.connect(path, isolation_level=None, timeout=wait)
    try:
        try:
            version = _known_version(connection, path, kind, newest)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _UNWRITABLE or not path.is_file():
                raise
            connection.close()
            connection = connect_reader(path)
            version = _known_version(connection, path, kind, newest)
            if version < newest:
                raise DatabaseError(
                    f"{path} was written by an older Throwback and cannot be written here; bring "
                    "it up to date where it can, by any command, and copy it again."
                ) from error
        if version < newest:
            _use_wal(connection, wait)
        for number in range(version + 1, newest + 1):
            _apply(connection, number, migrations[number], _APPLICATION_IDS[kind])
    finally:
        connection.close()


def _known_version(connection: sqlite3.Connection, path: Path, kind: str, newest: int) -> int:
    version = _version(connection)
    if not _is_ours(connection, kind):
        raise DatabaseError(
            f"{path} is not Throwback's {kind} database; name another file by --database."
        )
    if version > newest:
        raise DatabaseError(
            f"{path} was written by a newer Throwback (version {version} of the {kind}, this "
            f"one knows {newest}). Update Throwback, or name another file by --database."
        )
    return version


def _use_wal(connection: sqlite3.Connection, wait: float) -> None:
    """Switch the file to WAL. SQLite itself does not wait for others that are switching it."""
    give_up = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _is_ours(connection: sqlite3.Connection, kind: str) -> bool:
    connection.execute("BEGIN")  # both answers from one state: another process may migrate now
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None
    connection.execute("COMMIT")
    return mark == _APPLICATION_IDS[kind] or (mark == 0 and empty)


def _apply(connection: sqlite3.Connection, number: int, script: str, mark: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) < number:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {mark}")
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrations(kind: str) -> dict[int, str]:
    """Return the scripts of `kind` by their numbers."""
    scripts = files("bot.storage").joinpath(kind).iterdir()
    return {
        int(match[1]): script.read_text("utf-8")
        for script in scripts
        if (match := _MIGRATION.fullmatch(script.name))
    }


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of `script` one by one: executescript would commit what is open."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


async def _run(connection: aiosqlite.Connection, statement: str) -> None:
    async with connection.execute(statement):
        pass


async def _in_full(work: Coroutine[Any, Any, None]) -> None:
    """Wait until `work` is done even if this task is cancelled meanwhile; then be cancelled."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])  # unlike an await of the task, never cancels it
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
