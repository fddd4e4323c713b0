"""Processes that are killed at random moments lose nothing that they have acknowledged."""

import asyncio
import multiprocessing
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import pytest

from bot.archive.digests.model import Digest, DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.sandbox import Channel, NoAnswerError
from bot.services.container import Services
from tests.archives import archive, record
from tests.cogs.conftest import Harness, allowed_refusals, bare_harness, clock
from tests.faults.conftest import FULL, PATIENCE
from tests.faults.kills.life import Plan, left_behind, start
from tests.soak.simulation import _run_id
from tests.waiting import until

__all__ = ["allowed_refusals", "bare_harness", "clock"]

KILLS = 200 if FULL else 3
LONGEST = 3.0 if FULL else 0.8  # seconds that a process lives
CHANNELS = 12  # each with a digest a day, every two hours one
POSTS = 300  # of a file
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGIN = datetime(2022, 11, 24, 12, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="only POSIX kills so"
)


def write_files(folder: Path, count: int) -> list[Path]:
    """Write archives of posts, each about a subject that is its name."""
    paths = []
    for number in range(count):
        path = folder / f"batch{number:03}.md"
        begin = datetime(2015, 1, 1, tzinfo=UTC) + number * DAY
        texts = (record(begin + timedelta(minutes=n), f"{path.stem} {n}") for n in range(POSTS))
        path.write_text(archive(list(texts)), "utf-8")
        paths.append(path)
    return paths


def lines_of(acknowledged: Path) -> set[str]:
    """Return what processes have acknowledged."""
    return set(acknowledged.read_text("utf-8").split())


def nothing_left(process: BaseProcess) -> bool:
    """Return whether all processes have ended that a killed one started."""
    return not left_behind(process)


async def set_up(harness: Harness, days: int) -> list[tuple[Digest, Channel]]:
    """Import a post for each day and add the digests."""
    past = BEGIN.replace(year=2021) - DAY
    async with Services(harness.settings.database, harness.clock) as services:
        path = harness.folder / "days.md"
        path.write_text(
            archive([record(past + n * DAY, f"wombat {n}") for n in range(days + 3)]), "utf-8"
        )
        await services.imports.run([path])
        added = []
        for number in range(CHANNELS):
            channel = harness.guild.add_channel(f"daily-{number}")
            schedule = Schedule(clock_time(number * 2), "UTC")
            options = DigestOptions(channel.id, schedule)
            added.append((await services.digests.add(harness.guild.id, options), channel))
    return added


@asynccontextmanager
async def searching(harness: Harness) -> AsyncIterator[None]:
    """Give commands for as long as the block runs; a killed bot answers none."""

    async def ask() -> None:
        while True:
            for command, options in (("search", {"query": "wombat"}), ("random", {})):
                with suppress(NoAnswerError):
                    await harness.ask(command, **options)
                await asyncio.sleep(0.02)

    tasks = [asyncio.create_task(ask()) for _ in range(3)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_kills_at_random_moments(bare_harness: Harness, clock: MovableClock) -> None:
    """After each the files are intact and hold every acknowledged row; no digest comes twice.

    Imports, digests, searches and other writes go on meanwhile. Nothing stays behind of a process.
    """
    rng = Random(20)
    digests = await set_up(bare_harness, KILLS // 20)
    inputs, acknowledged = bare_harness.folder / "inputs", bare_harness.folder / "acknowledged"
    inputs.mkdir()
    acknowledged.touch()
    files = write_files(inputs, KILLS)
    for number in range(KILLS):
        done = lines_of(acknowledged)
        todo = [path for path in files if path.stem not in done]
        plan = Plan(
            number, bare_harness.settings, clock.now(), todo[:20], acknowledged, number % 3 == 2
        )
        process = start(plan)
        async with searching(bare_harness), asyncio.timeout(60):
            while plan.begun not in lines_of(acknowledged):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.01)
            await asyncio.sleep(rng.uniform(0, LONGEST))
            process.kill()
            await asyncio.to_thread(process.join)
        if sys.platform == "linux":
            await until(partial(nothing_left, process))
        if number % 10 == 0 or not FULL:
            check(bare_harness, files, acknowledged)
        clock.move(HOUR)
    check(bare_harness, files, acknowledged)
    counts = Counter(re.sub("[0-9-]", "", line) for line in lines_of(acknowledged))
    print(f"{KILLS} kills, acknowledged: {dict(counts)}")  # noqa: T201 - for `make faults`
    await check_digests(bare_harness, digests, clock.now())
    names = {path.name for path in bare_harness.folder.iterdir()}
    assert not [name for name in names if "tmp" in name or name.endswith("-journal")]


def check(harness: Harness, files: list[Path], acknowledged: Path) -> None:
    """Check both files, and that each import is there as a whole or not at all."""
    done = lines_of(acknowledged)
    with closing(sqlite3.connect(harness.folder / "archive.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()
        texts = [text for (text,) in connection.execute("SELECT text FROM posts")]
    counts = Counter(text.split()[0] for text in texts)
    for path in files:
        assert counts[path.stem] in ({POSTS} if path.stem in done else {0, POSTS})
    with closing(sqlite3.connect(harness.folder / "state.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        settings = {name for (name,) in connection.execute("SELECT name FROM settings")}
    assert {name for name in done if name.startswith("setting-")} <= settings


async def check_digests(
    harness: Harness, digests: list[tuple[Digest, Channel]], now: datetime
) -> None:
    """Run a bot in peace, and compare each digest's days with the messages in its channel."""
    harness.clock.move(timedelta(minutes=5))  # claims of killed processes expire
    await harness.start(posts=True)

    async def open_days() -> list[object]:
        found: list[object] = []
        for digest, channel in digests:
            runs = await harness.services.digests.history(harness.guild.id, digest.id, 100)
            due = BEGIN.replace(hour=digest.options.schedule.time.hour)
            due += DAY if due <= BEGIN else timedelta()
            while due <= now:
                run = next((run for run in runs if run.date == due.date()), None)
                if run is None or run.state is RunState.CLAIMED:
                    found.append((channel.name, due.date()))
                else:
                    # If each process of six hours was killed first, the day is missed, and said so.
                    assert run.state in {RunState.POSTED, RunState.MISSED, RunState.FAILED}, run
                due += DAY
            posted = Counter(_run_id(message.components) for message in channel.history)
            assert set(posted.values()) <= {1}
            ids = {run.run_id for run in runs if run.state is RunState.POSTED}
            assert ids <= posted.keys() <= {run.run_id for run in runs}
            assert found or ids == posted.keys()
        return found

    async with asyncio.timeout(PATIENCE):
        while await open_days():
            harness.bot.digest_scheduler.wake()
            await asyncio.sleep(0.1)
    runs = [
        run
        for digest, _channel in digests
        for run in await harness.services.digests.history(harness.guild.id, digest.id, 100)
    ]
    print(f"digests: {dict(Counter(run.state.value for run in runs))}")  # noqa: T201 - see above
