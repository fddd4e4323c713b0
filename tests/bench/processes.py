"""Very many digests that are due in one minute, over one process and over four, in PostgreSQL.

First at the pace that Discord allows the bot as a whole: it bounds all, and more processes change
nothing. Then with the pace lifted, where the machine's cores bound it; and, for a quarter of the
digests, with a Discord that takes a second for each, where the runs at once of a process do. The
sandbox runs in a process of its own, and holds them to Discord's rate limits all together. With
fewer than 1,000 digests these and the pace are twenty times as fast; with 100 or fewer one process
runs once.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.archive.digests.model import ContentKind, DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.storage.engines import StateDatabase
from bot.storage.postgres.opening import postgres_state
from bot.storage.state.digest_rows import OPTION_COLUMNS
from bot.storage.state.digests import DigestStore
from tests.storage.postgres.server import PROCESS_TIME, Server, needs_postgres, new_server

_CHANNELS = 20  # of a guild, each with a digest
_FEW, _FAST, _LIFTED = 1_000, 20.0, 1_000.0
_DUE = datetime(2024, 6, 1, 9, tzinfo=UTC)
_PROCESSES = (1, 4)
_SLOW = 1.0  # seconds that a slow Discord takes for a message
_TINY = 100


async def measure(posts: int) -> None:
    """Print how long one and four processes take for `posts` digests."""
    needs_postgres()
    fast = _FAST if posts < _FEW else 1.0
    rounds = [
        (posts, fast, 0.0, "Discord's pace"),
        (posts, 0.0, 0.0, "the pace lifted"),
        (posts // 4, 0.0, _SLOW, f"the pace lifted, and a Discord that takes {_SLOW:.0f} s"),
    ]
    with new_server() as server:
        if posts <= _TINY:
            await _round(server, posts, 1, 0.0, 0.0)
            return
        for digests, speed, delay, pace in rounds:
            scaled = f", {speed:.0f} times as fast" if speed > 1 else ""
            one, four = [await _round(server, digests, count, speed, delay) for count in _PROCESSES]
            print(
                f"{pace}{scaled}: four processes take {four[0] / one[0]:.2f} of one's time, the "
                f"busiest of them {four[1] / one[1]:.2f} of its CPU"
            )


async def _round(
    server: Server, digests: int, count: int, speed: float, delay: float
) -> tuple[float, float]:
    """Post with so many processes; return the seconds, and those of CPU of the busiest process."""
    from tests.storage.postgres.schemas import new_schema  # noqa: PLC0415 - needs asyncpg

    url = await new_schema(server)
    guilds = -(-digests // _CHANNELS)
    async with AsyncExitStack() as stack:
        state = await stack.enter_async_context(postgres_state(url))
        sandbox = await stack.enter_async_context(
            _running("discord", guilds, _CHANNELS, speed or _LIFTED, _DUE.isoformat(), delay)
        )
        api, gateway, token, channels = await _line(sandbox)
        await add(state, channels[:digests])
        processes = []
        for number in range(count):
            at = (_DUE + timedelta(minutes=1)).isoformat()
            program = _running("posting", url, api, gateway, token, number, count, speed, at)
            processes.append(await stack.enter_async_context(program))
            assert processes[-1].stdout is not None
            await processes[-1].stdout.readline()
        for one in processes:
            await _ask(one)
        figures = await asyncio.gather(*map(_line, processes))
        await _ask(sandbox)
        messages, throttled = await _line(sandbox)
        rows = await state.read("SELECT state, count(*) FROM runs GROUP BY state")
    posted, requests, cpu = (sum(one[index] for one in figures) for index in range(3))
    taken = max(one[4] for one in figures) - min(one[3] for one in figures)
    print(
        f"{count} processes: {', '.join(f'{row[1]:,} {row[0]}' for row in rows)}, {messages:,} "
        f"messages, in {taken:.1f} s: {posted / taken:.0f} a second, {requests:,} requests, "
        f"{throttled} answered with 429; {cpu * 1_000 / digests:.1f} ms of CPU each"
    )
    return float(taken), max(one[2] for one in figures)


async def add(state: StateDatabase, channels: list[tuple[int, int]]) -> None:
    """Insert a digest that is due at 9 for each channel; the state uses the processes' clocks."""
    await state.execute_one(PROCESS_TIME)
    guild, channel = channels[0]
    options = DigestOptions(channel, Schedule(_DUE.time(), "UTC"), ContentKind.RANDOM, count=1)
    first = await DigestStore(state).add(guild, options, _DUE - timedelta(hours=1), 1)
    shared = [name for name in OPTION_COLUMNS if name != "channel_id"]
    columns = ", ".join([*shared, "first_date", "created_at", "edited_at", "next_at"])
    async with state.write() as tx:
        await tx.execute_many(
            f"INSERT INTO digests (guild_id, channel_id, {columns}) "
            f"SELECT CAST(? AS bigint), CAST(? AS bigint), {columns} "
            f"FROM digests WHERE digest = {first}",
            channels[1:],
        )


@asynccontextmanager
async def _running(module: str, *arguments: object) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 24,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def _ask(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")
    await process.stdin.drain()


async def _line(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout is not None
    return json.loads(await process.stdout.readline())
