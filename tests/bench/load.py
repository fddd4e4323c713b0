"""The response times while many users give a command in one moment, and how many are answered.

Discord is the sandbox, in this process; every bot has a process of its own: an older build, this
one, and a bare discord.py client, which defers and then shows this build's answers. They take turns
at every burst, in random order, so that all run under the same load of the machine.
"""

import asyncio
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from bot.sandbox import Actor, Answer, NoAnswerError
from tests.bench import invocations
from tests.bench.bots import RunningBot, cpu_seconds, running
from tests.bench.commands import HERE, copy, make
from tests.bench.invocations import Invocation
from tests.bench.percentiles import p99

COMMANDS = ("random", "search")
_FEW = 1_000  # posts
_SIZES, _FEW_SIZES = (1, 50, 200), (1, 4)  # interactions in one moment
_ANSWERS = 600  # of each command and size, at least
_EACH = 5  # invocations of a kind
_GUILDS = 10  # a server has a cooldown of its own
_PATIENCE = 30.0  # seconds
_DISCORD_WAITS = 3.0  # seconds, for the first response
_REST = 0.1  # seconds after a burst, in which the bot finishes its own work on it


@dataclass(slots=True)
class Times:
    """The milliseconds until the first responses and the answers of bursts, and their sums.

    `seconds` are those until the last answer of each burst, `cpu` those that the bot computed.
    `without` counts answers that show no post, `missing` commands that never got an answer.
    """

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0
    without: int = 0
    missing: int = 0

    @property
    def throughput(self) -> float:
        """Answers with posts, a second."""
        return (len(self.whole) - self.without) / self.seconds


async def measure(posts: int, archive: Path | None = None, before: Path | None = None) -> None:
    """Print the times of /random and /search, by how many are given in one moment.

    Uses `archive`, an archive.db, which is made of `posts` generated posts if it does not exist.
    `before` is the checkout of an older build to measure as well.
    """
    checkouts = {"before": before, "after": HERE} if before else {"after": HERE}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = archive or folder / "made.db"
        if not made.exists():
            make(made, posts, next(iter(checkouts.values())), folder)
        async with AsyncExitStack() as stack:
            crowds = []
            for build, checkout in checkouts.items():
                copy(made, folder / build)
                start = running(build, checkout, folder / build, "bot", "run", guilds=_GUILDS)
                crowds.append(Crowd(await stack.enter_async_context(start)))
            database = folder / "after" / "archive.db"
            drawn = await asyncio.to_thread(
                invocations.draw, database, _EACH if posts > _FEW else 1
            )
            asked = [one for one in drawn if one.command in COMMANDS]
            recorded = [await crowds[-1].record(one) for one in asked]
            answers = folder / "answers.json"
            answers.write_text(json.dumps(recorded), "utf-8")
            start = running("bare", HERE, folder, "tests.bench.bare", str(answers), guilds=_GUILDS)
            crowds.append(Crowd(await stack.enter_async_context(start)))
            await _compare(crowds, asked, full=posts > _FEW)


async def _compare(crowds: Sequence["Crowd"], asked: Sequence[Invocation], *, full: bool) -> None:
    print(
        f"{'at once':>7} {'command':8}{'bot':8}{'n':>6}{'first max':>11}{'p50 ms':>9}{'p99 ms':>9}"
        f"{'max ms':>9}{'CPU ms':>8}{'a second':>10}{'without':>9}   this build / that one:"
        " p50, a second"
    )
    for size in _SIZES if full else _FEW_SIZES:
        for command in COMMANDS:
            numbered = [item for item in enumerate(asked) if item[1].command == command]
            rounds = max(3, -(-min(_ANSWERS, 200 * size) // size)) if full else 1
            times = await _bursts(crowds, numbered, size, rounds)
            for crowd in crowds:
                _print_row(size, command, crowd.name, times[crowd.name], times["after"])


async def _bursts(
    crowds: Sequence["Crowd"], numbered: Sequence[tuple[int, Invocation]], size: int, rounds: int
) -> dict[str, Times]:
    """Have the crowds give `size` invocations at once, in turn, after a burst that is not timed."""
    rng = random.Random(7)
    times: dict[str, Times] = defaultdict(Times)
    for turn in range(rounds + 1):
        own = list(islice(cycle(rng.sample(numbered, len(numbered))), size))
        for crowd in rng.sample(crowds, len(crowds)):
            await crowd.give(own, times[crowd.name] if turn else Times())
    return times


def _print_row(size: int, command: str, name: str, times: Times, own: Times) -> None:
    ratios = ""
    if times is not own:
        ratios = (
            f"{median(own.whole) / median(times.whole):10.2f}"
            f"{own.throughput / times.throughput:10.2f}"
        )
    late = times.missing + sum(one > _DISCORD_WAITS * 1_000 for one in times.first)
    print(
        f"{size:7} /{command:7}{name:8}{len(times.whole):6}{max(times.first):11.1f}"
        f"{median(times.whole):9.1f}{p99(times.whole):9.1f}{max(times.whole):9.1f}"
        f"{times.cpu * 1_000 / len(times.whole):8.2f}{times.throughput:10.1f}{times.without:9}"
        f"{ratios}{f'   {late} unanswered for 3 s' if late else ''}"
    )


class Crowd:
    """Users of a bot, each of whom gives one command of a burst."""

    def __init__(self, bot: RunningBot) -> None:
        self.name = bot.name
        self._pid = bot.pid
        self._users = [
            user.guild.add_member(f"user {number}")
            for number in range(max(_SIZES) // _GUILDS)
            for user in bot.users
            if user.guild is not None
        ]

    async def record(self, invocation: Invocation) -> Any:
        """Return the message that answers an invocation. Raises RuntimeError if it has no post."""
        answer = await self._users[0].slash(
            invocation.command, timeout=_PATIENCE, **invocation.options
        )
        if "<t:" not in str(answer.message["components"]):
            raise RuntimeError(f"{self.name} shows no post for {invocation}: {answer.text}")
        return answer.message

    async def give(self, numbered: Sequence[tuple[int, Invocation]], times: Times) -> None:
        """Give invocations in one moment, and add their times."""
        cpu, began = cpu_seconds(self._pid), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for user, (number, invocation) in zip(self._users, numbered, strict=False):
                group.create_task(self._give(user, number, invocation, times))
        times.seconds += time.perf_counter() - began
        await asyncio.sleep(_REST)
        times.cpu += cpu_seconds(self._pid) - cpu

    async def _give(self, user: Actor, number: int, invocation: Invocation, times: Times) -> None:
        command, options = invocation.command, dict[str, Any](invocation.options)
        if self.name == "bare":
            command, options = "bare", {"number": number}
        began = time.perf_counter()
        try:
            answer = await user.slash(command, timeout=_PATIENCE, **options)
        except NoAnswerError:  # Discord takes no first response after three seconds
            times.missing += 1
            return
        times.whole.append((time.perf_counter() - began) * 1_000)
        times.first.append(_until_deferred(answer) or times.whole[-1])
        times.without += "<t:" not in str(answer.message["components"])


def _until_deferred(answer: Answer) -> float:
    """Return the milliseconds after which the answer was deferred; 0 if that was deleted."""
    deferred = answer.interaction.original
    if deferred is None:
        return 0.0
    return (deferred.created_at - answer.interaction.created_at).total_seconds() * 1_000
