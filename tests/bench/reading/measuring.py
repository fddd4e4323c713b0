"""python -m tests.bench ocr: how many words of made pictures are read, and what it takes.

Words are compared as a search compares them. On noise every word is invented.
"""

import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bot.archive.posts.picture_texts import ReadingProblem
from bot.archive.search.tokens import tokenize
from bot.workers import reading_jobs
from bot.workers.worker import Worker
from tests.bench.reading.drawing import Drawn, pictures


class Read(NamedTuple):
    """A picture, what was read in it, and the seconds that this took."""

    drawn: Drawn
    text: str
    seconds: float


async def measure(posts: int) -> None:
    """Read forty pictures, or one for each fifty posts; print the share of words by kind."""
    worker = Worker(
        reading_jobs.MEMORY, time_limit=reading_jobs.TIME_LIMIT, variables=reading_jobs.variables
    )
    found: list[Read] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number, drawn in enumerate(islice(pictures(), max(1, posts // 50))):
                found.append(await read(worker, Path(folder), drawn, f"{number}.png"))
            print_table(found)
            peak = await worker.run(peak_memory)
            print(f"greatest memory of the process: {peak} MB")
    finally:
        await worker.close()


async def read(worker: Worker, folder: Path, drawn: Drawn, name: str) -> Read:
    """Read one picture in the worker."""
    drawn.image.save(folder / name)
    began = time.perf_counter()
    text = await worker.run(reading_jobs.read, folder, f"media/{name}")
    assert not isinstance(text, ReadingProblem)
    return Read(drawn, text, time.perf_counter() - began)


def words_found(expected: str, text: str) -> tuple[int, int]:
    """Return how many words of a picture were read, and how many it has."""
    wanted, there = Counter(tokenize(expected)), Counter(tokenize(text))
    return (wanted & there).total(), wanted.total()


def print_table(found: Iterable[Read]) -> None:
    """Print a line for each kind of picture, and one for all."""
    kinds: dict[str, list[Read]] = defaultdict(list)
    for one in found:
        kinds[one.drawn.kind].append(one)
    print(f"{'kind':22} {'pictures':>8} {'words':>6} {'found':>7} {'invented':>9} {'seconds':>8}")
    all_wanted = all_there = 0
    for kind, reads in kinds.items():
        pairs = [words_found(one.drawn.text, one.text) for one in reads]
        there, wanted = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        invented = sum(len(tokenize(one.text)) for one in reads) - there
        share = f"{there / wanted:.1%}" if wanted else "-"
        seconds = sum(one.seconds for one in reads) / len(reads)
        print(f"{kind:22} {len(reads):8} {wanted:6} {share:>7} {invented:9} {seconds:8.2f}")
        all_wanted, all_there = all_wanted + wanted, all_there + there
    print(f"{'all':22} {'':8} {all_wanted:6} {all_there / all_wanted:>7.1%}")


def peak_memory() -> int:
    """Return the greatest memory of this process so far, in MB, as Linux counts it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
