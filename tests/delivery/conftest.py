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
from tests.cogs.conftest import Play, allowed_refusals, clock, play, stage

__all__ = ["allowed_refusals", "clock", "play", "stage"]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DUE = datetime(2022, 11, 25, 9, tzinfo=UTC)
SEND = "/channels/*/messages"


class Digests:
    """A digest, and the scheduler that posts it with the bot."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.poster = DiscordPoster(play.bot, Pacer(1_000_000).wait_turn)
        self.scheduler = Scheduler(play.services.digests, self.poster, deadline=1.5)
        self.digest: Digest

    async def add(self, channel: Channel, **options: Any) -> None:
        """Add the digest."""
        self.digest = await self.play.services.digests.add(
            self.play.guild.id, DigestOptions(channel.id, Schedule(time(9), "UTC"), **options)
        )

    async def post(self, after: timedelta = timedelta()) -> DigestRun:
        """Run the scheduler `after` the due time, and return the latest run."""
        self.play.clock.set(DUE + after)
        await self.scheduler.tick()
        runs = await self.play.services.digests.history(self.play.guild.id, self.digest.id)
        return runs[0]


@pytest.fixture
async def digests(play: Play) -> Digests:
    """A scheduler over an archive with a post of 25 November."""
    await play.load(record(datetime(2020, 11, 25, tzinfo=UTC), "the *moon* @everyone"))
    return Digests(play)
