"""The real bot in the sandbox, with a digest and its scheduler."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.archive.digests.model import (
    Digest,
    DigestOptions,
    DigestRun,
)
from bot.archive.digests.schedule import Schedule
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.sandbox import Channel
from bot.services.digests.scheduler import Scheduler
from tests.archives import record
from tests.cogs.conftest import Harness, allowed_refusals, bare_harness, clock, harness

__all__ = ["allowed_refusals", "bare_harness", "clock", "harness"]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DUE = datetime(2022, 11, 25, 9, tzinfo=UTC)
SEND = "/channels/*/messages"


class Digests:
    """A digest, and the scheduler that posts it with the bot."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.poster = DiscordPoster(harness.bot, Pacer(1_000_000).wait_turn)
        self.restart(deadline=1.5)
        self.digest: Digest

    def restart(self, deadline: float) -> None:
        """Post with a new scheduler, whose requests take at most `deadline` seconds."""
        services, clock = self.harness.services, self.harness.clock
        self.scheduler = Scheduler(
            services.digest_ledger, services.digest_composer, clock, self.poster, deadline=deadline
        )

    async def add(self, channel: Channel, **options: Any) -> None:
        """Add the digest."""
        self.digest = await self.harness.services.digests.add(
            self.harness.guild.id, DigestOptions(channel.id, Schedule(time(9), "UTC"), **options)
        )

    async def post(self, after: timedelta = timedelta()) -> DigestRun:
        """Run the scheduler `after` the due time, and return the latest run."""
        self.harness.clock.set(DUE + after)
        await self.scheduler.tick()
        runs = await self.harness.services.digests.history(self.harness.guild.id, self.digest.id)
        return runs[0]


@pytest.fixture
async def digests(harness: Harness) -> Digests:
    """A scheduler over an archive with a post of 25 November."""
    await harness.load(record(datetime(2020, 11, 25, tzinfo=UTC), "the *moon* @everyone"))
    return Digests(harness)
