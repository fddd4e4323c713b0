"""The response times of commands, from the user's command to the finished answer at Discord.

Discord is the sandbox, in this process; every bot has a process of its own. The bots are an older
build, this one, and a bare discord.py client, which shows this build's answers without having to
find them. They take turns at every command, so that all run under the same load.
"""

import asyncio
import json
import random
import re
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from math import exp, log, sqrt
from pathlib import Path
from statistics import fmean, median, stdev

from tests.bench import invocations, threaded
from tests.bench.bots import Measured, RunningBot, run, running
from tests.bench.invocations import Invocation
from tests.bench.percentiles import p99
from tests.storage.postgres.server import DURABLE, new_server

HERE = Path(__file__).parents[2]
_FEW = 1_000  # posts
_EACH, _WARM_UPS, _ROUNDS = 3, 2, 25
_POST = re.compile(r"<t:\d+:f>")  # the time of a post, on its card

Answers = dict[tuple[str, str], list[Measured]]
"""The answers by command and bot; those of all bots to a command are in the same order."""


async def measure(
    posts: int, archive: Path | None = None, before: Path | None = None, *, postgres: bool = False
) -> None:
    """Print the response times of this build, of the build in the checkout `before`, and bare ones.

    With `postgres` also those of this build with its state in a PostgreSQL server of its own. Uses
    `archive`, an archive.db, which is made of `posts` generated posts if it does not exist.
    """
    each, warm_ups, rounds = (_EACH, _WARM_UPS, _ROUNDS) if posts > _FEW else (1, 0, 1)
    checkouts = {"before": before, "after": HERE} if before else {"after": HERE}
    if postgres:
        checkouts["postgres"] = HERE
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = archive or folder / "made.db"
        if not made.exists():
            make(made, posts, next(iter(checkouts.values())), folder)
        for build, checkout in checkouts.items():
            copy(made, folder / build)
            _print_build(build, checkout, folder / build)
        async with AsyncExitStack() as stack:
            bots = []
            for build, checkout in checkouts.items():
                state = None
                if build == "postgres":
                    state = stack.enter_context(new_server(settings=DURABLE)).url
                start = running(build, checkout, folder / build, "bot", "run", state=state)
                bots.append(await stack.enter_async_context(start))
            asked = await asyncio.to_thread(invocations.draw, folder / "after" / "archive.db", each)
            recorded = [[await _ask(bot, invocation) for bot in bots] for invocation in asked]
            answers = folder / "answers.json"
            answers.write_text(json.dumps([own[-1].answer.message for own in recorded]), "utf-8")
            start = running("bare", HERE, folder, "tests.bench.bare", str(answers))
            bots.append(await stack.enter_async_context(start))
            await _race(bots, asked, warm_ups)
            _print_table(await _race(bots, asked, rounds), [bot.name for bot in bots])


async def _race(bots: Sequence[RunningBot], asked: Sequence[Invocation], rounds: int) -> Answers:
    """Give every bot each invocation in every round, one bot after the other in random order."""
    rng = random.Random(7)
    measured: Answers = {(invocation.command, bot.name): [] for invocation in asked for bot in bots}
    for _ in range(rounds):
        for number in rng.sample(range(len(asked)), len(asked)):
            for bot in rng.sample(bots, len(bots)):
                answer = await _ask(bot, asked[number], number)
                measured[asked[number].command, bot.name].append(answer)
    return measured


async def _ask(bot: RunningBot, invocation: Invocation, number: int = 0) -> Measured:
    """Give a command. Raises RuntimeError if the answer does not show the posts that it should."""
    if bot.name == "bare":
        measured = await bot.ask("bare", number=number)
    else:
        measured = await bot.ask(invocation.command, **invocation.options)
    shown = len(_POST.findall(_components(measured)))
    if shown < invocation.least:
        raise RuntimeError(
            f"{bot.name} shows {shown} posts for {invocation}: {measured.answer.text}"
        )
    return measured


def _components(measured: Measured) -> str:
    return json.dumps(measured.answer.message["components"])


def _print_table(measured: Answers, names: Sequence[str]) -> None:
    print(f"{'':56}this build's time, as a multiple of that one's")
    columns = f"{'n':>6}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'KB':>7}"
    print(f"{'':20}{columns}{'p50':>9}{'geometric mean':>20}")
    for command in dict.fromkeys(command for command, _ in measured):
        own = measured[command, "after"]
        for name in names:
            answers = measured[command, name]
            times = [one.milliseconds for one in answers]
            size = fmean(len(_components(one)) for one in answers) / 1_000
            ratios = "" if name == "after" else _ratios(own, answers)
            print(
                f"/{command:11}{name:8}{len(answers):6}{median(times):9.2f}{p99(times):9.2f}"
                f"{fmean(one.cpu for one in answers):9.2f}{size:7.1f}{ratios}"
            )


def _ratios(own: Sequence[Measured], other: Sequence[Measured]) -> str:
    """Return the ratio of two medians, and the geometric mean of the ratios of each pair of times.

    The mean varies less from run to run, as both times of a pair are of the same invocation; its
    standard error follows it.
    """
    mine, theirs = ([one.milliseconds for one in answers] for answers in (own, other))
    logs = [log(one / beside) for one, beside in zip(mine, theirs, strict=True)]
    mean, error = exp(fmean(logs)), stdev(logs) / sqrt(len(logs))
    return f"{median(mine) / median(theirs):9.3f}{mean:12.3f} ± {mean * error:.3f}"


def make(database: Path, posts: int, checkout: Path, folder: Path) -> None:
    """Import generated posts with a checkout's own import: an older build reads no newer file."""
    source = folder / "posts"
    source.mkdir()
    threaded.write(source, posts)
    database.parent.mkdir(parents=True, exist_ok=True)
    target = str(database.absolute())
    print(run(checkout, folder, "-m", "bot", "import", str(source), "--database", target))


def copy(archive: Path, folder: Path) -> None:
    """Copy an archive into a new folder: each build may migrate its own."""
    folder.mkdir()
    with (
        closing(sqlite3.connect(archive)) as source,
        closing(sqlite3.connect(folder / "archive.db")) as target,
    ):
        source.backup(target)


def _print_build(name: str, checkout: Path, folder: Path) -> None:
    version, path = run(
        checkout, folder, "-c", "import bot; print(bot.__version__); print(bot.__file__)"
    ).split("\n")
    if not Path(path).is_relative_to(checkout.absolute()):
        raise RuntimeError(f"{path} is imported, which is not in {checkout}")
    print(f"{name}: version {version}, {checkout.absolute()}")
