"""A transaction over one connection, and the queries that both kinds of calls make."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

import asyncpg

from bot.storage.engines import Parameters, Row
from bot.storage.postgres.placeholders import numbered

Connection: TypeAlias = asyncpg.Connection
"""A connection, or a pool's proxy of one, which has the same methods."""

_NOW = "SELECT state_now(?)"  # never translated
# The name is of this schema's: other bots may have theirs in the same database.
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ?, 0))"


def row_lock(table: str, *, skip: bool = False) -> str:
    """Return what a SELECT ends with so that it locks the rows of a table."""
    return f" FOR UPDATE OF {table}{' SKIP LOCKED' if skip else ''}"


async def fetch(connection: Connection, sql: str, parameters: Parameters = ()) -> Sequence[Row]:
    """Return all rows of a statement with SQLite's placeholders."""
    rows: Sequence[Row] = await connection.fetch(numbered(sql), *parameters)
    return rows


async def server_time(now: datetime, connection: Connection) -> datetime:
    """Return the server's time; `now` is that of this process, which only tests heed."""
    ((moment,),) = await fetch(connection, _NOW, (now,))
    assert isinstance(moment, datetime)  # noqa: S101 - for the type checker
    return moment


class PostgresTransaction:
    """A write transaction, valid until the `async with` block that opened it ends.

    `is_committed` is True after that, if the block ended well.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_committed = False

    async def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute one statement and return how many rows it changed."""
        status = await self.connection.execute(numbered(sql), *parameters)
        count = status.rpartition(" ")[2]  # "INSERT 0 1", "UPDATE 3", "CREATE TABLE"
        return int(count) if count.isdecimal() else -1

    async def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Execute one statement for each of `rows`."""
        await self.connection.executemany(numbered(sql), rows)

    async def fetch(self, sql: str, parameters: Parameters = ()) -> Sequence[Row]:
        """Return all rows of a query, this transaction's own changes included."""
        return await fetch(self.connection, sql, parameters)

    async def alone_with(self, *what: str | int) -> None:
        """Wait until no other transaction is alone with the same, then keep others waiting."""
        await self.fetch(_ALONE, (f" {what!r}",))

    def locking(self, table: str, *, skip: bool = False) -> str:
        """Return what a SELECT ends with so that it locks the rows of one of its tables."""
        return row_lock(table, skip=skip)

    async def now(self, now: datetime) -> datetime:
        """Return the server's time."""
        return await server_time(now, self.connection)

    async def overwrite_deleted(self) -> None:
        """Do nothing: the database is written anew afterwards."""
