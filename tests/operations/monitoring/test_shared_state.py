"""Readiness with the state in PostgreSQL."""

import signal
from pathlib import Path

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

from bot.clock import SystemClock
from bot.delivery.gateway_state import GatewayState
from bot.operations.monitoring.health import Health
from bot.services.container import Services
from tests.storage.postgres.schemas import new_schema
from tests.storage.postgres.server import needs_postgres, new_server


async def test_a_server_that_is_away_is_named(tmp_path: Path, postgres_template: Path) -> None:
    """While the server is away the state is what cannot be read; the archive still answers."""
    needs_postgres()
    with new_server(postgres_template) as server:
        url = await new_schema(server)
        async with Services(tmp_path / "archive.db", SystemClock(), state_url=url) as services:
            health = Health(services, GatewayState(), started=True)
            assert await health.reasons() == ["gateway"]
            server.stop(signal.SIGQUIT)
            assert await health.reasons() == ["gateway", "database state"]
            server.start()
            assert await health.reasons() == ["gateway"]
