"""The digests' clockwork, broken wherever it can break."""

import asyncio
import contextlib
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.archive.digests.model import ContentKind, Digest, DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.errors import NotTakenError, RefusedError, TryAgainError
from bot.services.container import Services
from bot.services.digests.scheduler import Scheduler
from tests.archives import record
from tests.services.conftest import Load
from tests.services.digests.posters import Board, BoardPoster, Crash

GUILD, CHANNEL = 1, 2
DUE = datetime(2022, 11, 25, 9, tzinfo=UTC)
DAY, HOUR, MINUTE, SECOND = (timedelta(**{f"{u}s": 1}) for u in ("day", "hour", "minute", "second"))


class Stage:
    """One digest, due at DUE, on a board; and processes that come and go."""

    def __init__(self, services: Services, clock: MovableClock, folder: Path) -> None:
        self.services = services
        self.clock = clock
        self.folder = folder
        self.board = Board(clock.now)
        self.poster = BoardPoster(self.board)
        self.scheduler = self.process()
        self.digest: Digest

    def process(self, poster: BoardPoster | None = None, **options: Any) -> Scheduler:
        """Return another owner of claims."""
        return Scheduler(self.services.digests, poster or self.poster, **options)

    async def tick(self, after: timedelta = timedelta()) -> None:
        """Let time go by, then look what is due."""
        self.clock.move(after)
        await self.scheduler.tick()

    async def crash(self) -> None:
        """Look, and die of it; then there is a new process."""
        with pytest.raises(Crash):
            await self.scheduler.tick()
        self.scheduler = self.process()

    @property
    def posted(self) -> int:
        """How many posts stand on the board."""
        return len(self.board.posts)

    async def fates(self) -> list[tuple[int, RunState]]:
        """Return the day of the month and the state of each run, oldest first."""
        runs = await self.services.digests.history(GUILD, self.digest.id, 100)
        return [(run.date.day, run.state) for run in reversed(runs)]

    async def why(self) -> str:
        """Return why the newest run is as it is."""
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


async def test_a_digest_is_posted_once_a_day(stage: Stage) -> None:
    """However often one looks."""
    for _ in range(2 * 24):
        await stage.tick(0.99 * HOUR)
    assert stage.posted == 2
    assert await stage.fates() == [(25, RunState.POSTED), (26, RunState.POSTED)]
    texts = [content.items[0].post.text for _, _, _, content in stage.board.posts]
    assert texts == ["post of 25 November", "post of 26 November"]


async def test_nothing_is_posted_too_early(stage: Stage) -> None:
    """Nor is there an entry."""
    stage.clock.set(DUE - SECOND)
    await stage.tick()
    assert await stage.fates() == []


@pytest.mark.parametrize(("late", "posted"), [(HOUR * 5.99, 1), (HOUR * 6.01, 0)])
async def test_how_late_a_run_may_be(stage: Stage, late: timedelta, posted: int) -> None:
    """Up to six hours."""
    await stage.tick(late)
    assert stage.posted == posted
    assert [state for _, state in await stage.fates()] == [
        RunState.POSTED if posted else RunState.MISSED
    ]


async def test_after_a_week_there_is_no_flood(stage: Stage) -> None:
    """The latest is posted, the others are missed."""
    await stage.tick(7 * DAY + HOUR)
    assert stage.posted == 1
    assert (await stage.fates())[-1] == (2, RunState.POSTED)
    assert [state for _, state in await stage.fates()][:-1] == [RunState.MISSED] * 7


async def test_nothing_to_show_is_skipped(stage: Stage) -> None:
    """And the day is settled."""
    await stage.services.digests.edit(GUILD, stage.digest.id, query="wombat")
    await stage.tick()
    assert await stage.fates() == [(25, RunState.SKIPPED)]


RESTARTS = [SECOND, MINUTE, 4 * MINUTE, 6 * MINUTE, HOUR, 5 * HOUR]


