"""Schemas of the tests' server: one for all tests of a process, emptied for each, and new ones.

Making the tables takes the server 80 ms of its time, and deleting all rows one.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from bot.storage.engines import TABLES
from bot.storage.postgres.database import PostgresDatabase
from bot.storage.postgres.options import PostgresOptions
from tests.storage.postgres.server import PROCESS_TIME, Server

_COMMON = "common"
_numbers = count(1)

_EMPTY = (
    *(f"DELETE FROM {table}" for table in reversed(TABLES)),  # noqa: S608 - constants
    "DELETE FROM processes",
    "UPDATE hidden_changes SET number = 0",
    "ALTER TABLE digests ALTER COLUMN digest RESTART",
    "ALTER TABLE shuffles ALTER COLUMN shuffle RESTART",
    "ALTER TABLE teaching ALTER COLUMN entry RESTART",
    PROCESS_TIME,
)


async def new_schema(server: Server) -> str:
    """Make an empty schema, and return the URL of a state in it."""
    name = f"schema_{next(_numbers)}"
    await _execute(server.url, f"CREATE SCHEMA {name}")
    return f"{server.url}&search_path={name}"


async def emptied(server: Server) -> PostgresDatabase:
    """Return a state without any rows, which is not open."""
    async with empty_state(server) as state:
        return PostgresDatabase(state.options)


@asynccontextmanager
async def empty_state(server: Server) -> AsyncIterator[PostgresDatabase]:
    """Open a state without any rows, whose numbers begin with 1."""
    url = f"{server.url}&search_path={_COMMON}"
    if _COMMON not in server.schemas:
        await _execute(server.url, f"CREATE SCHEMA {_COMMON}")
        server.schemas.add(_COMMON)
    async with PostgresDatabase(PostgresOptions.parse(url)) as database:
        async with database.write() as transaction:
            await transaction.connection.execute("; ".join(_EMPTY))
        yield database


async def _execute(url: str, sql: str) -> None:
    import asyncpg  # noqa: PLC0415 - may be missing

    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
