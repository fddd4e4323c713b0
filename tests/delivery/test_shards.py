"""Processes that run some shards each: they take turns at identifying."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import shards
from bot.services import identify_turns
from bot.services.container import Services
from bot.storage.database import Database
from bot.storage.state.settings import IdentifyTurnStore
from tests.cogs.conftest import Harness, QuickBot
from tests.waiting import until

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SPACING = timedelta(seconds=0.2)


class TurnTakingBot(QuickBot):
    """A bot that waits for its turns, as QuickBot does not."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the turn of a shard."""
        await super(QuickBot, self).before_identify_hook(shard_id, initial=initial)

    async def _wait_turn(self, shard_id: int) -> None:
        await super(QuickBot, self)._wait_turn(shard_id)


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, datetime]]:
    """The turns that were taken: the rate limit key and the time of each."""
    taken: list[tuple[int, datetime]] = []
    take = IdentifyTurnStore.take

    async def noted(
        store: IdentifyTurnStore, key: int, clock: Callable[[], datetime], length: timedelta
    ) -> timedelta:
        asked: list[datetime] = []

        def now() -> datetime:
            asked.append(clock())
            return asked[-1]

        if not (wait := await take(store, key, now, length)):
            taken.append((key, asked[-1]))
        return wait

    monkeypatch.setattr(IdentifyTurnStore, "take", noted)
    return taken


async def test_who_waited_for_the_database_takes_no_turn_by_an_old_time(tmp_path: Path) -> None:
    """The turn is counted from when it is taken: another process may have come first meanwhile."""
    times, length = [NOW], timedelta(seconds=5)
    async with Database(tmp_path / "state.db", "state") as database:
        store = IdentifyTurnStore(database)
        async with database.write():
            waiting = asyncio.create_task(store.take(0, lambda: times[-1], length))
            await asyncio.sleep(0)
            times.append(NOW + timedelta(seconds=2))
        assert not await waiting
        assert await store.take(0, stopped_at(times[-1]), length) == length


def stopped_at(moment: datetime) -> Callable[[], datetime]:
    """Return a clock that always says `moment`."""
    return lambda: moment


def are_apart(turns: list[tuple[int, datetime]]) -> bool:
    """Return whether no two turns of one key are closer than they may be."""
    return all(
        abs(one - other) >= SPACING - timedelta(milliseconds=1)
        for (key, one), (other_key, other) in combinations(turns, 2)
        if key == other_key
    )


@pytest.fixture
async def processes(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncExitStack]:
    """Processes whose turns follow one another faster than Discord's."""
    for module in (identify_turns, shards):
        monkeypatch.setattr(module, "SPACING", SPACING)
    async with AsyncExitStack() as stack:
        yield stack


async def start(harness: Harness, processes: AsyncExitStack, number_of: int, each: int) -> None:
    """Start processes together, and wait until all their shards are connected."""
    for number in range(number_of):
        ids = tuple(range(number * each, (number + 1) * each))
        settings = replace(harness.settings, shard_ids=ids, shard_count=number_of * each)
        services = await processes.enter_async_context(Services(settings.database, harness.clock))
        bot = TurnTakingBot(settings, services, harness.clock, syncs=False, posts=False)
        await processes.enter_async_context(bot)
        life = asyncio.create_task(bot.start(harness.sandbox.token))
        processes.push_async_callback(asyncio.wait, [life])
        processes.push_async_callback(bot.close)
    sessions = harness.sandbox.gateway.sessions
    assert await harness.sandbox.gateway.changed.wait(lambda: len(sessions) == number_of * each, 10)


@pytest.mark.parametrize("max_concurrency", [1, 2])
async def test_no_process_identifies_out_of_turn(
    bare_harness: Harness,
    processes: AsyncExitStack,
    turns: list[tuple[int, datetime]],
    max_concurrency: int,
) -> None:
    """Two with two shards each start together: each shard has its turn, one after the other."""
    bare_harness.sandbox.world.max_concurrency = max_concurrency
    await start(bare_harness, processes, 2, 2)
    assert sorted(key for key, _ in turns) == sorted(n % max_concurrency for n in range(4))
    assert are_apart(turns)


