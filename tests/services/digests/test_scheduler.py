"""The scheduler: which runs are due, how late they may be, and clocks that jump."""

import asyncio
import contextlib
from datetime import date, time, timedelta

import pytest

from bot.archive.digests.model import DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from tests.services.digests.conftest import CHANNEL, DAY, DUE, GUILD, HOUR, MINUTE, SECOND, Stage
from tests.services.digests.posters import Crash


async def test_a_digest_is_posted_once_a_day(stage: Stage) -> None:
    """A digest is posted once a day, however often the scheduler runs."""
    for _ in range(2 * 24):
        await stage.tick(0.99 * HOUR)
    assert stage.posted == 2
    assert await stage.states() == [(25, RunState.POSTED), (26, RunState.POSTED)]
    texts = [content.items[0].post.text for _, _, _, content in stage.board.posts]
    assert texts == ["post of 25 November", "post of 26 November"]


async def test_nothing_is_posted_too_early(stage: Stage) -> None:
    """Before the due time nothing is posted and there is no run."""
    stage.clock.set(DUE - SECOND)
    await stage.tick()
    assert await stage.states() == []


@pytest.mark.parametrize(("late", "posted"), [(HOUR * 5.99, 1), (HOUR * 6.01, 0)])
async def test_how_late_a_run_may_be(stage: Stage, late: timedelta, posted: int) -> None:
    """A run may be up to six hours late."""
    await stage.tick(late)
    assert stage.posted == posted
    assert [state for _, state in await stage.states()] == [
        RunState.POSTED if posted else RunState.MISSED
    ]


async def test_after_a_week_there_is_no_flood(stage: Stage) -> None:
    """After a week the latest run is posted and the others are missed."""
    await stage.tick(7 * DAY + HOUR)
    assert stage.posted == 1
    assert (await stage.states())[-1] == (2, RunState.POSTED)
    assert [state for _, state in await stage.states()][:-1] == [RunState.MISSED] * 7


async def test_nothing_to_show_is_skipped(stage: Stage) -> None:
    """A run with nothing to show is skipped."""
    await stage.services.digests.edit(GUILD, stage.digest.id, query="wombat")
    await stage.tick()
    assert await stage.states() == [(25, RunState.SKIPPED)]


@pytest.mark.parametrize("jump", [-2 * DAY, 2 * DAY])
async def test_a_clock_that_jumps_days(stage: Stage, jump: timedelta) -> None:
    """If the clock jumps back, or forward and back, no day is posted twice."""
    await stage.tick()
    await stage.tick(jump)
    await stage.tick(-jump)
    for _ in range(4 * 24):
        await stage.tick(HOUR)
    days = [day for day, _ in await stage.states()]
    assert len(days) == len(set(days))
    posted = [day for day, state in await stage.states() if state is RunState.POSTED]
    assert len(posted) == stage.posted
    assert days == [25, 26, 27, 28, 29][: len(days)]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("ahead", [3, 30, 4000])
async def test_a_clock_that_was_far_ahead_silences_nothing(
    stage: Stage, ahead: int, *, restarts: bool
) -> None:
    """Once a clock that was far ahead is right, each day is posted, and none was missed."""
    await stage.tick(ahead * DAY)
    stage.clock.set(DUE - HOUR)
    if restarts:
        stage.scheduler = stage.process()
        await stage.services.digest_ledger.recompute_next(stage.clock.now())
    await stage.tick()
    digest = await stage.services.digests.get(GUILD, stage.digest.id)
    assert digest.next_at == DUE
    for number in range(6):
        stage.clock.set(DUE + number * DAY + MINUTE)
        await stage.tick()
    states = await stage.states()
    assert [state for _, state in states] == [RunState.POSTED] * len(states)
    assert stage.posted == len(states) == (6 if ahead < 6 else 7)


async def test_a_lease_of_the_future_blocks_nothing(stage: Stage) -> None:
    """The lease of a clock that was a day ahead is free once the clock is right."""
    stage.clock.move(5 * HOUR)
    stage.poster.before.append(Crash())
    await stage.crash()
    await stage.tick(-4 * HOUR)
    assert await stage.states() == [(25, RunState.POSTED)]


async def test_a_missing_zone(stage: Stage) -> None:
    """A digest in a zone that no longer exists is paused; the others run."""
    other = await stage.services.digests.add(
        GUILD, DigestOptions(CHANNEL, Schedule(time(9, 1), "UTC"))
    )
    async with stage.services._state.write() as tx:
        await tx.execute(
            "UPDATE digests SET zone = 'Europe/Gone' WHERE digest = ?", (stage.digest.id,)
        )
    await stage.services.digest_ledger.recompute_next(stage.clock.now())
    await stage.tick(HOUR)
    digest = await stage.services.digests.get(GUILD, stage.digest.id)
    assert digest.pause is not None
    assert "Europe/Gone" in digest.pause.why
    assert [run.state for run in await stage.services.digests.history(GUILD, other.id)] == [
        RunState.POSTED
    ]


