"""Monitoring as a whole: the metrics, and the pages that show them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client import CollectorRegistry

from bot.clock import Clock
from bot.delivery.gateway_state import GatewayState
from bot.operations.monitoring.collectors import OwnProcessCollector, StateCollector
from bot.operations.monitoring.figures import FigureReader
from bot.operations.monitoring.health import Health
from bot.operations.monitoring.metrics import Metrics
from bot.operations.monitoring.server import pages
from bot.services.container import Services


@dataclass(slots=True)
class Monitoring:
    """What a monitored bot is given: an observer, and the health to keep up to date.

    `queues` returns the lengths of the queues of the client that runs now. `port` is where the
    pages are.
    """

    metrics: Metrics
    health: Health
    port: int = 0
    queues: Callable[[], dict[str, int]] = field(default=dict)


@asynccontextmanager
async def monitored(
    address: tuple[str, int], services: Services, gateway: GatewayState, archive: Path, clock: Clock
) -> AsyncIterator[Monitoring]:
    """Serve the pages at `address` during the block. Raises ThrowbackError, as `pages` does."""
    registry = CollectorRegistry(auto_describe=True)
    monitoring = Monitoring(Metrics(registry), Health(services, gateway))
    reader = FigureReader(services, archive, clock)
    registry.register(
        StateCollector(gateway, reader.figures, lambda: services.queues | monitoring.queues())
    )
    registry.register(OwnProcessCollector(clock))
    async with pages(address, monitoring.health, registry) as monitoring.port:
        reading = asyncio.create_task(reader.run())
        try:
            yield monitoring
        finally:
            reading.cancel()
            await asyncio.wait([reading])
