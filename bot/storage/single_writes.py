"""Statements that write, each a transaction of its own, of which those that wait commit together.

Every commit waits for the disk, and every trip to a thread takes the interpreter from the event
loop. When fifty users draw a post in one moment, both are needed a few times instead of fifty.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.storage.checkpoints import EMPTY_WAL, SETTINGS
from bot.storage.connections import connection_uri

_ONE_WAIT = 0.2  # seconds that SQLite waits for other writers in one call, which nothing can end

Rows = list[sqlite3.Row]


@dataclass(eq=False, slots=True)
class Statement:
    """One statement, and its rows or error as soon as it is committed or has failed."""

    sql: str
    parameters: Sequence[object]
    result: "asyncio.Future[Rows]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    is_begun: bool = False
    is_unwanted: bool = False

    def refuse(self) -> None:
        """Have it fail, unless it has ended."""
        if not self.result.done():
            self.result.set_exception(RuntimeError("the database is not open"))

    async def outcome(self) -> Rows:
        """Return the rows. If cancelled, wait until it is committed or certainly never begins."""
        cancelled: asyncio.CancelledError | None = None
        while not self.result.done():
            try:
                await asyncio.wait([self.result])
            except asyncio.CancelledError as error:
                cancelled, self.is_unwanted = error, True
                if not self.is_begun:
                    self.result.cancel()
        if cancelled is not None:
            if not self.result.cancelled():
                self.result.exception()  # so that it counts as seen
            raise cancelled
        return self.result.result()


class SingleWrites:
    """Executes statements on a connection of its own to the database at `path`.

    While another process writes, it tries again for `wait` seconds. One call at a time. `check`
    raises if the file at `path` is not the one that the caller has open.
    """

    def __init__(self, path: Path, wait: float, check: Callable[[], None]) -> None:
        self._path = path
        self._check = check
        self._wait = wait
        self._connection: sqlite3.Connection | None = None

    @property
    def is_open(self) -> bool:
        """Whether something was written."""
        return self._connection is not None

    async def execute(self, statements: Iterable[Statement]) -> None:
        """Execute statements in one transaction; each of them gets its own result or error."""
        left = list(statements)
        deadline = asyncio.get_running_loop().time() + self._wait
        try:
            while left := _wanted(left):
                try:
                    results = await asyncio.to_thread(self._execute, left)
                except Exception as error:  # noqa: BLE001 - it is that of each statement
                    is_late = asyncio.get_running_loop().time() > deadline
                    if _is_busy(error) and not is_late:
                        continue
                    results = [error] * len(left)
                for one, result in zip(left, results, strict=True):
                    if isinstance(result, Exception):
                        one.result.set_exception(result)
                    else:
                        one.result.set_result(result)
                return
        finally:
            for one in left:  # when the process ends
                one.result.cancel()

    def close(self, *, empty_wal: bool = False) -> None:
        """Close the connection, if there is one; with `empty_wal` after it has copied the WAL."""
        if self._connection is not None:
            if empty_wal:
                with suppress(sqlite3.Error):
                    self._connection.execute(EMPTY_WAL)
            self._connection.close()
            self._connection = None

    def _execute(self, statements: Sequence[Statement]) -> Sequence[Rows | Exception]:
        """Return the rows or the error of each statement. Raises sqlite3.Error if none is kept."""
        connection = self._connection = self._connection or self._connect()
        if len(statements) == 1:  # SQLite commits it by itself
            return [_rows(connection, statements[0])]
        results: list[Rows | Exception] = []
        connection.execute("BEGIN IMMEDIATE")
        try:
            for one in statements:
                try:
                    results.append(_rows(connection, one))
                except Exception as error:
                    # SQLite undid this statement alone, or all of them.
                    if not connection.in_transaction:
                        raise
                    results.append(error)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return results

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            connection_uri(self._path, read_only=False),
            uri=True,
            isolation_level=None,
            timeout=_ONE_WAIT,
            check_same_thread=False,  # one thread at a time uses it
        )
        try:
            self._check()
            connection.row_factory = sqlite3.Row
            for setting in (*SETTINGS, "PRAGMA foreign_keys = ON"):
                connection.execute(setting)
        except BaseException:
            connection.close()
            raise
        return connection


def _wanted(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements that nobody cancelled, as begun; the others have their end."""
    wanted = []
    for one in statements:
        if one.is_unwanted:
            one.result.cancel()
        elif not one.result.done():
            one.is_begun = True
            wanted.append(one)
    return wanted


def _rows(connection: sqlite3.Connection, one: Statement) -> Rows:
    return connection.execute(one.sql, one.parameters).fetchall()


def _is_busy(error: Exception) -> bool:
    return (
        isinstance(error, sqlite3.OperationalError)
        and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    )
