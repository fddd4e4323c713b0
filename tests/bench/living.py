"""The response times while another process imports, beside those after the import."""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.container import Services
from tests.bench.corpus import texts, write

_LOADED_BEFORE = 1_000
_PAUSE = 0.05  # seconds between questions at a tiny size, where nobody reads the figures


async def measure(posts: int) -> None:
    """Print the times of a random post and of a search during an import, and after it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "archive.db"
        small = write(folder / "small.md", _LOADED_BEFORE)
        big = write(folder / "big.md", posts)
        queries = [
            " ".join(text.split()[:3]) for _, text in texts(_LOADED_BEFORE) if len(text) > 20
        ]
        async with Services(database, SystemClock(), state=False) as services:
            await services.imports.run([small])
            await services.search_index.warm_up()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "import", str(big), "--database", str(database),
                stdout=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            importing = asyncio.create_task(process.wait())
            pause = 0.0 if posts > _LOADED_BEFORE else _PAUSE
            await _ask(services, queries, "during the import", importing, pause)
            after = asyncio.create_task(asyncio.sleep(0.2 if pause else 3))
            await _ask(services, queries, "after the import", after, pause)


async def _ask(
    services: Services, queries: list[str], when: str, until: "asyncio.Task[Any]", pause: float
) -> None:
    searches: list[float] = []
    draws: list[float] = []
    turn = 0
    while not until.done() or not turn:
        for times, work in (
            (searches, services.search.find(parse(queries[turn % len(queries)]))),
            (draws, services.memories.random()),
        ):
            began = time.perf_counter()
            await work
            times.append((time.perf_counter() - began) * 1000)
        turn += 1
        if pause:
            await asyncio.sleep(pause)
    print(when)
    for name, values in (("search", searches), ("random", draws)):
        ninety_nine = statistics.quantiles(values, n=100)[-1] if len(values) > 1 else values[0]
        print(
            f"{name:>10}  p50 {statistics.median(values):7.2f} ms   p99 {ninety_nine:7.2f} ms   "
            f"max {max(values):7.2f} ms   n {len(values)}"
        )
