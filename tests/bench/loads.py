"""What benchmarks of imports share: reading and importing in processes of their own.

So the peak memory of each is its own: that of the process that writes and that of the one that
reads for it, together.
"""

import asyncio
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, TypeVar

from bot.clock import SystemClock
from bot.ingest.discover import discover
from bot.ingest.options import NO_OPTIONS
from bot.ingest.reader import read_rows
from bot.services.container import Services

T = TypeVar("T")


class Measured(NamedTuple):
    """The seconds and MB of an import, and the numbers of posts it read and found to be new."""

    seconds: float
    memory: float
    read: int
    new: int


def alone(work: Callable[..., T], *arguments: object) -> T:
    """Return what `work` returns in a process of its own."""
    context = get_context("forkserver")  # its server is small, and has imported this module
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *arguments).result()


def read_all(path: Path) -> float:
    """Return the seconds of reading an archive to rows."""
    began = time.perf_counter()
    for _ in read_rows(discover([path]), lambda _: None, NO_OPTIONS):
        pass
    return time.perf_counter() - began


def import_all(path: Path, database: Path) -> Measured:
    """Import an archive, and return what it took."""

    async def load() -> Measured:
        async with Services(database, SystemClock(), state=False) as services:
            began = time.perf_counter()
            report = await services.imports.run([path])
            taken = time.perf_counter() - began
        return Measured(taken, _peak(), report.posts_read, report.posts_new)

    return asyncio.run(load())


def print_line(name: str, posts: int, seconds: float, more: str = "") -> None:
    """Print how fast something went."""
    print(f"{name:>24}  {posts / seconds:>9,.0f} posts a second  {seconds:8.2f} s  {more}".rstrip())


def _peak() -> float:
    """Return the peak memory, in MB, of this process and the largest of its children together."""
    unit = 1 if sys.platform == "darwin" else 1024
    each = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in each) * unit / 1e6
