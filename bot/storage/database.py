"""A SQLite database file: reads, and write transactions one at a time."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import aiosqlite

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.checkpoints import SETTINGS, copy_back, is_due, rewrite
from bot.storage.connections import cannot_open, connection_uri
from bot.storage.errors import as_database_error
from bot.storage.migrations import migrate

Row = sqlite3.Row
Parameters = Sequence[object]

T = TypeVar("T")

_log = logging.getLogger(__name__)

_ONE_WAIT = 200  # milliseconds that SQLite waits in one call


class Transaction:
    """A write transaction, valid until the `async with` block that opened it ends.

    `is_committed` is True after that, if the block ended well.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self.is_committed = False

    async def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute one statement and return how many rows it changed."""
        async with self._connection.execute(sql, parameters) as cursor:
            return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Execute one statement for each of `rows`."""
        async with self._connection.executemany(sql, rows):
            pass

    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query, this transaction's own changes included."""
        return list(await self._connection.execute_fetchall(sql, parameters))


class Database:
    """A database file with one writer and one reader.

    `kind` names the folder of migrations: "archive" or "state". `wait` is how long, in seconds, a
    write waits for another process's write. Opening creates a missing file; a file that is up to
    date is only read until the first write. Raises DatabaseError, with a sentence, when the file
    cannot be used.
    """

    def __init__(self, path: Path, kind: str, *, wait: float = 5.0) -> None:
        self.path = path
        self._kind = kind
        self._wait = wait
        self._lock = asyncio.Lock()
        self.writing = 0
        """Writes of this process that run or wait for their turn."""
        self._writer: aiosqlite.Connection | None = None
        self._reader: aiosqlite.Connection | None = None
        self._connections = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            with as_database_error(self.path):
                await asyncio.to_thread(migrate, self.path, self._kind, self._wait)
                await _await_uncancelled(self._open_reader())
        except OSError as error:
            raise cannot_open(self.path, error) from error
        except BaseException:
            self._reader = None
            await self._connections.aclose()
            raise
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Finish the current write and reject the writes that wait for it."""
        self._reader = None
        await _await_uncancelled(self._close())

    async def read(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query over committed data."""
        if self._reader is None:
            raise RuntimeError("the database is not open")
        with as_database_error(self.path):
            return list(await self._reader.execute_fetchall(sql, parameters))

    async def read_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a query over committed data, or None."""
        rows = await self.read(sql, parameters)
        return rows[0] if rows else None

    async def is_readable(self) -> bool:
        """Return whether the file is still there and can be read."""
        try:
            await self.read("PRAGMA schema_version")
            return await asyncio.to_thread(self.path.exists)
        except (DatabaseError, OSError, RuntimeError):
            return False

    @asynccontextmanager
    async def write(self, *, commit: bool = True) -> AsyncIterator[Transaction]:
        """Open a write transaction: committed at the end of the block, rolled back on an exception.

        Without `commit` it is rolled back at the end as well: a dry run.

        Coroutines that share a connection share its transaction, so one rollback could discard
        another's rows: a lock admits one at a time. A cancelled task must not leave its
        transaction open: COMMIT and ROLLBACK are always awaited to their end.

        Raises RuntimeError when the database is not open, or was closed while this waited.
        """
        async with self._turn():
            if self._reader is None:
                raise RuntimeError("the database is not open")
            with as_database_error(self.path):
                writer = await self._open_writer()
                transaction = Transaction(writer)
                try:
                    await self._when_free(lambda: _run(writer, "BEGIN IMMEDIATE"))
                    yield transaction
                    if commit:
                        await _await_uncancelled(_commit(transaction, writer))
                finally:
                    if writer.in_transaction:
                        await _await_uncancelled(_run(writer, "ROLLBACK"))
            await _await_uncancelled(self._checkpoint())

    async def execute_one(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Execute one statement that writes, and return the rows of its RETURNING.

        It is a transaction of its own, which SQLite commits by itself, so it takes one trip to the
        database's thread where `write` takes five or six. Raises the errors of `write`.
        """
        async with self._turn():
            if self._reader is None:
                raise RuntimeError("the database is not open")
            with as_database_error(self.path):
                writer = await self._open_writer()
                rows = await self._when_free(lambda: writer.execute_fetchall(sql, parameters))
            await _await_uncancelled(self._checkpoint())
        return list(rows)

    async def rewrite(self) -> None:
        """Write the file anew, so that neither it nor its WAL holds anything that was deleted.

        Raises DatabaseError if that fails; a later call may succeed.
        """
        async with self._lock:
            if self._reader is None:
                raise RuntimeError("the database is not open")
            with as_database_error(self.path):
                done = await _await_uncancelled(asyncio.to_thread(rewrite, self.path, self._wait))
        if not done:
            raise DatabaseError(lazy("{path} is being read by another process.", path=self.path))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait for the writes before this one."""
        self.writing += 1
        try:
            async with self._lock:
                yield
        finally:
            self.writing -= 1

    async def _when_free(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Make a call that takes the write lock, after other writers or, if cancelled, not at all.

        SQLite waits inside of one call, which nothing can end early: so each call is short.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._wait
        while True:
            try:
                return await _await_uncancelled(call())
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or loop.time() > deadline:
                    raise

    async def _open_reader(self) -> None:
        self._reader = await self._connect(read_only=True)

    async def _open_writer(self) -> aiosqlite.Connection:
        """Return the writer, connected on first use: most processes never write."""

        async def connect() -> None:
            writer = await self._connect(read_only=False)
            for setting in (*SETTINGS, f"PRAGMA busy_timeout = {_ONE_WAIT}"):
                await _run(writer, setting)
            self._writer = writer

        if self._writer is None:
            await _await_uncancelled(connect())
        assert self._writer is not None  # noqa: S101 - for the type checker
        return self._writer

    async def _checkpoint(self) -> None:
        """Copy back a large WAL. If that fails, commits are still safe in the WAL."""
        if is_due(self.path):
            try:
                await asyncio.to_thread(copy_back, self.path)
            except sqlite3.Error as error:
                _log.warning("The WAL of %s cannot be copied back: %s", self.path, error)

    async def _close(self) -> None:
        async with self._lock:
            if self._writer is not None:
                await self._checkpoint()
            self._writer = None
            await self._connections.aclose()

    async def _connect(self, *, read_only: bool) -> aiosqlite.Connection:
        connection = await self._connections.enter_async_context(
            aiosqlite.connect(
                connection_uri(self.path, read_only=read_only),
                uri=True,
                isolation_level=None,  # no implicit BEGIN
                timeout=self._wait,
            )
        )
        connection.row_factory = sqlite3.Row
        await _run(connection, "PRAGMA foreign_keys = ON")
        return connection


async def _commit(transaction: Transaction, connection: aiosqlite.Connection) -> None:
    await _run(connection, "COMMIT")
    transaction.is_committed = True


async def _run(connection: aiosqlite.Connection, statement: str) -> None:
    async with connection.execute(statement):
        pass


async def _await_uncancelled(work: Coroutine[Any, Any, T]) -> T:
    """Await `work` to its end even if this task is cancelled, then raise the cancellation.

    Returns the result of `work`.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])  # unlike awaiting the task, never cancels it
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled from task.exception()
    return task.result()
