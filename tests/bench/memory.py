"""python -m tests.bench.memory DATABASE: search for each line of stdin; print the memory used."""

import asyncio
import os
import sys
import time
from pathlib import Path

from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.container import Services


async def main() -> None:
    """Print the memory that loading and searching add, in total and per word of the vocabulary."""
    queries = [parse(line) for line in sys.stdin.read().splitlines()]
    async with Services(Path(sys.argv[1]), SystemClock(), state=False) as services:
        await services.memories.random()
        before = resident()
        began = time.perf_counter()
        await services.search_index.warm_up()
        taken = time.perf_counter() - began
        loaded = resident()
        for query in queries:
            await services.search.find(query)
        added = resident() - before
        words = services.search_index.vocabulary_size
    print(
        f"vocabulary {words:,} words, loaded in {taken:.2f} s; memory added {added / 1e6:.1f} MB "
        f"({(loaded - before) / 1e6:.1f} MB by loading): {added / max(words, 1):.0f} bytes a word"
    )


def resident() -> int:
    """Return the resident memory of this process in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    asyncio.run(main())
