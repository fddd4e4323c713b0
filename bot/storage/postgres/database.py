"""A PostgreSQL database: reads, and write transactions several at a time."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

import asyncpg

from bot.errors import DatabaseError
from bot.storage.engines import TABLES, ForReaders, Parameters, ReadInPlace, Row
from bot.storage.postgres.errors import (
    DRIVER_ERRORS,
    UncertainCommitError,
    as_database_error,
    is_standby,
    passes,
    refuses_to_write,
)
from bot.storage.postgres.migrations import is_up_to_date, migrate
from bot.storage.postgres.options import PostgresOptions
from bot.storage.postgres.pool import close, connect, end
from bot.storage.postgres.transaction import (
    Connection,
    PostgresTransaction,
    fetch,
    row_lock,
    server_time,
)
from bot.storage.transaction import await_uncancelled

T = TypeVar("T")

# The server, a database or a user may have another isolation than the stores are made for.
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0  # seconds between two attempts
_LONG = 600.0  # seconds that rewriting a table may take


class PostgresDatabase:
    """The state in a PostgreSQL database, over a pool of connections.

    `wait` is how long, in seconds, a call tries again while the server cannot be reached, and how
    long it waits for locks of others; a call that the server never answers ends after it as well.
    Opening makes the tables, or brings them up to date; without `migrates` it changes nothing, and
    `is_current` says whether the state can be read. Raises DatabaseError, with a sentence, when the
    database cannot be used.
    """

    has_processes = True

    def __init__(
        self, options: PostgresOptions, *, wait: float = 5.0, migrates: bool = True
    ) -> None:
        self.name = options.name
        self.options = options
        self._wait = wait
        self._migrates = migrates
        self.is_current = False
        """Whether the state has the version of this Throwback, once it is open."""
        self.writing = 0
        """Writes of this process that run or wait for their turn."""
        self.for_readers: ForReaders = ReadInPlace()
        """What copies the state for readers of the archive, if there are any."""
        self._pool: asyncpg.Pool | None = None

    async def __aenter__(self) -> Self:
        with as_database_error(self.name):
            pool = await self._retrying(partial(connect, self.options, self._wait))
            self._pool = pool
            try:
                check = self._with(partial(is_up_to_date, name=self.name))
                self.is_current = await self._retrying(check)
                if self._migrates and not self.is_current:
                    await self._migrate()
                    self.is_current = True
            except BaseException:
                self._pool = None
                pool.terminate()
                raise
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Finish the writes that run; those that wait are refused."""
        pool, self._pool = self._pool, None
        if pool is not None:
            with suppress(*DRIVER_ERRORS):
                await await_uncancelled(close(pool, self._wait))

    async def read(self, sql: str, parameters: Parameters = ()) -> Sequence[Row]:
        """Return all rows of a query over committed data."""
        with as_database_error(self.name):
            return await self._retrying(self._with(partial(self._single, sql, parameters)))

    async def read_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a query over committed data, or None."""
        rows = await self.read(sql, parameters)
        return rows[0] if rows else None

    async def is_readable(self) -> bool:
        """Return whether the server answers."""
        try:
            await self.read("SELECT 1")
        except (DatabaseError, RuntimeError):
            return False
        return True

    async def size(self) -> int:
        """Return the size of all tables and indexes, in bytes."""
        row = await self.read_one(
            "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
        )
        return 0 if row is None else int(row[0] or 0)

    def locking(self, table: str, *, skip: bool = False) -> str:
        """Return what a SELECT ends with so that it locks the rows of one of its tables."""
        return row_lock(table, skip=skip)

    async def now(self, now: datetime) -> datetime:
        """Return the server's time."""
        with as_database_error(self.name):
            return await self._retrying(self._with(partial(server_time, now)))

    @asynccontextmanager
    async def write(self, *, commit: bool = True) -> AsyncIterator[PostgresTransaction]:
        """Open a write transaction: committed at the end of the block, rolled back on an exception.

        Without `commit` it is rolled back at the end as well: a dry run. Several run at once, as
        many as the pool has connections. It begins again where a connection was lost; once it has
        begun, nothing is repeated. Raises UncertainCommitError if the connection is lost during
        the commit, RuntimeError when the database is not open.
        """
        self.writing += 1
        try:
            with as_database_error(self.name):
                pool, connection = await self._retrying(self._begin)
                transaction = PostgresTransaction(connection)
                try:
                    yield transaction
                    if commit:
                        await await_uncancelled(self._commit(transaction, connection))
                finally:
                    await await_uncancelled(end(pool, connection))
        finally:
            self.writing -= 1

    async def execute_one(self, sql: str, parameters: Parameters = ()) -> Sequence[Row]:
        """Execute one statement that writes, in a transaction of its own; return its rows.

        A statement whose connection was lost is executed again.
        """
        self.writing += 1
        try:
            return await self.read(sql, parameters)
        finally:
            self.writing -= 1

    async def show_hidden(self) -> None:
        """Have what is hidden or quiet now count for each reader of this process that begins."""
        await self.for_readers.show_hidden()

    async def show_round(self, shuffle: int) -> None:
        """Have readers of this process see which posts were drawn in a round."""
        await self.for_readers.show_round(shuffle)

    async def rewrite(self) -> None:
        """Write the tables anew, without what was deleted; each is locked meanwhile.

        The server's WAL, standbys and backups hold it for as long as they are kept.
        """
        with as_database_error(self.name):
            for table in TABLES:
                await self._retrying(self._with(partial(_vacuum, table)))

    async def _single(
        self, sql: str, parameters: Parameters, connection: Connection
    ) -> Sequence[Row]:
        if not self.options.pgbouncer:
            return await fetch(connection, sql, parameters)
        # PgBouncer may give preparing and executing to different servers outside of a transaction.
        async with connection.transaction(isolation="read_committed"):
            return await fetch(connection, sql, parameters)

    async def _begin(self) -> tuple[asyncpg.Pool, Connection]:
        pool = self._opened()
        connection = await pool.acquire()
        try:
            self._check_open(pool)
            await connection.execute(_BEGIN)
        except asyncpg.PostgresError as error:
            await end(pool, connection)
            if not refuses_to_write(error):
                raise
            raise asyncpg.ReadOnlySQLTransactionError("standby") from error
        except BaseException:
            await await_uncancelled(end(pool, connection))
            raise
        return pool, connection

    async def _commit(self, transaction: PostgresTransaction, connection: Connection) -> None:
        connection.is_in_transaction()  # raises if the connection was lost before
        try:
            status = await connection.execute("COMMIT")
        except DRIVER_ERRORS as error:
            # The answer that a rule is broken, at the end of the transaction, is one.
            if not passes(error):
                raise
            raise UncertainCommitError(self.name) from error
        if status != "COMMIT":  # an error inside of it was caught
            raise RuntimeError("a failed transaction cannot be committed")
        transaction.is_committed = True

    async def _migrate(self) -> None:
        async with self.write() as transaction:
            await migrate(transaction.connection, self.name)

    def _with(self, work: Callable[[Connection], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
        """Return `work` over a connection of the pool."""

        async def run() -> T:
            pool = self._opened()
            async with pool.acquire() as connection:
                self._check_open(pool)
                return await work(connection)

        return run

    async def _retrying(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do work again, after growing pauses, while its error is one that passes.

        The pauses differ at random, so that not all processes come at once after a restart.
        """
        loop = asyncio.get_running_loop()
        deadline = None
        pause = _FIRST_PAUSE
        while True:
            begun = loop.time()
            try:
                return await work()
            except DRIVER_ERRORS as error:
                deadline = deadline or begun + self._wait
                if not passes(error) or loop.time() >= deadline:
                    raise
                if is_standby(error) and self._pool is not None:
                    # What is connected stays a standby's, where a URL names several servers.
                    await self._pool.expire_connections()
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _opened(self) -> asyncpg.Pool:
        if self._pool is None:
            raise RuntimeError("the database is not open")
        return self._pool

    def _check_open(self, pool: asyncpg.Pool) -> None:
        """Raise RuntimeError if it was closed while a call waited for a connection."""
        if self._pool is not pool:
            raise RuntimeError("the database is not open")


async def _vacuum(table: str, connection: Connection) -> None:
    await connection.execute(f"VACUUM (FULL) {table}", timeout=_LONG)
