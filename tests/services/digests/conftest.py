"""A digest that is due, a board to post on, and processes that come and go."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.archive.digests.model import Digest, DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.services.container import Services
from bot.services.digests.scheduler import Scheduler
from tests.archives import record
from tests.services.conftest import Load
from tests.services.digests.posters import Board, BoardPoster, Crash

GUILD, CHANNEL = 1, 2
DUE = datetime(2022, 11, 25, 9, tzinfo=UTC)
DAY, HOUR, MINUTE, SECOND = (timedelta(**{f"{u}s": 1}) for u in ("day", "hour", "minute", "second"))


class Stage:
    """One digest, due at DUE, a board, and processes that come and go."""

    def __init__(self, services: Services, clock: MovableClock, folder: Path) -> None:
        self.services = services
        self.clock = clock
        self.folder = folder
        self.board = Board(clock.now)
        self.poster = BoardPoster(self.board)
        self.scheduler = self.process()
        self.digest: Digest

    def process(self, clock: MovableClock | None = None, **options: Any) -> Scheduler:
        """Return the scheduler of another process, which may have a clock of its own."""
        ledger, composer = self.services.digest_ledger, self.services.digest_composer
        return Scheduler(ledger, composer, clock or self.clock, self.poster, **options)

    async def tick(self, after: timedelta = timedelta()) -> None:
        """Let time pass, then run the scheduler once."""
        self.clock.move(after)
        await self.scheduler.tick()

    async def crash(self) -> None:
        """Run the scheduler, which must crash, and start a new process."""
        with pytest.raises(Crash):
            await self.scheduler.tick()
        self.scheduler = self.process()

    @property
    def posted(self) -> int:
        """The number of posts on the board."""
        return len(self.board.posts)

    async def states(self) -> list[tuple[int, RunState]]:
        """Return the day of the month and the state of each run, oldest first."""
        runs = await self.services.digests.history(GUILD, self.digest.id, 100)
        return [(run.date.day, run.state) for run in reversed(runs)]

    async def why(self) -> str:
        """Return the reason of the newest run."""
        return (await self.services.digests.history(GUILD, self.digest.id))[0].why


@pytest.fixture
async def stage(services: Services, load: Load, clock: MovableClock, tmp_path: Path) -> Stage:
    """A digest that is due now."""
    days = [datetime(2020, 11, 1, tzinfo=UTC) + number * DAY for number in range(60)]
    await load(*(record(day, f"post of {day:%d %B}") for day in days))
    stage = Stage(services, clock, tmp_path)
    stage.digest = await services.digests.add(
        GUILD, DigestOptions(CHANNEL, Schedule(time(9), "UTC"))
    )
    clock.set(DUE)
    return stage
