"""Three schedulers, each with a third of the shards and connections of its own, and a board."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, time, timedelta

from bot.archive.digests.model import DigestOptions, RunState, ShardSet
from bot.archive.digests.schedule import Schedule
from bot.archive.posts.post import Post
from bot.clock import MovableClock
from bot.services.digests.scheduler import Scheduler
from bot.storage.postgres.database import PostgresDatabase
from bot.storage.postgres.options import PostgresOptions
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.digests import DigestStore
from bot.storage.state.processes.presence import ProcessStore
from tests.faults.conftest import PATIENCE
from tests.services.digests.posters import Board, BoardPoster
from tests.soak.processes import OnePost
from tests.storage.postgres.server import PROCESS_TIME

DUE = datetime(2024, 6, 1, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
PROCESSES = 3
WAIT = 0.3  # seconds that a call tries again; 5 in life
POST = Post("20", "jack", datetime(2006, 3, 21, tzinfo=UTC), "just setting up my twttr", "")


class Fleet:
    """The processes; their clock, which is a minute before DUE at first; and their board."""

    def __init__(self, url: str, digests: int) -> None:
        self._options = PostgresOptions.parse(url)
        self.clock = MovableClock(DUE - 60 * SECOND)
        self.board = Board(self.clock.now)
        self.digests = digests
        self.states = [PostgresDatabase(self._options, wait=WAIT) for _ in range(PROCESSES)]
        self.living: dict[int, asyncio.Task[None]] = {}

    async def set_up(self) -> None:
        """Make the tables and the digests."""
        async with PostgresDatabase(self._options, wait=5.0) as state:
            await add_digests(state, self.digests)

    def start(self, number: int) -> None:
        """Start a process."""
        state = self.states[number]
        poster = BoardPoster(self.board)
        poster.delay = 0.01
        scheduler = Scheduler(
            DigestRunStore(state), OnePost(POST), self.clock, poster,
            concurrency=5, poll_seconds=0.05, processes=ProcessStore(state),
            shard_set=ShardSet(frozenset({number}), PROCESSES),
        )  # fmt: skip
        self.living[number] = asyncio.create_task(scheduler.run_forever())

    async def posted(self, count: int) -> None:
        """Wait until so many posts are on the board."""
        async with asyncio.timeout(PATIENCE):
            while len(self.board.posts) < count:  # noqa: ASYNC110 - another task's
                await asyncio.sleep(0.005)

    async def pass_time(self, seconds: int) -> None:
        """Let time pass, in steps in which every process has the time to be seen."""
        for _ in range(0, seconds, 10):
            self.clock.move(10 * SECOND)
            await asyncio.sleep(0.06)

    async def finish(self) -> None:
        """Wait until each digest was posted; check that each was once, and that all is noted."""
        async with asyncio.timeout(PATIENCE), PostgresDatabase(self._options, wait=5.0) as state:
            while await self._open(state):
                await self.pass_time(20)
        digests = Counter(target.guild_id for _, target, _, _ in self.board.posts)
        assert digests == Counter(number << 22 for number in range(self.digests))

    async def _open(self, state: PostgresDatabase) -> int:
        ((count,),) = await state.read(
            "SELECT count(*) FROM runs WHERE state = ?", (RunState.POSTED,)
        )
        return self.digests - int(count)


async def add_digests(state: PostgresDatabase, count: int) -> None:
    """Add a digest, due at DUE, to each of so many servers; shards have a third of them each.

    From then on the state takes the processes' time for its own.
    """
    await state.execute_one(PROCESS_TIME)
    store = DigestStore(state)
    for number in range(count):
        options = DigestOptions(2, Schedule(time(9), "UTC"))
        await store.add(number << 22, options, DUE - 60 * SECOND, 1)


@asynccontextmanager
async def fleet_at(url: str, digests: int) -> AsyncIterator[Fleet]:
    """Run a fleet whose processes know each other, until its digests are due."""
    fleet = Fleet(url, digests)
    await fleet.set_up()
    async with AsyncExitStack() as stack:
        for number, state in enumerate(fleet.states):
            await stack.enter_async_context(state)
            fleet.start(number)
        try:
            await fleet.pass_time(60)
            yield fleet
        finally:
            for task in fleet.living.values():
                task.cancel()
            await asyncio.gather(*fleet.living.values(), return_exceptions=True)
