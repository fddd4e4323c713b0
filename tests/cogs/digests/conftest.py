"""A member who manages digests by commands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox import Answer, Channel
from tests.archives import record
from tests.cogs.conftest import Harness

DAY = timedelta(days=1)
THAT_DAY = datetime(2020, 11, 25, 12, tzinfo=UTC)


class Manager:
    """A member who manages the server, and helpers for the commands of /digest."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.mona = harness.guild.add_member("mona", manager=True)

    async def ask(self, command: str, **options: Any) -> Answer:
        """Run a command of /digest; every answer is private."""
        answer = await self.mona.slash(f"digest {command}", **options)
        assert answer.private
        return answer

    async def add(self, channel: Channel | None = None, time: str = "9:00", **options: Any) -> str:
        """Add a digest and return the text of the answer."""
        channel = channel or self.harness.channel
        return (await self.ask("add", channel_=channel, time=time, **options)).text

    async def remove(self, digest: int) -> Answer:
        """Remove a digest, confirm that, and return the answer."""
        return await (await self.ask("remove", digest=digest)).click("Remove it")

    async def post(self) -> None:
        """Post everything that is due."""
        await self.harness.bot.digest_scheduler.tick()


@pytest.fixture
async def manager(harness: Harness) -> Manager:
    """A manager, over an archive with posts of 25 November."""
    await harness.load(
        *(record(THAT_DAY.replace(year=year), f"moon of {year}") for year in range(2015, 2021)),
        *(record(THAT_DAY + n * DAY, f"after {n} days") for n in range(1, 30)),
    )
    return Manager(harness)
