"""The memory of bots that do nothing, and how long a start takes until the first answer.

Discord is the sandbox, in this process; every bot has a process of its own, one after the other:
an older build, this one, and a bare discord.py client. Each is started in one server, then in many.
"""

import asyncio
import json
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.bots import RunningBot, cpu_seconds, running
from tests.bench.commands import HERE, copy, make

_FEW = 1_000  # posts
_GUILDS, _FEW_GUILDS = 2_500, 20
_QUIET = 0.05  # CPU seconds in a second
_QUIET_FOR = 3  # seconds in a row: it may only be waiting for the next server
_SETTLES, _SETTLES_SOON = 5.0, 0.2  # seconds after the first answer


class Memory(NamedTuple):
    """The resident memory of a process in MB, and the part of it that no file has."""

    resident: float
    anonymous: float


async def measure(posts: int, archive: Path | None = None, before: Path | None = None) -> None:
    """Print the memory of idle bots, and the seconds of their starts.

    Uses `archive`, an archive.db, which is made of `posts` generated posts if it does not exist.
    `before` is the checkout of an older build to measure as well.
    """
    checkouts = {"before": before, "after": HERE} if before else {"after": HERE}
    guilds = _GUILDS if posts > _FEW else _FEW_GUILDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = archive or folder / "made.db"
        if not made.exists():
            make(made, posts, next(iter(checkouts.values())), folder)
        modules = dict.fromkeys(checkouts, ("bot", "run"))
        (folder / "bare").mkdir()
        answers = folder / "answers.json"
        modules["bare"] = ("tests.bench.bare", str(answers))
        print(
            f"{posts:,} posts{'':12}{'connected s':>13}{'answer after that':>19}{'resident MB':>13}"
            f"{'anonymous':>11}{f'with {guilds:,} guilds':>20}{'KB a guild':>12}"
        )
        for build, module in modules.items():
            checkout, own = checkouts.get(build, HERE), folder / build
            if build in checkouts:
                copy(made, own)
                if posts > _FEW:
                    async with running(build, checkout, own, *module) as bot:
                        await _random(bot)  # a start that migrates, too
            start = partial(_start, build, checkout, own, module, answers)
            connected, first, one = await start(0, posts)
            _, _, many = await start(guilds, posts)
            each = (many.resident - one.resident) * 1_000 / guilds
            print(
                f"{build:25}{connected:13.2f}{first:19.3f}{one.resident:13.1f}{one.anonymous:11.1f}"
                f"{many.resident:20.1f}{each:12.1f}"
            )


async def _start(
    name: str,
    checkout: Path,
    folder: Path,
    module: tuple[str, ...],
    answers: Path,
    others: int,
    posts: int,
) -> tuple[float, float, Memory]:
    """Start a bot; return the seconds until it is connected, those until it answers, its memory.

    Then keep an answer in `answers`, for the bare client to show.
    """
    began = time.perf_counter()
    async with running(name, checkout, folder, *module, others=others) as bot:
        connected = time.perf_counter()
        if others:
            await _quiet(
                bot, 1.0 if posts > _FEW else 0.1
            )  # from so many servers come some seconds of events
            connected = time.perf_counter()
        await _ask(bot)
        first = time.perf_counter() - connected
        await asyncio.sleep(_SETTLES if posts > _FEW else _SETTLES_SOON)
        memory = memory_of(bot.pid)
        if name != "bare":
            message = json.dumps([await _random(bot)])
            await asyncio.to_thread(answers.write_text, message, "utf-8")
        return connected - began, first, memory


async def _quiet(bot: RunningBot, pause: float) -> None:
    """Wait until a bot computes nothing any more, looking each `pause` seconds."""
    looks, before = 0, cpu_seconds(bot.pid)
    while looks < _QUIET_FOR:
        await asyncio.sleep(pause)
        now = cpu_seconds(bot.pid)
        looks = looks + 1 if now - before < _QUIET * pause else 0
        before = now


async def _random(bot: RunningBot) -> Any:
    """Return the message that answers /random."""
    return (await bot.user.slash("random", timeout=60)).message


async def _ask(bot: RunningBot) -> None:
    if bot.name == "bare":
        await bot.user.slash("bare", number=0, timeout=60)
    else:
        await bot.user.slash("search", query="the sea", timeout=60)


def memory_of(pid: int) -> Memory:
    """Return the memory of a process; zeros where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]
    except OSError:
        return Memory(0.0, 0.0)
    sizes = {line.split()[0]: int(line.split()[1]) for line in lines}
    return Memory(sizes["Rss:"] * 1_024 / 1e6, sizes["Anonymous:"] * 1_024 / 1e6)
