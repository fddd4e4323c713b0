"""An empty state in each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.engines import StateDatabase
from tests.storage.postgres.server import Server

ENGINES = ("sqlite", "postgres")


@pytest.fixture(params=ENGINES)
async def state(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StateDatabase]:
    """An empty state, in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        async with Database(tmp_path / "state.db", "state") as database:
            yield database
        return
    server: Server = request.getfixturevalue("postgres")
    from tests.storage.postgres.schemas import empty_state  # noqa: PLC0415 - asyncpg may be missing

    async with empty_state(server) as opened:
        yield opened
