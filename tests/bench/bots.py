"""Bots in processes of their own, each connected to a sandbox of its own in this process."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.sandbox import UNLIMITED, Actor, Answer, Guild, Sandbox

_KEPT = 1_000  # messages of a channel
_CHANNELS, _ROLES = 20, 10  # of a guild that is only cached
_START = 300.0  # seconds in which a bot must have connected; a migration takes a while
_PATIENCE = 60.0  # seconds
_ASKERS = 20
_REST = 0.01  # seconds after an answer, in which the bot finishes its own work on it


@dataclass(frozen=True, slots=True)
class Measured:
    """An answer, how long it took, and the CPU time of the bot's process, in milliseconds."""

    answer: Answer
    milliseconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A bot, and a user who gives it commands."""

    name: str
    users: Sequence[Actor]  # one of each server
    pid: int
    askers: Iterator[Actor]  # of the first server in turns: each would soon give too many commands

    @property
    def user(self) -> Actor:
        """The user of the first server."""
        return self.users[0]

    async def ask(self, command: str, **options: Any) -> Measured:
        """Give a command; time it until the finished answer is at the sandbox."""
        cpu = cpu_seconds(self.pid)
        began = time.perf_counter()
        answer = await next(self.askers).slash(command, timeout=_PATIENCE, **options)
        taken = time.perf_counter() - began
        await asyncio.sleep(_REST)
        return Measured(answer, taken * 1_000, (cpu_seconds(self.pid) - cpu) * 1_000)


@asynccontextmanager
async def running(
    name: str,
    checkout: Path,
    folder: Path,
    *module: str,
    guilds: int = 1,
    others: int = 0,
    state: str | None = None,
) -> AsyncIterator[RunningBot]:
    """Run a module of a checkout as a bot, over `archive.db` in `folder`; yield it connected.

    It is in so many `guilds` that may see the archive, and in `others`, each with 20 channels and
    10 roles. Its state is in PostgreSQL if a URL of one is given. Raises RuntimeError if it ends
    before it is connected, or sends what Discord would refuse.
    """
    async with Sandbox(
        SystemClock().now, limits=UNLIMITED, keeps_requests=False, keeps_messages=_KEPT
    ) as sandbox:
        made = [sandbox.add_guild(f"Friends {number}") for number in range(guilds)]
        for guild in made:
            guild.add_channel("memories")
        for number in range(others):
            fill(sandbox.add_guild(f"Others {number}"))
        settings = {
            "DISCORD_TOKEN": sandbox.token,
            "DISCORD_API_URL": sandbox.api_url,
            "DISCORD_GATEWAY_URL": sandbox.gateway_url,
            "GUILDS": ",".join(str(guild.id) for guild in made),
            "DATABASE": str(folder / "archive.db"),
            # On loopback a heartbeat is acknowledged before discord.py notes that it was sent; it
            # then warns of a slow connection.
            "LOG_LEVEL": "ERROR",
        } | ({"STATE_URL": state} if state else {})
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *module, cwd=folder, env=environment(checkout) | settings
        )
        try:
            await _wait_connected(sandbox, process)
            users = [guild.add_member("ada") for guild in made]
            askers = cycle([made[0].add_member(f"asker {number}") for number in range(_ASKERS)])
            yield RunningBot(name, users, process.pid, askers)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
        if sandbox.refusals:
            raise RuntimeError(f"Discord would have refused {sandbox.refusals}")


def fill(guild: Guild) -> None:
    """Give a guild the channels and roles of a usual community."""
    for number in range(_CHANNELS):
        guild.add_channel(f"about-{number}")
    for number in range(_ROLES):
        guild.add_role(f"Role {number}")


def run(checkout: Path, folder: Path, *arguments: str) -> str:
    """Run Python with a checkout's packages in `folder`; return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=environment(checkout), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def environment(checkout: Path) -> dict[str, str]:
    """Return an environment in which the packages of a checkout are imported.

    A checkout's .env is not read, as processes run in another folder.
    """
    return os.environ | {"PYTHONPATH": str(checkout.absolute())}


async def _wait_connected(sandbox: Sandbox, process: asyncio.subprocess.Process) -> None:
    connected = asyncio.create_task(sandbox.wait_ready(timeout=_START))
    ended = asyncio.create_task(process.wait())
    await asyncio.wait([connected, ended], return_when=asyncio.FIRST_COMPLETED)
    if ended.done():
        connected.cancel()
        raise RuntimeError(f"a bot ended with status {process.returncode} before it was connected")
    ended.cancel()
    await connected


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process so far; 0 where the system does not say."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # as clock_getcpuclockid(3) makes it on Linux
    except OSError:
        return 0.0
