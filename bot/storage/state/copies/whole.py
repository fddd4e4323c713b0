"""All of a state, copied from one engine into the other, or into another database of the same."""

from collections.abc import Sequence

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.database import Database
from bot.storage.engines import TABLES, StateDatabase, StateTransaction, placeholders

_AT_ONCE = 5_000  # rows: each call to a server has a time limit

_NUMBERED = {"digests": "digest", "shuffles": "shuffle", "teaching": "entry"}
"""Tables whose rows have numbers that never come again, and the columns with these."""

_SNAPSHOT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",  # never translated
    "SET LOCAL idle_in_transaction_session_timeout = 0",  # never translated
)


async def copy_state(
    source: StateDatabase, target: StateDatabase, name: str, *, force: bool = False
) -> dict[str, int]:
    """Copy all tables of `source` into `target`; return how many rows each has.

    Both are open. The target, `name` in sentences, has to be empty; with `force` what is in it is
    deleted. It is one transaction of each, and what was written is read again and compared before
    it is committed. Numbers that the source has given to digests and rounds are not given again.
    Raises DatabaseError for a target that is not empty, and if it does not hold what it was given.
    """
    async with source.write(commit=False) as given, target.write() as taken:
        if not isinstance(source, Database):
            for statement in _SNAPSHOT:
                await given.execute(statement)
        if not isinstance(target, Database):
            await taken.execute(_SNAPSHOT[1])
        triggers = await _without_triggers(taken, target)
        await _empty(taken, name, force=force)
        counts = {table: await _copy_table(given, taken, table, name) for table in TABLES}
        for statement in triggers:
            await taken.execute(statement)
        given_numbers = await _last_numbers(given, source)
        taken_numbers = await _last_numbers(taken, target)
        for table, number in given_numbers.items():
            if number > taken_numbers.get(table, 0):
                await _set_last_number(taken, target, table, number)
        # Readers of the target know by it that what is hidden is not what they have in memory.
        number = max([await _hidden_changes(one) for one in (given, taken)]) + 1
        await taken.execute("UPDATE hidden_changes SET number = ?", (number,))
    return counts


async def _empty(transaction: StateTransaction, name: str, *, force: bool) -> None:
    """Delete what is in the target, or raise DatabaseError if that is not wanted."""
    for table in reversed(TABLES):
        rows = await transaction.fetch(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - constants, as below
        if rows and not force:
            raise DatabaseError(
                lazy("{name} is not empty; --force deletes what is in it first.", name=name)
            )
        if rows:
            await transaction.execute(f"DELETE FROM {table}")  # noqa: S608


async def _copy_table(
    given: StateTransaction, taken: StateTransaction, table: str, name: str
) -> int:
    """Copy a table, and return how many rows it has."""
    rows = await given.fetch(f"SELECT * FROM {table}")  # noqa: S608
    if not rows:
        return 0
    names = [*rows[0].keys()]
    columns = ", ".join(names)  # whose order may differ after migrations
    values = [tuple(row) for row in rows]
    insert = f"INSERT INTO {table} ({columns}) VALUES {placeholders(len(names))}"  # noqa: S608
    for begin in range(0, len(values), _AT_ONCE):
        await taken.execute_many(insert, values[begin : begin + _AT_ONCE])
    written = await taken.fetch(f"SELECT {columns} FROM {table}")  # noqa: S608
    if len(written) != len(values) or set(map(tuple, written)) != set(values):
        raise DatabaseError(
            lazy(
                "{name} does not hold what it was given of {table}; nothing was copied.",
                name=name,
                table=table,
            )
        )
    return len(values)


async def _without_triggers(transaction: StateTransaction, state: StateDatabase) -> Sequence[str]:
    """Switch off the triggers, which change what is copied; return what switches them on again.

    In PostgreSQL this also keeps others from writing.
    """
    if not isinstance(state, Database):
        for table in TABLES:
            await transaction.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
    found = await transaction.fetch("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    for name, _sql in found:
        await transaction.execute(f"DROP TRIGGER {name}")
    return [sql for _name, sql in found]


async def _last_numbers(transaction: StateTransaction, state: StateDatabase) -> dict[str, int]:
    """Return the greatest number that was ever given in each table."""
    if isinstance(state, Database):
        rows = await transaction.fetch("SELECT name, seq FROM sqlite_sequence")
        return {name: number for name, number in rows if name in _NUMBERED}
    numbers = {}
    for table, column in _NUMBERED.items():
        sequence = f"pg_get_serial_sequence('{table}', '{column}')"  # never translated
        rows = await transaction.fetch(f"SELECT pg_sequence_last_value({sequence}::regclass)")
        numbers[table] = rows[0][0] or 0
    return numbers


async def _set_last_number(
    transaction: StateTransaction, state: StateDatabase, table: str, number: int
) -> None:
    """Have the next number of a table be greater."""
    if isinstance(state, Database):
        await transaction.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        await transaction.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, number))
        return
    await transaction.fetch(
        f"SELECT setval(pg_get_serial_sequence('{table}', '{_NUMBERED[table]}'), {number})"
    )


async def _hidden_changes(transaction: StateTransaction) -> int:
    ((number,),) = await transaction.fetch("SELECT number FROM hidden_changes")
    return int(number)
