"""States in PostgreSQL, and a server that may be stopped."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

from bot.storage.postgres.database import PostgresDatabase
from tests.storage.postgres.schemas import empty_state
from tests.storage.postgres.server import Server, needs_postgres, new_server


@pytest.fixture
async def state(postgres: Server) -> AsyncIterator[PostgresDatabase]:
    """An empty state."""
    async with empty_state(postgres) as opened:
        yield opened


@pytest.fixture(scope="module")
def restarted(postgres_template: Path) -> Iterator[Server]:
    """A server of one module, which stops and starts it."""
    needs_postgres()
    with new_server(postgres_template) as server:
        yield server
