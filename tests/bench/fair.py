"""The response times of one user while another one floods the bot with slow queries.

Discord is the sandbox, in this process; every build runs as a bot in a process of its own, one
after the other. Each flood comes from a user who has asked nothing before, so that no cooldown
makes it smaller.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from bot.sandbox import Actor
from tests.bench import invocations
from tests.bench.bots import RunningBot, running
from tests.bench.commands import HERE, copy, make
from tests.bench.invocations import Invocation
from tests.bench.percentiles import p99

_FEW = 1_000  # posts
_EACH, _ROUNDS, _IN_A_ROUND = 10, 5, 30  # invocations of a kind; answers in each round
_SECONDS = 60.0  # that one round is measured at most
_PAUSE = 0.03  # seconds between commands: a server may give fifty a second
_PATIENCE = 300.0  # seconds
_SLOW = "({0} OR is:reply) (zzqzq OR is:repost) (qzqzz OR is:post)"
"""A query that no post matches, and for which every post has to be looked at."""

MEASURED = ("search", "random")
_FLOOD, _FEW_SEARCHES = 50, 5  # slow searches


async def measure(posts: int, archive: Path | None = None, before: Path | None = None) -> None:
    """Print the times of /search and /random, alone and beside floods of slow queries.

    Uses `archive`, an archive.db, which is made of `posts` generated posts if it does not exist.
    `before` is the checkout of an older build to measure as well.
    """
    checkouts = {"before": before, "after": HERE} if before else {"after": HERE}
    each, rounds, answers = (_EACH, _ROUNDS, _IN_A_ROUND) if posts > _FEW else (1, 1, 3)
    flood = _FLOOD if posts > _FEW else _FEW_SEARCHES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = archive or folder / "made.db"
        if not made.exists():
            make(made, posts, next(iter(checkouts.values())), folder)
        print(f"{'':8}{'':9}{'beside':25}{'n':>5}{'p50 ms':>9}{'p99 ms':>9}{'p99 / alone':>13}")
        for build, checkout in checkouts.items():
            copy(made, folder / build)
            async with running(build, checkout, folder / build, "bot", "run") as bot:
                asked = await asyncio.to_thread(
                    invocations.draw, folder / build / "archive.db", each
                )
                for command in MEASURED:
                    own = [one for one in asked if one.command == command]
                    await _print_rows(bot, own, rounds, answers, flood)


async def _print_rows(
    bot: RunningBot, asked: Sequence[Invocation], rounds: int, answers: int, flood: int
) -> None:
    """Print the times of a command alone, and beside a flood of so many slow searches."""
    reader = Reader(bot, asked)
    await reader.ask(len(asked))  # what is loaded on first use
    alone = 0.0
    for name, searches in {"nothing": 0, f"{flood} slow searches": flood}.items():
        times: list[float] = []
        for _ in range(rounds):
            async with _flooded(bot, searches):
                times += await reader.ask(answers)
        alone = alone or p99(times)
        print(
            f"{bot.name:8}/{asked[0].command:8}{name:25}{len(times):5}{median(times):9.1f}"
            f"{p99(times):9.1f}{p99(times) / alone:13.1f}"
        )


class Reader:
    """Gives commands one after the other, each as a user who gave none before."""

    def __init__(self, bot: RunningBot, asked: Sequence[Invocation]) -> None:
        self._name = bot.name
        self._asked = cycle(asked)
        self._users = _users(bot, "reader")

    async def ask(self, most: int) -> list[float]:
        """Return the milliseconds of `most` answers, of fewer if they take very long.

        Raises RuntimeError if an answer shows no post.
        """
        times: list[float] = []
        end = time.perf_counter() + _SECONDS
        while len(times) < most and time.perf_counter() < end:
            user, invocation = next(self._users), next(self._asked)
            options: dict[str, Any] = {**invocation.options}
            began = time.perf_counter()
            answer = await user.slash(invocation.command, timeout=_PATIENCE, **options)
            times.append((time.perf_counter() - began) * 1_000)
            await asyncio.sleep(_PAUSE)
            if "<t:" not in str(answer.message["components"]):
                raise RuntimeError(f"{self._name} shows no post for {invocation}: {answer.text}")
        return times


@asynccontextmanager
async def _flooded(bot: RunningBot, searches: int) -> AsyncIterator[None]:
    """Have a new user begin slow searches at once, before the block; wait for them after it."""
    user = next(_users(bot, f"flooder {time.perf_counter()}"))
    async with asyncio.TaskGroup() as group:
        for word in islice(_numbered("zq"), searches):
            query = _SLOW.format(word)
            group.create_task(user.slash("search", timeout=_PATIENCE, query=query))
        await asyncio.sleep(0)
        yield


def _users(bot: RunningBot, name: str) -> Iterator[Actor]:
    guild = bot.user.guild
    if guild is None:
        raise ValueError(f"{bot.name} has no server")
    return map(guild.add_member, _numbered(name))


def _numbered(name: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{name} {number}"
