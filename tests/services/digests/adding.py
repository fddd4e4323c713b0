"""A helper to add digests."""

from datetime import time

from bot.archive.digests.model import (
    Digest,
    DigestOptions,
)
from bot.archive.digests.schedule import Schedule
from bot.services.container import Services

GUILD, CHANNEL = 1, 2
NEW_YORK = "America/New_York"
BERLIN = Schedule(time(9), "Europe/Berlin")


async def add(services: Services, schedule: Schedule = BERLIN, **options: object) -> Digest:
    """Add a digest."""
    return await services.digests.add(GUILD, DigestOptions(CHANNEL, schedule, **options))  # type: ignore[arg-type]
