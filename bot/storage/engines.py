"""What the stores of the state need of a database: SQLite and PostgreSQL both have it.

The stores' statements are of the subset that both understand. They have SQLite's placeholders, `?`
or `?1`; identifiers, collations and numbers behave the same in both schemas, which have a script of
the same number for each version.

SQLite has one writer, so each transaction is alone. PostgreSQL runs transactions at once, and each
statement sees what others committed before it (READ COMMITTED). So a transaction that reads
something and then writes what follows from it has to say what nobody may change meanwhile: by
`alone_with` a name that all such transactions use, or by `locking` the rows that it selects.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

Parameters = Sequence[object]

TABLES = (
    "settings", "pages", "digests", "runs", "choices", "removed_digests", "backups", "shuffles",
    "drawn", "hidden", "hidden_in_guilds", "quiet", "guilds", "teaching",
)  # fmt: skip
"""All tables of the state, each after those that it refers to; not the version, nor the counter of
changes to what is hidden."""


class Row(Protocol):
    """A row of a result: its values by their columns' names or positions, in order."""

    def __getitem__(self, key: int | str, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __len__(self) -> int: ...

    def keys(self) -> Iterable[str]:
        """Return the names of the columns."""
        ...


class Isolation(Protocol):
    """How what runs at once is kept apart, and whose time counts."""

    def locking(self, table: str, *, skip: bool = False) -> str:
        """Return what a SELECT ends with so that it locks the rows of one of its tables.

        Others wait for the end of the transaction before they change these rows, or refer to them.
        With `skip`, rows that others have locked are left out instead of awaited. To have no two
        transactions wait for each other, a digest is locked before its runs, and several digests
        in the order of their numbers.
        """
        ...

    async def now(self, now: datetime) -> datetime:
        """Return the time by which leases are judged: the database's own, if processes share it.

        `now` is that of this process. The clocks of several machines may differ.
        """
        ...


class StateTransaction(Isolation, Protocol):
    """A write transaction, valid until the `async with` block that opened it ends.

    `is_committed` is True after that, if the block ended well.
    """

    @property
    def is_committed(self) -> bool:
        """Whether it is certain that the transaction was committed."""
        ...

    async def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute one statement and return how many rows it changed."""
        ...

    async def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Execute one statement for each of `rows`."""
        ...

    async def fetch(self, sql: str, parameters: Parameters = ()) -> Sequence[Row]:
        """Return all rows of a query, this transaction's own changes included."""
        ...

    async def alone_with(self, *what: str | int) -> None:
        """Wait until no other transaction is alone with the same, then keep others waiting."""
        ...

    async def overwrite_deleted(self) -> None:
        """Have what this transaction deletes be overwritten in the file, where SQLite keeps one."""
        ...


class ForReaders(Protocol):
    """How those who read the archive together with the state learn what the state holds.

    They read archive.db with state.db attached. What is elsewhere has to be copied for them.
    """

    async def show_hidden(self) -> None:
        """Have what is hidden or quiet now count for each reader of this process that begins."""
        ...

    async def show_round(self, shuffle: int) -> None:
        """Have readers of this process see which posts were drawn in a round."""
        ...


class StateDatabase(Isolation, ForReaders, Protocol):
    """A database that holds the state: opened by `async with`.

    Raises DatabaseError, with a sentence, when it cannot be used, and RuntimeError when it is not
    open.
    """

    @property
    def writing(self) -> int:
        """Writes of this process that run or wait for their turn."""
        ...

    @property
    def has_processes(self) -> bool:
        """Whether it has the table of the processes that use it, perhaps on several machines."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    async def read(self, sql: str, parameters: Parameters = ()) -> Sequence[Row]:
        """Return all rows of a query over committed data."""
        ...

    async def read_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a query over committed data, or None."""
        ...

    async def is_readable(self) -> bool:
        """Return whether it can be read now."""
        ...

    def write(self, *, commit: bool = True) -> AbstractAsyncContextManager[StateTransaction]:
        """Open a write transaction: committed at the end of the block, rolled back on an exception.

        Without `commit` it is rolled back at the end as well. If the connection is lost during the
        commit, nobody knows whether it happened: that is a DatabaseError, and nothing is repeated.
        """
        ...

    async def execute_one(self, sql: str, parameters: Parameters = ()) -> Sequence[Row]:
        """Execute one statement that writes, in a transaction of its own; return its rows.

        If the connection is lost meanwhile, it is executed again, so it has to be one that may:
        by a key, or by a condition that does not hold any more once it was executed.
        """
        ...

    async def rewrite(self) -> None:
        """Write anew what is stored, so that nothing that was deleted is left of it."""
        ...


class SharedState(StateDatabase, Protocol):
    """A state that processes share over the network; `for_readers` copies it for readers.

    `name` is for messages, without a password.
    """

    name: str
    for_readers: ForReaders

    async def size(self) -> int:
        """Return the size of all tables and indexes, in bytes."""
        ...


class OneWriter:
    """What SQLite does for isolation, which has one writer: nothing."""

    has_processes = False

    def locking(self, table: str, *, skip: bool = False) -> str:  # noqa: ARG002 - see Isolation
        """Return nothing to end a SELECT with."""
        return ""

    async def now(self, now: datetime) -> datetime:
        """Return the time of this process."""
        return now

    async def alone_with(self, *what: str | int) -> None:
        """Do nothing: each transaction is alone."""


class ReadInPlace:
    """What SQLite does for readers, which attach the file itself: nothing."""

    async def show_hidden(self) -> None:
        """Do nothing: readers see it."""

    async def show_round(self, shuffle: int) -> None:
        """Do nothing: readers see it."""


def placeholders(count: int) -> str:
    """Return so many placeholders in parentheses, at least one: "(?, ?)"."""
    return f"({', '.join('?' * count)})"