async def test_no_post_comes_back_before_all_had_their_turn(stage: Stage) -> None:
    """Sixty posts last for sixty days; the next round begins with another post."""
    await stage.services.digests.edit(GUILD, stage.digest.id, holds="random", count=1)
    for number in range(65):
        stage.clock.set(DUE + number * DAY + MINUTE)
        await stage.tick()
    ids = [content.items[0].post.id for _, _, _, content in stage.board.posts]
    assert len(ids) == 65
    assert len(set(ids[:60])) == 60
    assert len(set(ids[60:])) == 5
    assert ids[60] != ids[59]


async def test_the_ledger_stays_small(stage: Stage) -> None:
    """Runs older than 400 days are deleted."""
    for number in range(0, 500, 5):
        stage.clock.set(DUE + number * DAY)
        await stage.tick()
    runs = await stage.services.digests.history(GUILD, stage.digest.id, 1000)
    assert 395 < len(runs) <= 406  # after a deletion up to five are added
    assert runs[0].date == date(2022, 11, 25) + 495 * DAY


async def test_it_runs_until_it_is_stopped_and_finishes_what_it_does(stage: Stage) -> None:
    """The scheduler survives exceptions; a send that runs when it is cancelled is recorded."""
    stage.poster.before.append(ZeroDivisionError())
    stage.poster.delay = 0.1
    scheduler = stage.process(poll_seconds=0.005)
    life = asyncio.create_task(scheduler.run_forever())
    for _ in range(100):
        stage.clock.move(MINUTE)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stage.board.filled.wait(), 0.03)
            break
    life.cancel()
    await asyncio.wait([life])
    assert life.cancelled()
    assert await stage.states() == [(25, RunState.POSTED)]


async def test_it_stops_although_it_is_woken_at_once(stage: Stage) -> None:
    """A cancellation ends it however few steps of the event loop come after it was woken."""
    for steps in range(6):
        scheduler = stage.process(poll_seconds=60)
        life = asyncio.create_task(scheduler.run_forever())
        while not scheduler._wake_event._waiters:  # noqa: ASYNC110 - it waits to be woken then
            await asyncio.sleep(0.001)
        scheduler.wake()
        for _ in range(steps):
            await asyncio.sleep(0)
        life.cancel()
        await asyncio.wait([life], timeout=5)
        assert life.cancelled()


async def test_servers_left_long_ago_are_deleted(stage: Stage) -> None:
    """The scheduler deletes the digests of a server 30 days after the bot left it, not before."""
    digests = stage.services.digests
    for guild in (GUILD + 1, GUILD + 2):
        await digests.add(guild, DigestOptions(CHANNEL, Schedule(time(9), "UTC")))
        await digests.guild_left(guild)
        stage.clock.move(MINUTE)
    stage.clock.move(30 * DAY - MINUTE - 30 * SECOND)
    life = asyncio.create_task(stage.scheduler.run_forever())
    await asyncio.wait_for(stage.board.filled.wait(), 5)
    life.cancel()
    await asyncio.wait([life])
    assert await digests.of_guild(GUILD + 1) == []
    assert len(await digests.of_guild(GUILD + 2)) == 1


async def test_many_at_once_stay_within_bounds(stage: Stage) -> None:
    """No more runs are executed at once than allowed."""
    for number in range(24):
        await stage.services.digests.add(GUILD, DigestOptions(number, Schedule(time(10), "UTC")))
    scheduler = stage.process(concurrency=4)
    stage.poster.delay = 0.001
    most = 0
    stage.clock.move(HOUR)
    while await scheduler.start_due() or scheduler._under_way:
        most = max(most, len(scheduler._under_way))
        await asyncio.wait(scheduler._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
    assert most == 4
    assert stage.posted == 25


async def test_a_server_that_may_not_see_the_archive_any_more(stage: Stage) -> None:
    """Runs of a server without access are skipped with a reason; with access the next is posted."""
    admitted: set[int] = set()
    scheduler = stage.process(is_allowed=admitted.__contains__)
    stage.clock.move(HOUR)
    await scheduler.tick()
    (run,) = await stage.services.digests.history(GUILD, stage.digest.id)
    assert (run.state, stage.posted) == (RunState.SKIPPED, 0)
    assert "not among GUILDS" in run.why
    admitted.add(GUILD)
    stage.clock.move(DAY)
    await scheduler.tick()
    assert stage.posted == 1
