"""A monitored bot, and its pages."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.delivery.gateway_state import GatewayState
from bot.operations.monitoring.monitoring import Monitoring, monitored
from bot.services.container import Services
from tests.cogs.conftest import (
    Harness,
    QuickBot,
    allowed_refusals,
    bare_harness,
    clock,
    harness,
)
from tests.waiting import PATIENCE

__all__ = ["allowed_refusals", "bare_harness", "clock", "harness"]


async def page(port: int, path: str, **headers: str) -> tuple[int, str]:
    """Return the status and the text of a page."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}", headers=headers) as response,
    ):
        return response.status, await response.text()


async def metrics(port: int) -> dict[str, Metric]:
    """Return the metrics by their names."""
    status, text = await page(port, "/metrics")
    assert status == 200
    return {one.name: one for one in text_string_to_metric_families(text)}


def samples(families: dict[str, Metric], name: str) -> dict[tuple[str, ...], float]:
    """Return the values of a metric by the values of its labels."""
    return {
        tuple(sample.labels.values()): sample.value
        for family in families.values()
        for sample in family.samples
        if sample.name == name
    }


@dataclass
class Watched:
    """A bot in the sandbox whose pages are at `port`."""

    harness: Harness
    monitoring: Monitoring
    gateway: GatewayState

    @property
    def port(self) -> int:
        """The port of the pages."""
        return self.monitoring.port

    async def metrics(self) -> dict[str, Metric]:
        """Return the metrics by their names."""
        return await metrics(self.port)

    async def ready(self) -> tuple[int, str]:
        """Return the status and the text of /readyz."""
        return await page(self.port, "/readyz")


@pytest.fixture
async def watched(bare_harness: Harness) -> AsyncIterator[Watched]:
    """A monitored bot, which posts digests, with everything around it."""
    harness, gateway = bare_harness, GatewayState()
    settings, clock = harness.settings, harness.clock
    async with (
        Services(settings.database, clock) as harness.services,
        monitored(
            ("127.0.0.1", 0), harness.services, gateway, settings.database, clock
        ) as monitoring,
        QuickBot(settings, harness.services, clock, observer=monitoring.metrics) as harness.bot,
    ):
        gateway.follow(harness.bot)
        life = asyncio.create_task(harness.bot.start(harness.sandbox.token))
        await harness.sandbox.wait_ready(timeout=PATIENCE)
        await harness.bot.wait_until_ready()
        monitoring.health.started = True
        yield Watched(harness, monitoring, gateway)
        await harness.bot.close()
        await asyncio.gather(life, return_exceptions=True)
