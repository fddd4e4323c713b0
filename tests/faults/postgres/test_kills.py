"""Processes of the bot that are killed at random moments, over PostgreSQL."""

import asyncio
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

from bot.archive.digests.model import RunState
from bot.storage.postgres.database import PostgresDatabase
from bot.storage.postgres.options import PostgresOptions
from tests.faults.conftest import FULL, PATIENCE
from tests.faults.postgres.fleet import DUE, PROCESSES, SECOND, add_digests
from tests.storage.postgres.schemas import new_schema
from tests.storage.postgres.server import Server

KILLS = 100
DIGESTS = 1_500
LONGEST = 1.0  # seconds between two kills


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX kills so")
@pytest.mark.skipif(not FULL, reason="three starts of the bot; make faults runs it")
async def test_kills_at_random_moments(postgres: Server, tmp_path: Path) -> None:
    """Each digest is posted once; those of processes that stay away are posted by the one left."""
    from tests.faults.postgres.life import FastClock, start  # noqa: PLC0415 - for POSIX

    rng = Random(21)
    url, board = await new_schema(postgres), tmp_path / "board"
    board.touch()
    async with PostgresDatabase(PostgresOptions.parse(url)) as state:
        await add_digests(state, DIGESTS)
        clock = FastClock(DUE - 10 * SECOND, time.time())
        living = [start(number, url, clock, board) for number in range(PROCESSES)]
        try:
            async with asyncio.timeout(PATIENCE):
                while len(lines_of(board)) < DIGESTS // 20:  # noqa: ASYNC110 - other processes
                    await asyncio.sleep(0.01)
            for _ in range(KILLS):
                await asyncio.sleep(rng.uniform(0, LONGEST))
                number = rng.randrange(PROCESSES)
                living[number].kill()
                living[number] = start(number, url, clock, board)
            for process in living[1:]:
                process.kill()
            before = len(lines_of(board))
            async with asyncio.timeout(PATIENCE):
                while await posted(state) < DIGESTS:  # noqa: ASYNC110 - other processes
                    await asyncio.sleep(0.05)
        finally:
            for process in living:
                process.kill()
                process.join()
    assert Counter(lines_of(board)) == Counter(str(number << 22) for number in range(DIGESTS))
    print(f"{KILLS} kills; {before} of {DIGESTS} were posted by then")  # noqa: T201 - for make


def lines_of(board: Path) -> list[str]:
    """Return the servers of what is on the board."""
    return [line.split()[0] for line in board.read_text("ascii").splitlines()]


async def posted(state: PostgresDatabase) -> int:
    """Return how many digests the ledger has as posted."""
    ((count,),) = await state.read("SELECT count(*) FROM runs WHERE state = ?", (RunState.POSTED,))
    return int(count)
