"""Digests of processes that are gone are posted by others, over PostgreSQL."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.archive.digests.model import DigestOptions, RunState, ShardSet
from bot.archive.digests.schedule import Schedule
from bot.archive.posts.post import Post
from bot.clock import MovableClock
from bot.services.digests.scheduler import Scheduler
from bot.storage.engines import StateDatabase
from bot.storage.state.digest_claims import LEASE
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.digests import DigestStore
from bot.storage.state.processes.presence import ABSENT_AFTER, ProcessStore
from tests.services.digests.posters import Board, BoardPoster, Crash
from tests.soak.processes import OnePost
from tests.storage.postgres.server import Server

DUE = datetime(2024, 6, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OWN, OTHER = ShardSet(frozenset({0}), 2), ShardSet(frozenset({1}), 2)
GUILD = 1 << 22  # on shard 1 of 2
POST = Post("20", "jack", datetime(2006, 3, 21, tzinfo=UTC), "just setting up my twttr", "")


class Fleet:
    """A digest on shard 1, due at DUE; a board; and processes, which see it a quarter before."""

    def __init__(self, state: StateDatabase, clock: MovableClock) -> None:
        self.state, self.clock = state, clock
        self.ledger = DigestRunStore(state)
        self.board = Board(clock.now)
        self.poster = BoardPoster(self.board)

    def process(self, shards: ShardSet) -> Scheduler:
        """Return the scheduler of a process with these shards."""
        return Scheduler(
            self.ledger, OnePost(POST), self.clock, self.poster, shard_set=shards,
            processes=ProcessStore(self.state),
        )  # fmt: skip

    async def run(self, until: timedelta, *processes: Scheduler) -> None:
        """Have processes poll every ten seconds until that time after DUE."""
        while self.clock.now() < DUE + until:
            self.clock.move(10 * SECOND)
            for process in processes:
                await process.tick()


@pytest.fixture
async def fleet(postgres: Server) -> AsyncIterator[Fleet]:
    """A fleet without processes, two minutes before its digest is due."""
    from tests.storage.postgres.schemas import empty_state  # noqa: PLC0415 - needs asyncpg

    async with empty_state(postgres) as state:
        fleet = Fleet(state, MovableClock(DUE - 120 * SECOND))
        await DigestStore(state).add(
            GUILD, DigestOptions(2, Schedule(time(9), "UTC")), fleet.clock.now(), 5
        )
        yield fleet


async def test_each_posts_for_its_own_shards(fleet: Fleet) -> None:
    """While both processes are there, only that of the server's shard posts, once."""
    await fleet.run(-10 * SECOND, fleet.process(OWN), other := fleet.process(OTHER))
    await fleet.run(20 * SECOND, fleet.process(OWN))
    assert not fleet.board.posts
    await fleet.run(30 * SECOND, other)
    assert len(fleet.board.posts) == 1


async def test_one_that_is_gone(fleet: Fleet) -> None:
    """The digest of a process that was not seen for a minute is posted by another."""
    own = fleet.process(OWN)
    await fleet.run(-30 * SECOND, own, fleet.process(OTHER))
    await fleet.run(20 * SECOND, own)
    assert not fleet.board.posts
    await fleet.run(60 * SECOND, own)
    assert len(fleet.board.posts) == 1
    await fleet.run(300 * SECOND, own, fleet.process(OTHER))
    assert len(fleet.board.posts) == 1


async def test_one_that_closed(fleet: Fleet) -> None:
    """The digest of a process that was closed is posted by another without waiting a minute."""
    own, other = fleet.process(OWN), fleet.process(OTHER)
    await fleet.run(-10 * SECOND, own, other)
    await other._leave()
    await fleet.run(20 * SECOND, own)
    assert len(fleet.board.posts) == 1


async def test_the_log_says_who_is_gone(fleet: Fleet, caplog: pytest.LogCaptureFixture) -> None:
    """Those that are left log once which shards have no process, and once that they have one."""
    caplog.set_level(logging.INFO, "bot.services.digests.takeover")
    own = fleet.process(OWN)
    await fleet.run(-30 * SECOND, own, fleet.process(OTHER))
    await fleet.run(120 * SECOND, own)
    await fleet.run(200 * SECOND, own, fleet.process(OTHER))
    gone, back = (record.getMessage() for record in caplog.records)
    assert gone.startswith("The process with shards 1 of 2 is gone")
    assert back == "A process with shards 1 of 2 is there"


async def test_a_start(fleet: Fleet) -> None:
    """A process that just started takes nothing over: the others may be starting too."""
    await fleet.run(-10 * SECOND)
    own = fleet.process(OWN)
    await fleet.run(50 * SECOND, own)
    assert not fleet.board.posts
    await fleet.run(80 * SECOND, own)
    assert len(fleet.board.posts) == 1


async def test_a_run_left_open(fleet: Fleet) -> None:
    """A run that a process left open is finished by another: its message is found, not repeated."""
    own, other = fleet.process(OWN), fleet.process(OTHER)
    await fleet.run(-10 * SECOND, own, other)
    fleet.poster.after.append(Crash())
    with pytest.raises(Crash):
        await fleet.run(10 * SECOND, other)
    await fleet.run(LEASE + ABSENT_AFTER + 10 * SECOND, own)
    assert len(fleet.board.posts) == fleet.poster.searches == 1
    (run,) = await fleet.ledger.history(1, 5)
    assert run.state is RunState.POSTED
