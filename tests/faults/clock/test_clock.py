"""A clock that is wrong for a while, and time zones whose rules change: one digest a local day."""

import asyncio
import shutil
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from bot.archive.digests.model import RunState
from bot.clock import MovableClock
from tests.archives import record
from tests.cogs.conftest import Harness, allowed_refusals, bare_harness, clock
from tests.cogs.test_digest_scheduler import NEW_YORK, Morning
from tests.faults.conftest import PATIENCE
from tests.faults.storage.conftest import digests_in
from tests.soak.simulation import _run_id

__all__ = ["allowed_refusals", "bare_harness", "clock"]

DAY, HOUR, YEAR = timedelta(days=1), timedelta(hours=1), timedelta(days=365)
FIRST = date(2022, 11, 24)


async def settle(harness: Harness) -> None:
    """Give the scheduler the time to do what is due."""
    for _ in range(4):
        harness.bot.digest_scheduler.wake()
        await asyncio.sleep(0.05)


async def wait_for(harness: Harness, day: date) -> None:
    """Wait until the digest of a local day has its final state."""
    async with asyncio.timeout(PATIENCE):
        while True:
            runs = await harness.services.digests.history(harness.guild.id, 1, 1_000)
            if any(run.date == day and run.state is not RunState.CLAIMED for run in runs):
                return
            harness.bot.digest_scheduler.wake()
            await asyncio.sleep(0.02)


async def posted(harness: Harness) -> list[date]:
    """Return the local days that were posted; each has one message, and no message is of none."""
    runs = await harness.services.digests.history(harness.guild.id, 1, 1_000)
    by_id = {run.run_id: run.date for run in runs}
    messages = Counter(_run_id(message.components) for message in digests_in(harness.channel))
    assert set(messages.values()) <= {1}
    days = [by_id[id] for id in messages if id in by_id]
    assert len(set(days)) == len(days)
    assert {run.run_id for run in runs if run.state is RunState.POSTED} <= messages.keys()
    return days


@pytest.mark.parametrize(
    "by", [HOUR, -HOUR, DAY, -DAY, 5 * YEAR, -5 * YEAR], ids=lambda by: f"{by / HOUR:+.0f}h"
)
async def test_a_clock_that_is_wrong_for_a_while(bare_harness: Harness, by: timedelta) -> None:
    """Users are answered all the time, buttons work on, and each day is posted once.

    Discord's clock is right meanwhile.
    """
    bare_harness.clock = MovableClock(bare_harness.clock.now())
    morning = Morning(bare_harness)
    await morning.start()
    await bare_harness.load(
        *(
            record(datetime(2016, 11, 20, 18, tzinfo=UTC) + (n % 15) * DAY, f"wombat {n}", low=n)
            for n in range(15)
        )
    )
    await morning.add(bare_harness.channel)
    page = await bare_harness.ask("search", query="wombat", sort="oldest")
    await morning.wake_at(FIRST, 9)
    assert await morning.wait_for_runs(1) == [(FIRST, RunState.POSTED)]
    bare_harness.clock.move(by)
    await settle(bare_harness)
    assert "wombat" in (await bare_harness.ask("search", query="wombat")).text
    bare_harness.clock.move(-by)
    await settle(bare_harness)
    assert "wombat 5" in (await page.click("Next")).text
    for number in range(1, 4):
        moment = datetime(2022, 11, 24 + number, 9, tzinfo=NEW_YORK)
        bare_harness.clock.set(moment)
        await wait_for(bare_harness, moment.date())
    days = await posted(bare_harness)
    assert {FIRST + n * DAY for n in range(4)} <= set(days)
    assert len(days) <= 5


@pytest.fixture
def old_zones(tmp_path: Path) -> Iterator[str]:
    """A folder of zones by which Vancouver still sets its clocks back."""
    before = zoneinfo.TZPATH
    folder = tmp_path / "zones"
    (folder / "America").mkdir(parents=True)
    rules = files("tzdata.zoneinfo.America").joinpath("Los_Angeles").read_bytes()
    (folder / "America/Vancouver").write_bytes(rules)
    yield str(folder)
    use(*before)
    shutil.rmtree(folder)


def use(*folders: str) -> None:
    """Have zones made from now on be those in folders, or else those of the package."""
    zoneinfo.reset_tzpath(to=folders)
    zoneinfo.ZoneInfo.clear_cache()


async def test_rules_that_change_between_two_runs(bare_harness: Harness, old_zones: str) -> None:
    """With new rules the digest comes at its local time by them, and no day twice or never.

    Since 2026-11-01 Vancouver is seven hours behind UTC all year; before it was eight in winter.
    """
    bare_harness.clock.set(datetime(2026, 11, 9, 20, tzinfo=UTC))
    morning = Morning(bare_harness)
    use(old_zones)
    await morning.start()
    first = datetime(2025, 11, 8, 20, tzinfo=UTC)
    await bare_harness.load(*(record(first + n * DAY, f"wombat {n}") for n in range(10)))
    answer = await morning.mona.slash(
        "digest add", channel_=bare_harness.channel, time="8:00", zone="America/Vancouver"
    )
    assert "is set up" in answer.text
    due: list[date] = []
    for day, folders, hour in ((10, [old_zones], 16), (11, [], 15), (12, [old_zones], 16)):
        await bare_harness.stop()
        use(*folders)
        await morning.start()
        for minute in (-1, 0, 61, 121):
            at = datetime(2026, 11, day, hour, tzinfo=UTC) + timedelta(minutes=minute)
            bare_harness.clock.set(at)
            if minute >= 0:
                await wait_for(bare_harness, date(2026, 11, day))
            await settle(bare_harness)
            assert len(digests_in(bare_harness.channel)) == len(due) + (minute >= 0)
        due.append(date(2026, 11, day))
    assert sorted(await posted(bare_harness)) == due
