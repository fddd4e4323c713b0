"""Answers while another process imports: how many fail, and how long they take.

The archive is loaded in layout F1, whose posts have no ids, then the export of the same posts: each
post gets its real id, and rows that are one post become one.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.archive.calendar import Day
from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.errors import NotInArchiveError
from bot.services.container import Services
from tests.bench.archives import drafts, write_export, write_first

_FEW = 1_000  # posts
_TASKS, _FEW_TASKS = 12, 2
_ANSWERS, _FEW_ANSWERS = 1_000, 50  # at least
_FEW_PAUSE = 0.05  # seconds between answers
_ZONE = ZoneInfo("UTC")


@dataclass
class Answered:
    """The seconds that each answer took, and what failed: the kind of answer and the error."""

    seconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    imports: int = 0


async def measure(posts: int) -> None:
    """Print the number of answers and failures, and the times of answers."""
    if posts > _FEW:
        tasks, answers, pause = _TASKS, _ANSWERS, 0.0
    else:
        tasks, answers, pause = _FEW_TASKS, _FEW_ANSWERS, _FEW_PAUSE
    with tempfile.TemporaryDirectory() as folder:
        answered = await answer_while_importing(Path(folder), posts, tasks, answers, pause)
    times = sorted(answered.seconds)
    print(
        f"{len(times):,} answers of {tasks} tasks during {answered.imports} imports of {posts:,} "
        f"posts: {answered.failures.total()} failures {dict(answered.failures)}; "
        f"p50 {statistics.median(times) * 1000:.1f} ms, "
        f"p99 {times[int(len(times) * 0.99)] * 1000:.1f} ms"
    )


async def answer_while_importing(
    folder: Path, posts: int, tasks: int, at_least: int, pause: float = 0.0
) -> Answered:
    """Answer from so many tasks while the two imports run, and `at_least` so many times.

    Each task pauses for `pause` seconds after four answers.
    """
    write_first(folder / "output.txt", drafts(range(posts - 1, -1, -1)))
    write_export(folder / "export", posts)
    database = folder / "archive.db"
    answered = Answered()
    async with Services(database, SystemClock()) as services, _imports(folder, answered) as done:
        words = [one.words.split()[0] for one in drafts(range(0, posts, 7))]

        def is_over() -> bool:
            return done() and len(answered.seconds) >= at_least

        await asyncio.gather(
            *(_ask(services, words[task::tasks], answered, is_over, pause) for task in range(tasks))
        )
    return answered


@asynccontextmanager
async def _imports(folder: Path, answered: Answered) -> AsyncIterator[Callable[[], bool]]:
    """Import both archives in other processes, one after the other."""

    async def run() -> None:
        for name in ("output.txt", "export"):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "import", str(folder / name), "--account", "ada",
                "--database", str(folder / "archive.db"), stdout=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            if await process.wait():
                raise RuntimeError(f"the import of {name} failed")
            answered.imports += 1

    importing = asyncio.create_task(run())
    try:
        yield importing.done
    finally:
        await importing


async def _ask(
    services: Services,
    words: list[str],
    answered: Answered,
    is_over: Callable[[], bool],
    pause: float,
) -> None:
    """Ask for one answer after the other until it is over."""
    turn = 0
    while not is_over():
        for kind, answer in _answers(services, words[turn % len(words)], turn):
            began = time.perf_counter()
            try:
                await answer
            except NotInArchiveError:
                pass  # nothing is loaded yet
            except Exception as error:  # noqa: BLE001 - each failure counts
                answered.failures[f"{kind}: {type(error).__name__}"] += 1
            answered.seconds.append(time.perf_counter() - began)
        turn += 1
        await asyncio.sleep(pause)


def _answers(
    services: Services, word: str, turn: int
) -> Iterator[tuple[str, Coroutine[Any, Any, object]]]:
    yield "search", services.grouped_search.find(parse(word), page_size=5)
    yield "filter", services.search.find(parse(f"{word} is:post"), limit=5)
    yield "thread", services.threads.find(word, _ZONE)
    yield "day", services.memories.page(Day(1 + turn % 12, 1), _ZONE)