async def test_lost_sessions_take_turns_as_well(
    bare_harness: Harness, processes: AsyncExitStack, turns: list[tuple[int, datetime]]
) -> None:
    """When Discord ends all sessions at once, each shard gets a new one, one after another."""
    await start(bare_harness, processes, 2, 1)
    gateway = bare_harness.sandbox.gateway
    old = set(gateway.sessions)
    await gateway.invalidate()
    assert await gateway.changed.wait(lambda: len({*gateway.sessions} - old) == 2, 15)
    assert len(turns) == 4
    assert are_apart(turns)


async def test_out_of_turn_discord_refuses(bare_harness: Harness) -> None:
    """A shard that identifies too early gets no session, and tries again until it may."""
    gateway = bare_harness.sandbox.gateway
    gateway.identify_seconds = 60.0
    settings = replace(bare_harness.settings, shard_ids=(0, 1), shard_count=2)
    async with (
        Services(settings.database, bare_harness.clock) as services,
        QuickBot(settings, services, bare_harness.clock, syncs=False, posts=False) as bot,
    ):
        life = asyncio.create_task(bot.start(bare_harness.sandbox.token))
        await until(lambda: gateway.too_early)
        assert len(gateway.sessions) == 1
        gateway.identify_seconds = 0.0
        assert await gateway.changed.wait(lambda: len(gateway.sessions) == 2, 15)
        await bot.close()
        await asyncio.wait([life])


async def test_a_state_database_that_is_gone_holds_nobody_up(
    bare_harness: Harness, processes: AsyncExitStack, caplog: pytest.LogCaptureFixture
) -> None:
    """The shard then connects after a pause, and the log says so."""
    await start(bare_harness, processes, 1, 1)
    gateway = bare_harness.sandbox.gateway
    old = set(gateway.sessions)
    bare_harness.settings.database.with_name("state.db").unlink()
    await gateway.invalidate()
    assert await gateway.changed.wait(lambda: bool({*gateway.sessions} - old), 10)
    assert "Shard 0 connects without waiting for others" in caplog.text
    assert "Traceback" not in caplog.text


async def test_without_limits_from_discord_one_at_a_time(
    bare_harness: Harness, processes: AsyncExitStack, caplog: pytest.LogCaptureFixture
) -> None:
    """If Discord does not say how many may identify at once, it is one."""
    bare_harness.sandbox.world.max_concurrency = 16
    bare_harness.sandbox.faults.next("GET", "/gateway/bot", 503)
    await start(bare_harness, processes, 1, 2)
    assert "How many shards may connect at once is unknown" in caplog.text


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """An event loop for examples."""
    with asyncio.Runner() as runner:
        yield runner


def test_turns_are_apart(tmp_path: Path, runner: asyncio.Runner) -> None:
    """However often processes try, two turns of one key are so long apart, unless a clock jumps.

    A clock that jumps back holds nobody up for longer than a turn.
    """
    keys = count()
    database = Database(tmp_path / "state.db", "state")
    length = timedelta(seconds=5)

    @given(st.lists(st.integers(0, 7_000), max_size=5), st.integers(1, 10**7))
    def examine(pauses: list[int], back: int) -> None:
        async def tries() -> None:
            store, key = IdentifyTurnStore(database), next(keys)
            now, last = NOW, None
            for pause in [0, *pauses]:
                now += timedelta(milliseconds=pause)
                wait = await store.take(key, stopped_at(now), length)
                free = last is None or now >= last + length
                assert wait == (timedelta() if free or last is None else last + length - now)
                last = now if free else last
            earlier = stopped_at(now - timedelta(milliseconds=back))
            assert await store.take(key, earlier, length) <= length

        runner.run(tries())

    runner.run(database.__aenter__())
    try:
        examine()
    finally:
        runner.run(database.__aexit__(None, None, None))
