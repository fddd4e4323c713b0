"""Crashes of a process, defects, and two processes at once."""

import asyncio
from datetime import time, timedelta

import pytest

from bot.archive.digests.model import DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.errors import TryAgainError
from bot.services.container import Services
from bot.services.digests.scheduler import Scheduler
from tests.services.conftest import on_each_engine
from tests.services.digests.conftest import CHANNEL, DAY, GUILD, HOUR, MINUTE, SECOND, Stage
from tests.services.digests.posters import Crash

RESTARTS = [SECOND, MINUTE, 4 * MINUTE, 6 * MINUTE, HOUR, 5 * HOUR]

after_each_pause = pytest.mark.parametrize(
    ("services", "pause"),
    [*(("sqlite", pause) for pause in RESTARTS), ("postgres", 4 * MINUTE)],
    indirect=["services"],
)


@after_each_pause
@pytest.mark.parametrize("step", ["claim_due", "mark_sending", "send", "sent", "mark_posted"])
async def test_a_crash_between_any_two_steps(
    stage: Stage, step: str, pause: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash the day is posted once, however much later the bot is back."""
    ledger = stage.services.digest_ledger

    async def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        if step == "send":
            stage.poster.before.append(Crash())
        elif step == "sent":
            stage.poster.after.append(Crash())
        else:
            patch.setattr(type(ledger), step, crash)
        await stage.crash()
    await stage.tick(pause)
    await stage.tick(MINUTE + SECOND)
    assert stage.posted == 1
    assert await stage.states() == [(25, RunState.POSTED)]


@after_each_pause
@pytest.mark.parametrize("jump", [-DAY, -HOUR, -9 * MINUTE, 9 * MINUTE, HOUR])
async def test_clocks_that_jump_after_a_crash(
    stage: Stage, pause: timedelta, jump: timedelta
) -> None:
    """Nothing is posted twice if the bot's clock differs from Discord's after a crash."""
    here = MovableClock(stage.clock.now())
    stage.poster.after.append(Crash())
    await stage.crash()
    stage.scheduler = stage.process(clock=here)
    stage.clock.move(pause)
    here.move(pause + jump)
    for _ in range(20):
        stage.clock.move(2 * MINUTE)
        here.move(2 * MINUTE)
        await stage.scheduler.tick()
    assert stage.posted == 1
    assert await stage.states() == [(25, RunState.POSTED)]


@on_each_engine
async def test_unreadable_history_soon(stage: Stage) -> None:
    """While Discord knows the nonce, sending again is safe."""
    stage.board.readable = False
    stage.poster.after.append(Crash())
    await stage.crash()
    await stage.tick(61 * SECOND)
    assert stage.posted == 1
    assert await stage.states() == [(25, RunState.POSTED)]


@on_each_engine
@pytest.mark.parametrize(("forum", "pause"), [(False, 10 * MINUTE), (True, 61 * SECOND)])
async def test_unreadable_history_later(stage: Stage, forum: bool, pause: timedelta) -> None:
    """Later, and always in a forum, the run is uncertain and not sent again."""
    stage.board.readable = False
    stage.board.knows_nonces = not forum
    stage.poster.after.append(Crash())
    await stage.crash()
    await stage.tick(pause)
    assert await stage.states() == [(25, RunState.UNCERTAIN)]
    assert "may not read" in await stage.why()
    await stage.tick(DAY)
    assert await stage.states() == [(25, RunState.UNCERTAIN), (26, RunState.POSTED)]
    assert stage.posted == 2


@on_each_engine
async def test_unreadable_history_does_not_matter_before_the_send(stage: Stage) -> None:
    """A message that was certainly not sent is sent, even if the history cannot be read."""
    stage.board.readable = False
    stage.poster.before.append(TryAgainError("busy", arrived=False))
    await stage.tick()
    assert stage.posted == 0
    await stage.tick(10 * MINUTE)
    assert await stage.states() == [(25, RunState.POSTED)]
    assert stage.poster.searches == 0


@on_each_engine
async def test_crossposts(stage: Stage) -> None:
    """A digest with crosspost is published, also if its message is only found."""
    await stage.services.digests.edit(GUILD, stage.digest.id, crosspost=True)
    stage.poster.after.append(Crash())
    await stage.crash()
    assert stage.poster.published == []
    await stage.tick(10 * MINUTE)
    assert len(stage.poster.published) == 1


@on_each_engine
async def test_a_repeat_shows_the_same(stage: Stage) -> None:
    """After a crash the earlier choice is posted, despite edits."""
    stage.poster.before.append(Crash())
    await stage.crash()
    await stage.services.digests.edit(GUILD, stage.digest.id, query="wombat")
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1


@on_each_engine
async def test_an_unforeseen_failure(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """An unexpected exception is logged, and the run is retried after the lease."""
    stage.poster.before.append(ZeroDivisionError())
    await stage.tick()
    assert "unforeseen" in caplog.text
    await stage.tick(61 * SECOND)
    assert await stage.states() == [(25, RunState.POSTED)]


@on_each_engine
async def test_a_defect_that_stays(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A persistent defect is retried with growing pauses and fails in the end."""
    calls = 0

    async def compose(*_: object) -> None:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError

    monkeypatch.setattr(stage.services.digest_composer, "compose", compose)
    for _ in range(6 * 60 + 2):
        await stage.tick(MINUTE)
    assert 20 < calls < 60
    assert await stage.states() == [(25, RunState.FAILED)]


@on_each_engine
async def test_two_processes_never_both_post(stage: Stage) -> None:
    """Two processes on one database post each of many digests once."""
    for number in range(60):
        options = DigestOptions(CHANNEL + number, Schedule(time(10), "UTC"))
        await stage.services.digests.add(GUILD + number // 20, options)
    stage.poster.delay = 0.002
    async with Services(stage.folder / "archive.db", stage.clock) as others:
        other = Scheduler(others.digest_ledger, others.digest_composer, stage.clock, stage.poster)
        stage.clock.move(HOUR)
        await asyncio.gather(stage.scheduler.tick(), other.tick())
    assert stage.posted == 61
    assert len({run_id for _, _, run_id, _ in stage.board.posts}) == 61
