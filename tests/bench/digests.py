"""Digests: checks when nothing is due, and very many digests that are due in one minute.

The sandbox runs in a process of its own and holds the bot to Discord's rate limits. The bot posts
at its own pace, so 10,000 digests take more than four minutes. With fewer than 1,000 both run
twenty times as fast.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import discord
import yarl
from discord.http import Route

from bot.archive.digests.model import ContentKind, DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.delivery.pace import MAX_PER_SECOND
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.services.container import Services
from bot.services.digests.scheduler import Scheduler
from bot.storage.state.digest_rows import OPTION_COLUMNS
from tests.bench.corpus import write
from tests.bench.memory import resident

_CHANNELS = 20  # of a guild, each with a digest
_FEW, _FAST = 1_000, 20.0
_CHECKS = 1_000
_DUE = datetime(2024, 6, 1, 9, tzinfo=UTC)


class WatchedPacer(Pacer):
    """A pacer that records the most requests within any second, and the memory in use."""

    def __init__(self, second: float) -> None:
        super().__init__(MAX_PER_SECOND, second)
        self._second = second
        self._last: deque[float] = deque()
        self.most = 0
        self.requests = 0
        self.memory: list[int] = []

    async def turn(self) -> None:
        """Wait for a turn, and count it."""
        await super().wait_turn()
        now = asyncio.get_running_loop().time()
        self._last.append(now)
        while now - self._last[0] >= self._second:
            self._last.popleft()
        self.most = max(self.most, len(self._last))
        self.requests += 1
        if self.requests % 50 == 0:
            self.memory.append(resident())


async def measure(posts: int) -> None:
    """Print the cost of `posts` digests."""
    speed = _FAST if posts < _FEW else 1.0
    guilds = -(-posts // _CHANNELS)
    with tempfile.TemporaryDirectory() as name:
        clock = MovableClock(_DUE - timedelta(hours=1))
        async with (
            _discord(guilds, speed, clock) as (sandbox, client, channels),
            Services(Path(name, "archive.db"), clock) as services,
        ):
            await services.imports.run([write(Path(name, "output.md"), min(posts, 1_000))])
            await services.search_index.warm_up()
            await _add(services, channels[:posts])
            pacer = WatchedPacer(1 / speed)
            scheduler = Scheduler(
                services.digest_ledger,
                services.digest_composer,
                clock,
                DiscordPoster(client, pacer.turn),
            )
            await _print_checks(scheduler, posts)
            await _print_minute(services, scheduler, pacer, clock, sandbox, speed)


async def _print_checks(scheduler: Scheduler, digests: int) -> None:
    times = []
    for _ in range(min(_CHECKS, digests)):
        began = time.perf_counter()
        await scheduler.start_due()
        times.append((time.perf_counter() - began) * 1_000)
    print(
        f"a look with nothing due, {digests:,} digests: p50 {median(times):.2f} ms, "
        f"p99 {quantiles(times, n=100)[-1]:.2f} ms"
    )


async def _print_minute(
    services: Services,
    scheduler: Scheduler,
    pacer: WatchedPacer,
    clock: MovableClock,
    sandbox: asyncio.subprocess.Process,
    speed: float,
) -> None:
    before = resident()
    clock.set(_DUE + timedelta(minutes=1))
    began = time.perf_counter()
    await scheduler.tick()
    taken = time.perf_counter() - began
    states = await services._state.read("SELECT state, count(*) FROM runs GROUP BY state")
    messages, throttled = await _ask(sandbox)
    posted = {RunState(row[0]): row[1] for row in states}
    scaled = f" ({speed:.0f} times as fast as Discord allows)" if speed > 1 else ""
    print(
        f"due in one minute, on {-(-messages // _CHANNELS)} guilds: "
        f"{', '.join(f'{count:,} {state}' for state, count in posted.items())}, "
        f"{messages:,} messages, in {taken:.1f} s{scaled}"
    )
    print(
        f"{pacer.requests:,} requests, at most {pacer.most} in a second{scaled}; "
        f"{throttled} answered with 429"
    )
    quarter = max(1, len(pacer.memory) // 4)
    peaks = [max(pacer.memory[n : n + quarter]) for n in range(0, len(pacer.memory), quarter)]
    print(
        f"memory: {before / 1e6:.1f} MB before; the most in each quarter: "
        f"{', '.join(f'{peak / 1e6:.1f}' for peak in peaks[:4])} MB"
    )


async def _add(services: Services, channels: list[tuple[int, int]]) -> None:
    """Insert a digest for each channel, all in one transaction."""
    guild, channel = channels[0]
    options = DigestOptions(channel, Schedule(_DUE.time(), "UTC"), ContentKind.RANDOM, count=1)
    first = await services.digests.add(guild, options)
    shared = [name for name in OPTION_COLUMNS if name != "channel_id"]
    columns = ", ".join([*shared, "first_date", "created_at", "edited_at", "next_at"])
    async with services._state.write() as tx:
        await tx.execute_many(
            f"INSERT INTO digests (guild_id, channel_id, {columns}) "
            f"SELECT ?, ?, {columns} FROM digests WHERE digest = {first.id}",
            channels[1:],
        )


@asynccontextmanager
async def _discord(
    guilds: int, speed: float, clock: MovableClock
) -> AsyncIterator[tuple[asyncio.subprocess.Process, discord.Client, list[tuple[int, int]]]]:
    """Yield a sandbox in its own process, the client connected to it, and guild and channel ids."""
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.discord", str(guilds), str(_CHANNELS), str(speed),
        clock.now().isoformat(), "0",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 24,
    )  # fmt: skip
    api, gateway, token, channels = await _answer(sandbox)
    usual = Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    client = discord.AutoShardedClient(
        intents=discord.Intents(guilds=True),
        guild_ready_timeout=0.5,
        max_messages=None,
        shard_count=1,
    )
    try:
        async with client:
            life = asyncio.create_task(client.start(token))
            await asyncio.sleep(0)
            while not client.is_ready() and not life.done():  # noqa: ASYNC110 - it has no event yet
                await asyncio.sleep(0.05)
            yield sandbox, client, [(guild, channel) for guild, channel in channels]
            await client.close()
            await asyncio.gather(life, return_exceptions=True)
    finally:
        Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = usual
        if sandbox.stdin is not None:
            sandbox.stdin.close()
        await sandbox.wait()


async def _ask(sandbox: asyncio.subprocess.Process) -> Any:
    assert sandbox.stdin is not None
    sandbox.stdin.write(b"\n")
    await sandbox.stdin.drain()
    return await _answer(sandbox)


async def _answer(sandbox: asyncio.subprocess.Process) -> Any:
    assert sandbox.stdout is not None
    return json.loads(await sandbox.stdout.readline())
