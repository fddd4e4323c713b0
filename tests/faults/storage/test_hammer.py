"""Processes that write, copy back, import, hide and back up the same two files at once."""

import asyncio
import multiprocessing
import os
import time
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.operations.backup import back_up
from bot.services.container import Services
from bot.storage import checkpoints
from tests.archives import snowflake
from tests.faults.conftest import FULL
from tests.faults.storage.conftest import NAMES, assert_intact
from tests.storage.test_checkpoints import write_for
from tests.test_lifecycle import WHEN, write

LASTS = 180.0 if FULL else 1.0  # seconds


def use_for(folder: Path, seconds: float) -> None:
    """Import, hide, unhide and back up as commands do, with a checkpoint every few commits."""
    checkpoints._LARGE = 40_000
    asyncio.run(_use_for(folder, seconds))


async def _use_for(folder: Path, seconds: float) -> None:
    ends, number = time.monotonic() + seconds, 0
    while number == 0 or time.monotonic() < ends:
        number += 1
        posts = write(folder / "posts.md", 50, f"batch{number}", WHEN + number * timedelta(days=9))
        async with Services(folder / "archive.db", SystemClock()) as services:
            await services.imports.run([posts])
            await services.hidden.hide([snowflake(WHEN)], "ada")
            await services.hidden.unhide([snowflake(WHEN)])
        backup = folder / f"backup-{number}"
        await back_up(folder / "archive.db", folder / "state.db", backup)
        for name in NAMES:
            assert_intact(backup / name)


async def test_processes_that_share_the_files(tmp_path: Path) -> None:
    """The files stay intact and hold all that was committed, whichever version SQLite has."""
    async with Services(tmp_path / "archive.db", SystemClock()) as services:
        await services.imports.run([write(tmp_path / "first.md", 50, "batch0")])
    spawn = multiprocessing.get_context("spawn")
    writers = [
        spawn.Process(target=write_for, args=(tmp_path / "state.db", name, LASTS))
        for name in ("ab" if FULL else "a")
    ]
    processes = [*writers, spawn.Process(target=use_for, args=(tmp_path, LASTS))]
    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join)
        assert process.exitcode == 0
    for name in NAMES:
        assert_intact(tmp_path / name)
    async with Services(tmp_path / "archive.db", SystemClock()) as services:
        ((posts,),) = await services._archive_database.read("SELECT count(*) FROM posts")
        backups = sum(name.startswith("backup-") for name in os.listdir(tmp_path))  # noqa: PTH208
        assert posts == 50 * (1 + backups)
        ((count,),) = await services._state.read(
            "SELECT length(value) FROM settings WHERE name = 'a'"
        )
        rows = await services._state.read("SELECT 1 FROM settings WHERE name GLOB 'a[0-9]*'")
        assert len(rows) == count
    print(f"{backups} imports and backups, {count} writes of a")  # noqa: T201 - for `make faults`
