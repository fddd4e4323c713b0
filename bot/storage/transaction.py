"""A write transaction, and how what it begins is awaited to its end."""

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

import aiosqlite

from bot.storage.engines import OneWriter, Parameters

Row = sqlite3.Row

T = TypeVar("T")


class Transaction(OneWriter):
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

    async def overwrite_deleted(self) -> None:
        """Have SQLite write zeros over what it deletes, from now on."""
        await self.execute("PRAGMA secure_delete = ON")


async def await_uncancelled(work: Coroutine[Any, Any, T]) -> T:
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


async def commit_transaction(transaction: Transaction, connection: aiosqlite.Connection) -> None:
    """Commit a transaction of a connection."""
    await run(connection, "COMMIT")
    transaction.is_committed = True


async def run(connection: aiosqlite.Connection, statement: str) -> None:
    """Execute one statement, whose rows nobody wants."""
    async with connection.execute(statement):
        pass
