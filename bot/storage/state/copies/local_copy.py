"""What readers of the archive need of a state in PostgreSQL, in a file of this process.

Readers attach state.db to archive.db, so that each query finds what is hidden in the snapshot that
an answer is read from. Where the state is elsewhere, this is a state.db of the process's own, in
a folder for temporary files: with what is hidden, the quiet rules, and the rounds that are drawn
from. It is made anew by each process, so that none begins with what was true once.
"""

import asyncio
import logging
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar
from uuid import uuid4

from bot.errors import DatabaseError
from bot.storage.engines import ReadInPlace, Row, SharedState, placeholders
from bot.storage.errors import as_database_error
from bot.storage.migrations import migrate
from bot.storage.transaction import await_uncancelled

_log = logging.getLogger(__name__)

_POLL = 1.0  # seconds between two looks at the number of changes; they count within two
_OVERLAP = 60_000  # milliseconds: draws of others that were committed late, or by another clock
_MOST_ROUNDS = 200  # that are kept: a round may be of the whole archive

_TABLES = {
    "hidden": "id, network, hidden_at, by",  # never translated
    "hidden_in_guilds": "guild, id, network, hidden_at, by",  # never translated
    "quiet": "rule, added_at",  # never translated
}
_SETTINGS = (
    # It is made anew after a crash; what is deleted from it is to be gone.
    "PRAGMA synchronous = OFF",
    "PRAGMA secure_delete = ON",
    # Draws are copied as they are, and their rounds with them.
    "DROP TRIGGER IF EXISTS drawn_last",
)
_DRAWN = "SELECT id, network, drawn_at FROM drawn WHERE shuffle = ? AND drawn_at >= ?"
_LAST = """
    SELECT last, (SELECT count(*) FROM drawn WHERE drawn.shuffle = shuffles.shuffle) AS number
    FROM shuffles WHERE shuffle = ?
"""
# Without what it is of: only the state itself says whose it is, and that it runs.
_PUT_ROUND = "INSERT OR REPLACE INTO shuffles VALUES (?, '', '', ?, 0)"
_PUT_DRAWN = "INSERT OR IGNORE INTO drawn VALUES (?, ?, ?, ?)"

P = ParamSpec("P")
T = TypeVar("T")


class LocalCopy:
    """A copy of what readers need of `state`, which is open, at `path`: opened by `async with`.

    Opening copies what is hidden now. While it is open, changes of others are copied within two
    seconds; while the state cannot be reached, the last copy goes on. Raises DatabaseError, with a
    sentence, when the state cannot be read or the copy not be written.
    """

    def __init__(self, state: SharedState) -> None:
        folder = Path(tempfile.gettempdir()) / f"throwback-{uuid4().hex}"
        self.path = folder / "state.db"
        self._state = state
        self._copying_hidden, self._copying_rounds = asyncio.Lock(), asyncio.Lock()
        self._writing = asyncio.Lock()
        self._number: int | None = None
        self._rounds: dict[int, int] = {}  # up to when they are copied, the one used last last
        self._connection: sqlite3.Connection | None = None
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            stack.callback(rmtree, self.path.parent, ignore_errors=True)
            with as_database_error(self.path):
                connection = await asyncio.to_thread(_create, self.path)
            self._connection = connection
            stack.callback(connection.close)
            await self.show_hidden()
            self._state.for_readers = self
            stack.callback(setattr, self._state, "for_readers", ReadInPlace())
            stack.push_async_callback(_cancel, asyncio.create_task(self._watch()))
            self._opened = stack.pop_all()
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._opened.aclose()

    async def show_hidden(self) -> None:
        """Copy what is hidden and the quiet rules, if they changed since they were copied."""
        async with self._copying_hidden:
            # Before the rows: if they change meanwhile, the next look finds another number.
            ((number,),) = await self._state.read("SELECT number FROM hidden_changes")
            if number == self._number:
                return
            tables = {
                table: await self._state.read(f"SELECT {columns} FROM {table}")  # noqa: S608 - constants
                for table, columns in _TABLES.items()
            }
            await self._write(_put_hidden, number, tables)
            self._number = number

    async def show_round(self, shuffle: int) -> None:
        """Copy the draws of a round that were added since it was copied, or all of them."""
        async with self._copying_rounds:
            since = self._rounds.pop(shuffle, 0)
            rows = await self._state.read(_DRAWN, (shuffle, since - _OVERLAP))
            found = await self._state.read_one(_LAST, (shuffle,))
            last, number = found or (None, 0)
            known = await self._write(_add_draws, shuffle, rows, last)
            if known != number:  # some were given back, or drawn in the meantime
                rows = await self._state.read(_DRAWN, (shuffle, 0))
                await self._write(_replace_draws, shuffle, rows, last)
            self._rounds[shuffle] = max([since, *(row["drawn_at"] for row in rows)])
            if len(self._rounds) > _MOST_ROUNDS:
                oldest = next(iter(self._rounds))
                await self._write(_delete_round, oldest)
                del self._rounds[oldest]

    async def _write(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what `work` does in a transaction of its own."""
        connection = self._connection
        assert connection is not None  # noqa: S101 - for the type checker

        def run() -> T:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                return work(connection, *args, **kwargs)

        async with self._writing:
            with as_database_error(self.path):
                return await await_uncancelled(asyncio.to_thread(run))

    async def _watch(self) -> None:
        """Copy what others change."""
        fails = False
        while True:
            await asyncio.sleep(_POLL)
            try:
                await self.show_hidden()
            except DatabaseError as error:
                if not fails:
                    _log.warning("What is hidden stays as it was last known: %s", error)
                fails = True
            except Exception:  # noqa: BLE001 - what others hide would be shown from then on
                if not fails:
                    _log.exception("What is hidden stays as it was last known")
                fails = True
            else:
                fails = False


def _create(path: Path) -> sqlite3.Connection:
    """Make the file, which nobody else may read, and return the connection that writes it."""
    path.parent.mkdir(mode=0o700)
    migrate(path, "state")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for statement in _SETTINGS:
        connection.execute(statement)
    return connection


def _put_hidden(
    connection: sqlite3.Connection, number: int, tables: Mapping[str, Sequence[Row]]
) -> None:
    for table, rows in tables.items():
        columns = _TABLES[table]
        values = placeholders(columns.count(",") + 1)
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants, as below
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES {values}", map(tuple, rows))  # noqa: S608
    # Triggers have raised it as well.
    connection.execute("UPDATE hidden_changes SET number = ?", (number,))


def _add_draws(
    connection: sqlite3.Connection, shuffle: int, rows: Sequence[Row], last: str | None
) -> int:
    """Add draws of a round, and return how many there are now."""
    connection.execute(_PUT_ROUND, (shuffle, last))
    connection.executemany(_PUT_DRAWN, [(shuffle, *row) for row in rows])
    known = connection.execute("SELECT count(*) FROM drawn WHERE shuffle = ?", (shuffle,))
    return int(known.fetchone()[0])


def _replace_draws(
    connection: sqlite3.Connection, shuffle: int, rows: Sequence[Row], last: str | None
) -> None:
    _delete_round(connection, shuffle)
    _add_draws(connection, shuffle, rows, last)


def _delete_round(connection: sqlite3.Connection, shuffle: int) -> None:
    connection.execute("DELETE FROM drawn WHERE shuffle = ?", (shuffle,))
    connection.execute("DELETE FROM shuffles WHERE shuffle = ?", (shuffle,))


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])
