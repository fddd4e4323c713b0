"""Processes of the bot, each with a share of the shards, all connected to one sandbox."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from bot.sandbox import Actor, Guild, Sandbox
from bot.sandbox.snowflakes import shard_of
from bot.services.container import Services
from tests.bench import threaded
from tests.bench.bots import environment
from tests.bench.commands import HERE, copy

_DISCORD_WAITS = 5.0  # seconds between two shards with one rate limit key
_START = 300.0  # seconds in which all must be connected
_KEPT = 100  # messages of a channel
_USERS = 20  # of a server


@dataclass(frozen=True, slots=True)
class Fleet:
    """Running processes, process n with shard n, and the servers that may see the archive.

    `connected_after` are the seconds from their start to the session of the last one.
    """

    sandbox: Sandbox
    pids: Sequence[int]
    guilds: Sequence[Guild]
    users: Sequence[Sequence[Actor]]
    connected_after: float

    def process_of(self, guild: Guild) -> int:
        """Return the number of the process that answers in a server."""
        return shard_of(guild.id, len(self.pids))


async def make_archive(folder: Path, posts: int) -> Path:
    """Import generated posts into an archive in `folder`; return its path."""
    source, database = folder / "posts", folder / "made" / "archive.db"
    for one in (source, database.parent):
        one.mkdir()
    threaded.write(source, posts)
    async with Services(database, SystemClock()) as services:
        await services.imports.run([source])
    return database


@asynccontextmanager
async def running(
    processes: int,
    archive: Path,
    folder: Path,
    *,
    guilds: int,
    max_concurrency: int = 1,
    state: str | None = None,
) -> AsyncIterator[Fleet]:
    """Run processes over a copy of an archive in `folder`, started in one moment.

    Discord holds them to its own limits, all together. `state` is the URL of a state database that
    is none of SQLite. Raises RuntimeError if one ends before all are connected.
    """
    copy(archive, folder)
    async with Sandbox(SystemClock().now, shards=processes, keeps_messages=_KEPT) as sandbox:
        sandbox.gateway.identify_seconds = _DISCORD_WAITS
        sandbox.world.max_concurrency = max_concurrency
        made = _guilds(sandbox, guilds)
        settings = {
            "DISCORD_TOKEN": sandbox.token,
            "DISCORD_API_URL": sandbox.api_url,
            "DISCORD_GATEWAY_URL": sandbox.gateway_url,
            "GUILDS": ",".join(str(guild.id) for guild in made),
            "DATABASE": str(folder / "archive.db"),
            "SHARD_COUNT": str(processes),
            "LOG_LEVEL": "ERROR",
        }
        if state:
            settings["STATE_URL"] = state
        began = time.perf_counter()
        started = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=folder,
                env=environment(HERE) | settings | {"SHARD_IDS": str(number)},
            )
            for number in range(processes)
        ]  # fmt: skip
        try:
            await _connected(sandbox, started)
            yield Fleet(
                sandbox,
                [one.pid for one in started],
                made,
                [[guild.add_member(f"user {n}") for n in range(_USERS)] for guild in made],
                time.perf_counter() - began,
            )
        finally:
            for process in started:
                if process.returncode is None:
                    process.terminate()
            await asyncio.gather(*(process.wait() for process in started))


def _guilds(sandbox: Sandbox, count: int) -> list[Guild]:
    """Create servers, as many on each shard: ids that are minted are of one moment, and of few."""
    first = sandbox.world.mint()
    made = []
    for number in range(count):
        guild = sandbox.add_guild(f"Friends {number}", id=first + (number << 22))
        guild.add_channel("memories")
        made.append(guild)
    return made


async def _connected(sandbox: Sandbox, started: Sequence[asyncio.subprocess.Process]) -> None:
    """Wait until each process has its session."""

    def is_done() -> bool:
        live = [one for one in sandbox.gateway.sessions.values() if one.connection]
        return len({one.shard for one in live}) == len(started)

    connected = asyncio.create_task(sandbox.gateway.changed.wait(is_done, _START))
    ends = [asyncio.create_task(process.wait()) for process in started]
    await asyncio.wait([connected, *ends], return_when=asyncio.FIRST_COMPLETED)
    for end in ends:
        end.cancel()
    if not connected.done() or not connected.result():
        connected.cancel()
        raise RuntimeError("a process ended, or did not connect")
