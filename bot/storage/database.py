"""A SQLite database file: reads, and write transactions one at a time."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import aiosqlite

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.checkpoints import (
    COUNTS,
    EMPTY_WAL,
    SETTINGS,
    copy_back,
    is_due,
    is_left_alone,
    rewrite,
)
from bot.storage.connections import cannot_open, connection_uri
from bot.storage.engines import OneWriter, Parameters, ReadInPlace
from bot.storage.errors import as_database_error
from bot.storage.migrations import migrate
from bot.storage.open_file import OpenFile
from bot.storage.single_writes import SingleWrites, Statement
from bot.storage.transaction import (
    Row,
    Transaction,
    await_uncancelled,
    commit_transaction,
    run,
)

T = TypeVar("T")

_log = logging.getLogger(__name__)

_ONE_WAIT = 200  # milliseconds that SQLite waits in one call


class Database(OneWriter, ReadInPlace):
    """A database file with one writer and one reader.

    `kind` names the folder of migrations: "archive" or "state". `wait` is how long, in seconds, a
    write waits for another process's write. Opening creates a missing file; a file that is up to
    date is only read until the first write. With `litestream` another program copies the WAL back,
    and this never does. Raises DatabaseError, with a sentence, when the file cannot be used, or
    was deleted or replaced since: `file` knows whether it was.
    """

    _reads_on = False  # whether what was replaced may be read

    def __init__(
        self, path: Path, kind: str, *, wait: float = 5.0, litestream: bool = False
    ) -> None:
        self.path = path
        self.file = OpenFile(path)
        self._kind = kind
        self._wait = wait
        self._litestream = litestream
        self._warned = False
        self._lock = asyncio.Lock()
        self.writing = 0
        """Writes of this process that run or wait for their turn."""
        self._writer: aiosqlite.Connection | None = None
        self._reader: aiosqlite.Connection | None = None
        self._connections = AsyncExitStack()
        self._single_writes = SingleWrites(path, wait, self.file.check)
        self._waiting: list[Statement] = []
        self._committing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        try:
            with as_database_error(self.path):
                await asyncio.to_thread(self._prepare)
                await await_uncancelled(self._open_reader())
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
        reader, self._reader = self._reader, None
        await await_uncancelled(self._close(reader))

    async def read(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query over committed data."""
        if self._reader is None:
            raise RuntimeError("the database is not open")
        self.file.check(to_read=self._reads_on)
        with as_database_error(self.path):
            return list(await self._reader.execute_fetchall(sql, parameters))

    async def read_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a query over committed data, or None."""
        rows = await self.read(sql, parameters)
        return rows[0] if rows else None

    def check_writable(self) -> None:
        """Raise RuntimeError if it is not open, DatabaseError if the file is not there."""
        if self._reader is None:
            raise RuntimeError("the database is not open")
        self.file.check()

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
            self.check_writable()
            with as_database_error(self.path):
                writer = await self._open_writer()
                transaction = Transaction(writer)
                try:
                    await self._when_free(lambda: run(writer, "BEGIN IMMEDIATE"))
                    yield transaction
                    if commit:
                        self.file.check()
                        await await_uncancelled(commit_transaction(transaction, writer))
                finally:
                    if writer.in_transaction:
                        await await_uncancelled(run(writer, "ROLLBACK"))
            await await_uncancelled(self._checkpoint())

    async def execute_one(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Execute one statement that writes, and return the rows of its RETURNING.

        It is a transaction of its own, or committed with others that waited meanwhile, so it takes
        at most one trip to a thread where `write` takes five or six. Raises the errors of `write`.
        """
        self.check_writable()
        one = Statement(sql, parameters)
        self._waiting.append(one)
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit_waiting())
        self.writing += 1
        try:
            with as_database_error(self.path):
                return await one.outcome()
        finally:
            self.writing -= 1

    async def _commit_waiting(self) -> None:
        while self._waiting:
            async with self._lock:
                statements, self._waiting = self._waiting, []
                if self._reader is None:
                    for one in statements:
                        one.refuse()
                    continue
                await self._single_writes.execute(statements)
                await self._checkpoint()

    async def rewrite(self) -> None:
        """Write the file anew, so that neither it nor its WAL holds anything that was deleted.

        Beside Litestream the WAL may hold it until that has copied and overwritten it. Raises
        DatabaseError if it fails; a later call may succeed.
        """
        async with self._lock:
            self.check_writable()
            with as_database_error(self.path):
                work = asyncio.to_thread(
                    rewrite,
                    self.path,
                    self._wait,
                    check=self.file.check,
                    litestream=self._litestream,
                )
                done = await await_uncancelled(work)
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
                return await await_uncancelled(call())
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or loop.time() > deadline:
                    raise

    def _prepare(self) -> None:
        migrate(self.path, self._kind, self._wait, litestream=self._litestream)

    async def _open_reader(self) -> None:
        self._reader = reader = await self._connect(read_only=True)
        # Opens the WAL. As this is closed after the writer, Litestream's is not checkpointed then.
        await run(reader, COUNTS)
        self.file.note()

    async def _open_writer(self) -> aiosqlite.Connection:
        """Return the writer, connected on first use: most processes never write."""

        async def connect() -> None:
            writer = await self._connect(read_only=False)
            self.file.check()
            for setting in (*SETTINGS, f"PRAGMA busy_timeout = {_ONE_WAIT}"):
                await run(writer, setting)
            self._writer = writer

        if self._writer is None:
            await await_uncancelled(connect())
        assert self._writer is not None  # noqa: S101 - for the type checker
        return self._writer

    async def _checkpoint(self) -> None:
        """Copy back a large WAL. If that fails, commits are still safe in the WAL."""
        if self._litestream:
            if not self._warned and is_left_alone(self.path):
                self._warned = True
                _log.warning("The WAL of %s keeps growing: does Litestream run?", self.path)
        elif is_due(self.path):
            try:
                await asyncio.to_thread(copy_back, self.path, check=self.file.check)
            except (sqlite3.Error, DatabaseError, OSError, RuntimeError) as error:
                # RuntimeError: no more threads. What was committed must not look as if it failed.
                _log.warning("The WAL of %s cannot be copied back: %s", self.path, error)

    async def _close(self, reader: aiosqlite.Connection | None) -> None:
        async with self._lock:
            writer, self._writer = self._writer, None
            is_there = self.file.is_there()
            if is_there and (writer is not None or self._single_writes.is_open):
                await self._checkpoint()
            elif writer is not None:
                await self._empty_wal(writer)
            if reader is not None and not self._litestream and is_there:
                # The last connection to close copies the WAL back, but not if it can only read. It
                # deletes the WAL as well, by its name, which may be another file's already.
                await reader.close()
            self._single_writes.close(empty_wal=not is_there)
            await self._connections.aclose()
            if not is_there:
                self.file.set_journals_aside()

    async def _empty_wal(self, writer: aiosqlite.Connection) -> None:
        with suppress(sqlite3.Error):
            await run(writer, EMPTY_WAL)

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
        await run(connection, "PRAGMA foreign_keys = ON")
        return connection