@pytest.mark.parametrize("pause", RESTARTS)
@pytest.mark.parametrize("step", ["claim_due", "mark_sending", "send", "sent", "mark_posted"])
async def test_a_crash_between_any_two_steps(
    stage: Stage, step: str, pause: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither posts twice nor loses the day, however much later the bot is back."""
    runs = stage.services.digests.runs

    async def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        if step == "send":
            stage.poster.before.append(Crash())
        elif step == "sent":
            stage.poster.after.append(Crash())
        else:
            patch.setattr(type(runs), step, crash)
        await stage.crash()
    await stage.tick(pause)
    await stage.tick(MINUTE + SECOND)
    assert stage.posted == 1
    assert await stage.fates() == [(25, RunState.POSTED)]


@pytest.mark.parametrize("pause", RESTARTS)
@pytest.mark.parametrize("jump", [-DAY, -HOUR, -9 * MINUTE, 9 * MINUTE, HOUR])
async def test_clocks_that_jump_after_a_crash(
    stage: Stage, pause: timedelta, jump: timedelta
) -> None:
    """The bot's clock is another than Discord's: nothing is posted twice."""
    here = MovableClock(stage.clock.now())
    stage.services.digests._clock = here
    stage.poster.after.append(Crash())
    await stage.crash()
    stage.clock.move(pause)
    here.move(pause + jump)
    for _ in range(20):
        stage.clock.move(2 * MINUTE)
        here.move(2 * MINUTE)
        await stage.scheduler.tick()
    assert stage.posted == 1
    assert await stage.fates() == [(25, RunState.POSTED)]


@pytest.mark.parametrize("jump", [-2 * DAY, 2 * DAY])
async def test_a_clock_that_jumps_days(stage: Stage, jump: timedelta) -> None:
    """Set back, no day is posted again; set forward and back, neither."""
    await stage.tick()
    await stage.tick(jump)
    await stage.tick(-jump)
    for _ in range(4 * 24):
        await stage.tick(HOUR)
    days = [day for day, _ in await stage.fates()]
    assert len(days) == len(set(days))
    posted = [day for day, state in await stage.fates() if state is RunState.POSTED]
    assert len(posted) == stage.posted
    assert days == [25, 26, 27, 28, 29][: len(days)]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("ahead", [3, 30, 4000])
async def test_a_clock_that_was_far_ahead_silences_nothing(
    stage: Stage, ahead: int, *, restarts: bool
) -> None:
    """Set right again, every day that comes has its digest; none was missed that had not come."""
    await stage.tick(ahead * DAY)
    stage.clock.set(DUE - HOUR)
    if restarts:
        stage.scheduler = stage.process()
        await stage.services.digests.stored.recompute_next(stage.clock.now())
    await stage.tick()
    digest = await stage.services.digests.get(GUILD, stage.digest.id)
    assert digest.next_at == DUE
    for number in range(6):
        stage.clock.set(DUE + number * DAY + MINUTE)
        await stage.tick()
    fates = await stage.fates()
    assert [state for _, state in fates] == [RunState.POSTED] * len(fates)
    assert stage.posted == len(fates) == (6 if ahead < 6 else 7)


async def test_a_lease_of_the_future_blocks_nothing(stage: Stage) -> None:
    """A claim that was made by a clock a day ahead is free when that is set right."""
    stage.clock.move(5 * HOUR)
    stage.poster.before.append(Crash())
    await stage.crash()
    await stage.tick(-4 * HOUR)
    assert await stage.fates() == [(25, RunState.POSTED)]


async def test_unreadable_history_soon(stage: Stage) -> None:
    """While Discord knows the nonce, sending again is safe."""
    stage.board.readable = False
    stage.poster.after.append(Crash())
    await stage.crash()
    await stage.tick(61 * SECOND)
    assert stage.posted == 1
    assert await stage.fates() == [(25, RunState.POSTED)]


@pytest.mark.parametrize(("forum", "pause"), [(False, 10 * MINUTE), (True, 61 * SECOND)])
async def test_unreadable_history_later(stage: Stage, forum: bool, pause: timedelta) -> None:
    """Later, and in a forum ever, nobody can tell: it is not posted again, and that is said."""
    stage.board.readable = False
    stage.board.knows_nonces = not forum
    stage.poster.after.append(Crash())
    await stage.crash()
    await stage.tick(pause)
    assert await stage.fates() == [(25, RunState.UNCERTAIN)]
    assert "may not read" in await stage.why()
    await stage.tick(DAY)
    assert await stage.fates() == [(25, RunState.UNCERTAIN), (26, RunState.POSTED)]
    assert stage.posted == 2


async def test_unreadable_history_does_not_matter_before_the_send(stage: Stage) -> None:
    """What was certainly not sent is sent, whatever can be read."""
    stage.board.readable = False
    stage.poster.before.append(TryAgainError("busy", arrived=False))
    await stage.tick()
    assert stage.posted == 0
    await stage.tick(10 * MINUTE)
    assert await stage.fates() == [(25, RunState.POSTED)]
    assert stage.poster.looked == 0


async def test_trouble_is_tried_again_with_growing_pauses(stage: Stage) -> None:
    """Until it is over."""
    stage.poster.before += [TryAgainError("Discord had a failure of its own (503).")] * 12
    waits: list[timedelta] = []
    began = stage.clock.now()
    while not stage.posted:
        await stage.tick(SECOND)
        left = len(stage.poster.before)
        if len(waits) < 12 - left:
            waits.append(stage.clock.now() - began)
    assert await stage.fates() == [(25, RunState.POSTED)]
    apart = [b - a for a, b in pairwise(waits)]
    assert apart[0] < 5 * SECOND
    assert 2 * apart[0] < apart[-1] < 11 * MINUTE
    assert all(b > a - 2 * SECOND for a, b in pairwise(apart))


async def test_trouble_that_stays_fails_in_the_end(stage: Stage) -> None:
    """After six hours, with why; the next day is another."""
    stage.poster.before += [TryAgainError("Discord had a failure of its own (503).")] * 1000
    for _ in range(40):
        await stage.tick(10 * MINUTE)
    assert await stage.fates() == [(25, RunState.FAILED)]
    assert "503" in await stage.why()
    stage.poster.before.clear()
    stage.clock.set(DUE + DAY)
    await stage.tick()
    assert await stage.fates() == [(25, RunState.FAILED), (26, RunState.POSTED)]


async def test_discord_says_how_long_to_wait(stage: Stage) -> None:
    """That is waited for."""
    stage.poster.before.append(TryAgainError("slow down", after=300, arrived=False))
    await stage.tick()
    await stage.tick(299 * SECOND)
    assert stage.posted == 0
    await stage.tick(2 * SECOND)
    assert stage.posted == 1


async def test_an_answer_that_was_lost(stage: Stage) -> None:
    """The message stands there: it is found, not sent again."""
    stage.poster.after.append(TryAgainError("The connection to Discord broke."))
    await stage.tick()
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1
    assert stage.poster.looked == 1
    assert await stage.fates() == [(25, RunState.POSTED)]


async def test_a_request_has_a_deadline(stage: Stage) -> None:
    """What takes too long is given up, and looked for later."""
    stage.scheduler = stage.process(deadline=0.01)
    stage.poster.delay = 1
    await stage.tick()
    assert "in time" in await stage.why()
    stage.poster.delay = 0
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1


async def test_a_refusal_pauses_and_is_told_once(stage: Stage) -> None:
    """The reason stands with the digest; resumed, it posts again."""
    stage.poster.before.append(RefusedError("The bot may not post in <#2>."))
    await stage.tick()
    digest = await stage.services.digests.get(GUILD, stage.digest.id)
    assert digest.pause is not None
    assert digest.pause.why == "The bot may not post in <#2>."
    assert await stage.fates() == [(25, RunState.FAILED)]
    ((guild, text),) = stage.poster.told
    assert guild == GUILD
    assert "<#2>" in text
    await stage.tick(DAY)
    assert stage.posted == 0
    await stage.services.digests.resume(GUILD, digest.id)
    await stage.tick(DAY)
    assert stage.posted == 1
    assert len(stage.poster.told) == 1


async def test_a_try_that_did_not_arrive_binds_to_nothing(stage: Stage) -> None:
    """Edited before the next one, a digest goes where it belongs now, and shows what it is to."""
    await stage.services.digests.edit(GUILD, stage.digest.id, count=1)
    stage.poster.before.append(TryAgainError("slow down", after=1, arrived=False))
    await stage.tick()
    other = CHANNEL + 1
    await stage.services.digests.edit(
        GUILD, stage.digest.id, channel_id=other, holds=ContentKind.RANDOM
    )
    await stage.tick(MINUTE)
    ((_, target, _, content),) = stage.board.posts
    assert target.channel_id == other
    assert content.items[0].year is None
    assert (await stage.services.digests.history(GUILD, stage.digest.id))[0].channel_id == other


async def test_a_refusal_of_the_old_channel_pauses_nothing(stage: Stage) -> None:
    """Where a run may have been sent already it stays, though the digest was moved since."""
    stage.poster.before += [TryAgainError("The connection broke."), RefusedError("It is gone.")]
    await stage.tick()
    await stage.services.digests.edit(GUILD, stage.digest.id, channel_id=CHANNEL + 1)
    await stage.tick(MINUTE)
    assert await stage.fates() == [(25, RunState.FAILED)]
    assert (await stage.services.digests.get(GUILD, stage.digest.id)).pause is None
    assert stage.poster.told == []
    await stage.tick(DAY)
    assert [target.channel_id for _, target, _, _ in stage.board.posts] == [CHANNEL + 1]


async def test_one_bad_message_pauses_nothing(stage: Stage) -> None:
    """The run failed; the next one is posted."""
    stage.poster.before.append(NotTakenError("Discord refused the message (error 50035)."))
    await stage.tick()
    await stage.tick(DAY)
    assert await stage.fates() == [(25, RunState.FAILED), (26, RunState.POSTED)]
    assert stage.poster.told == []


async def test_a_pause_between_two_tries(stage: Stage) -> None:
    """What was sent is still looked for; what was not, or is not found, is not sent again."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.pause(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert await stage.fates() == [(25, RunState.POSTED)]
    await stage.services.digests.resume(GUILD, stage.digest.id)
    stage.clock.set(DUE + DAY)
    stage.poster.before.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.pause(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert (await stage.fates())[-1] == (26, RunState.SKIPPED)
    assert stage.posted == 1


async def test_leaving_in_the_middle(stage: Stage) -> None:
    """What may have been posted is uncertain then; nothing is tried while the bot is away."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.guild_left(GUILD)
    await stage.tick(DAY)
    assert await stage.fates() == [(25, RunState.UNCERTAIN)]
    await stage.services.digests.guild_joined(GUILD)
    await stage.tick(DAY)
    assert (await stage.fates())[-1][1] is RunState.POSTED


async def test_a_removed_digest_while_it_is_sent(stage: Stage) -> None:
    """Nothing is left to record, and nothing breaks."""
    stage.poster.after.append(TryAgainError("lost"))
    await stage.tick()
    await stage.services.digests.remove(GUILD, stage.digest.id)
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1


async def test_crossposts(stage: Stage) -> None:
    """A digest that is to be published is, also when it is found."""
    await stage.services.digests.edit(GUILD, stage.digest.id, crosspost=True)
    stage.poster.after.append(Crash())
    await stage.crash()
    assert stage.poster.published == []
    await stage.tick(10 * MINUTE)
    assert len(stage.poster.published) == 1


async def test_a_repeat_shows_the_same(stage: Stage) -> None:
    """What was chosen before the crash is what is posted after it, whatever was edited since."""
    stage.poster.before.append(Crash())
    await stage.crash()
    await stage.services.digests.edit(GUILD, stage.digest.id, query="wombat")
    await stage.tick(10 * MINUTE)
    assert stage.posted == 1


async def test_an_unforeseen_failure(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Is logged; when the lease has run out it is tried again."""
    stage.poster.before.append(ZeroDivisionError())
    await stage.tick()
    assert "unforeseen" in caplog.text
    await stage.tick(61 * SECOND)
    assert await stage.fates() == [(25, RunState.POSTED)]


async def test_a_defect_that_stays(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is tried again with growing pauses, and fails in the end."""
    calls = 0

    async def compose(*_: object) -> None:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError

    monkeypatch.setattr(stage.services.digests, "composer", SimpleNamespace(compose=compose))
    for _ in range(6 * 60 + 2):
        await stage.tick(MINUTE)
    assert 20 < calls < 60
    assert await stage.fates() == [(25, RunState.FAILED)]


async def test_a_zone_that_is_no_more(stage: Stage) -> None:
    """Pauses the digest; the others run."""
    other = await stage.services.digests.add(
        GUILD, DigestOptions(CHANNEL, Schedule(time(9, 1), "UTC"))
    )
    async with stage.services._state.write() as tx:
        await tx.execute(
            "UPDATE digests SET zone = 'Europe/Gone' WHERE digest = ?", (stage.digest.id,)
        )
    await stage.services.digests.stored.recompute_next(stage.clock.now())
    await stage.tick(HOUR)
    digest = await stage.services.digests.get(GUILD, stage.digest.id)
    assert digest.pause is not None
    assert "Europe/Gone" in digest.pause.why
    assert [run.state for run in await stage.services.digests.history(GUILD, other.id)] == [
        RunState.POSTED
    ]


async def test_two_processes_never_both_post(stage: Stage) -> None:
    """Side by side on one file, for many digests at a time."""
    for number in range(60):
        options = DigestOptions(CHANNEL + number, Schedule(time(10), "UTC"))
        await stage.services.digests.add(GUILD + number // 20, options)
    stage.poster.delay = 0.002
    async with Services(stage.folder / "archive.db", stage.clock) as others:
        other = Scheduler(others.digests, stage.poster)
        stage.clock.move(HOUR)
        await asyncio.gather(stage.scheduler.tick(), other.tick())
    assert stage.posted == 61
    assert len({mark for _, _, mark, _ in stage.board.posts}) == 61


async def test_no_post_comes_back_before_all_had_their_turn(stage: Stage) -> None:
    """Drawn day by day, sixty posts last for sixty days; the next round begins with another."""
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
    """Entries of more than 400 days are dropped."""
    for number in range(0, 500, 5):
        stage.clock.set(DUE + number * DAY)
        await stage.tick()
    runs = await stage.services.digests.history(GUILD, stage.digest.id, 1000)
    assert 395 < len(runs) <= 401
    assert runs[0].date == date(2022, 11, 25) + 495 * DAY


async def test_it_runs_until_it_is_stopped_and_finishes_what_it_does(stage: Stage) -> None:
    """Whatever goes wrong; a send under way when it is cancelled is done, and recorded."""
    stage.poster.before.append(ZeroDivisionError())
    stage.poster.delay = 0.1
    scheduler = stage.process(looks_every=0.005)
    life = asyncio.create_task(scheduler.run_forever())
    for _ in range(100):
        stage.clock.move(MINUTE)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stage.board.filled.wait(), 0.03)
            break
    life.cancel()
    await asyncio.wait([life])
    assert life.cancelled()
    assert await stage.fates() == [(25, RunState.POSTED)]


async def test_many_at_once_stay_within_bounds(stage: Stage) -> None:
    """No more runs are under way than may be, and the pacer spreads them."""
    for number in range(24):
        await stage.services.digests.add(GUILD, DigestOptions(number, Schedule(time(10), "UTC")))
    scheduler = stage.process(at_once=4)
    stage.poster.delay = 0.001
    most = 0
    stage.clock.move(HOUR)
    while await scheduler.start_due() or scheduler._under_way:
        most = max(most, len(scheduler._under_way))
        await asyncio.wait(scheduler._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
    assert most == 4
    assert stage.posted == 25


async def test_a_server_that_may_not_see_the_archive_any_more(stage: Stage) -> None:
    """Nothing of it is posted, and the history says why; named again, it gets its next digest."""
    admitted: set[int] = set()
    scheduler = stage.process(admits=admitted.__contains__)
    stage.clock.move(HOUR)
    await scheduler.tick()
    (run,) = await stage.services.digests.history(GUILD, stage.digest.id)
    assert (run.state, stage.posted) == (RunState.SKIPPED, 0)
    assert "not among GUILDS" in run.why
    admitted.add(GUILD)
    stage.clock.move(DAY)
    await scheduler.tick()
    assert stage.posted == 1
