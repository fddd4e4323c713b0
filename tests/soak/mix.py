"""A realistic mix for many minutes, on a bot in a process of its own: its memory must stay flat.

Members of several servers give commands and press buttons, a digest is due every minute, and
another process imports new posts.
"""

import asyncio
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bot.archive.digests.model import ContentKind, DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.clock import SystemClock
from bot.sandbox import Actor, NoAnswerError
from bot.services.container import Services
from tests.archives import archive, record
from tests.bench import invocations
from tests.bench.bots import RunningBot, environment, running
from tests.bench.commands import HERE, copy, make
from tests.bench.idle import memory_of

ALLOWED = 1.03
"""How much more memory the last minutes may need than the first ones after the warm-up."""

_GUILDS, _MEMBERS = 5, 10
_PAUSE = 0.25  # seconds, on average, between two commands
_PRESSES = 0.4  # the share of answers of which a button is pressed
_NEW_POSTS = 50  # of an import
_SAMPLE = 2.0  # seconds


async def measure(minutes: float, posts: int, archive_db: Path | None = None) -> bool:
    """Print the memory minute by minute; return whether it stayed flat after the warm-up.

    The warm-up is a twelfth of the time, five minutes of an hour. Uses a copy of `archive_db`, or
    `posts` generated posts.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = archive_db or folder / "made.db"
        if not made.exists():
            make(made, posts, HERE, folder)
        copy(made, folder / "soak")
        async with running("soak", HERE, folder / "soak", "bot", "run", guilds=_GUILDS) as bot:
            return await _Mix(bot, folder / "soak", minutes * 60).run()


class _Mix:
    def __init__(self, bot: RunningBot, folder: Path, seconds: float) -> None:
        self._bot = bot
        self._folder = folder
        self._seconds = seconds
        self._rng = random.Random(7)
        self._counts = dict.fromkeys(("answers", "presses", "unanswered", "imports"), 0)
        self._users = [
            user.guild.add_member(f"member {number}")
            for user in bot.users
            if user.guild is not None
            for number in range(_MEMBERS)
        ]

    async def run(self) -> bool:
        await self._add_digests()
        work = [asyncio.create_task(one) for one in (self._ask(), self._import())]
        began, minute = time.monotonic(), 1
        samples: list[float] = []
        of_minute: list[float] = []
        while (passed := time.monotonic() - began) < self._seconds:
            await asyncio.sleep(min(_SAMPLE, self._seconds / 20))
            samples.append(memory_of(self._bot.pid).resident)
            of_minute.append(samples[-1])
            if passed >= minute * 60:
                print(f"minute {minute:3}  {median(of_minute):7.1f} MB  {self._counts}", flush=True)
                minute, of_minute = minute + 1, []
        for one in work:
            one.cancel()
        for result in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        return self._verdict(samples)

    def _verdict(self, samples: list[float]) -> bool:
        part = max(1, len(samples) // 12)
        first, last = median(samples[part : 2 * part] or samples), median(samples[-part:])
        sent = sum(
            channel.sent
            for user in self._bot.users
            if user.guild is not None
            for channel in user.guild.channels.values()
        )
        print(
            f"memory after the warm-up {first:.1f} MB, at the end {last:.1f} MB: "
            f"{last / first - 1:+.1%}; {self._counts}, {sent} messages"
        )
        return last <= first * ALLOWED

    async def _add_digests(self) -> None:
        """Have a digest due in each of the coming minutes, in the servers in turn."""
        now = SystemClock().now()
        async with Services(self._folder / "archive.db", SystemClock()) as services:
            for minute in range(1, int(self._seconds // 60) + 1):
                guild = self._bot.users[minute % _GUILDS].guild
                if guild is None:
                    continue
                at = (now + timedelta(minutes=minute)).time().replace(second=0, microsecond=0)
                channel = guild.add_channel(f"digest-{minute}")
                schedule = Schedule(at, "UTC")
                options = DigestOptions(channel.id, schedule, ContentKind.RANDOM, count=1)
                await services.digests.add(guild.id, options)

    async def _ask(self) -> None:
        """Give commands and press buttons, each without waiting for the one before."""
        drawn = await asyncio.to_thread(invocations.draw, self._folder / "archive.db", 10)
        async with asyncio.TaskGroup() as group:
            while True:
                user, asked = self._rng.choice(self._users), self._rng.choice(drawn)
                group.create_task(self._give(user, asked.command, dict(asked.options)))
                await asyncio.sleep(self._rng.expovariate(1 / _PAUSE))

    async def _give(self, user: Actor, command: str, options: dict[str, Any]) -> None:
        try:
            answer = await user.slash(command, **options)
            self._counts["answers"] += 1
            buttons = answer.pressable
            if buttons and self._rng.random() < _PRESSES:
                await answer.press(self._rng.choice(buttons))
                self._counts["presses"] += 1
        except NoAnswerError:
            self._counts["unanswered"] += 1

    async def _import(self) -> None:
        """Import a few new posts every minute, in a process of its own."""
        while True:
            await asyncio.sleep(min(60.0, self._seconds / 3))
            now = SystemClock().now() - timedelta(days=1)
            path = self._folder / "new.md"
            new = [record(now + timedelta(seconds=n), f"news {n}") for n in range(_NEW_POSTS)]
            path.write_text(archive(new), "utf-8")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "import", str(path),
                "--database", str(self._folder / "archive.db"),
                cwd=self._folder, env=environment(HERE), stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            try:
                await process.wait()
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            self._counts["imports"] += process.returncode == 0
