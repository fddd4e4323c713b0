"""Import speed in posts per second, beside the floor: the same rows written from ready tuples.

Each import, and the floor, has a process of its own; see `tests/bench/loads.py`.
"""

import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from bot.storage.migrations import migrate
from tests.bench import networks
from tests.bench.archives import drafts, write_early, write_export, write_quoted
from tests.bench.loads import Measured, alone, import_all, print_line, read_all

_TABLES = (
    "accounts", "files", "posts", "addresses", "media", "parent_links", "sources", "words",
    "vocabulary", "postings",
)  # fmt: skip
_LEAST = 0.35  # of the floor's speed
_MOST_AGAIN = 0.5  # of the first import's time
_TWEET = 1_390  # bytes, with its share of media and answers
_MOST_MEMORY = 300  # MB


async def measure(posts: int, network: str | None = None) -> None:
    """Print the speed of reading and importing two layouts, and of importing copies of them.

    With a `network` that of its archives, beside X's.
    """
    if network:
        networks.measure(network, posts)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        early, quoted, export = folder / "output.md", folder / "2010-12-01-tweets.md", folder / "x"
        write_early(early, drafts(range(posts)))
        write_quoted(quoted, drafts(range(posts)))
        write_export(export, posts)
        as_early, as_export, also_early = (folder / f"{n}.db" for n in range(3))
        first_early = _beside_the_floor("parsed text, F7", early, as_early)
        first_export = _beside_the_floor("the export", export, as_export)
        shutil.copy(as_early, also_early)
        print("the same posts again, written in another layout")
        _again("F7, then F16", quoted, as_early, first_early)
        _again("F7, then the export", export, also_early, first_early)
        _again("the export, then F7", early, as_export, first_export)


def measure_big(megabytes: int) -> None:
    """Print the peak memory of importing a tweets.js of that size, in MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_export(folder / "x", megabytes * 1_000_000 // _TWEET)
        size = (folder / "x" / "data" / "tweets.js").stat().st_size
        taken = alone(import_all, folder / "x", folder / "archive.db")
        print(f"a tweets.js of {size / 1e6:,.0f} MB")
        print_line("import", taken.read, taken.seconds, f"{taken.memory:,.0f} MB")
        print(f"{'peak memory':>24}  {taken.memory:,.0f} MB, at most {_MOST_MEMORY}")


def _beside_the_floor(name: str, path: Path, database: Path) -> Measured:
    print(name)
    reading = alone(read_all, path)
    taken = alone(import_all, path, database)
    floor = alone(_floor, database, database.with_suffix(".floor"))
    print_line("reading alone", taken.read, reading)
    print_line("import", taken.read, taken.seconds, f"{taken.memory:,.0f} MB")
    print_line("floor", taken.read, floor)
    print(f"{'import / floor':>24}  {floor / taken.seconds:.2f}, at least {_LEAST}")
    return taken


def _again(name: str, path: Path, database: Path, first: Measured) -> None:
    taken = alone(import_all, path, database)
    share = taken.seconds / first.seconds
    print_line(name, taken.read, taken.seconds, f"{taken.memory:,.0f} MB")
    print(f"{'of the first time':>24}  {share:.2f}, under {_MOST_AGAIN}; {taken.new:,} posts new")


def _floor(source: Path, target: Path) -> float:
    """Return the seconds of writing the rows of `source` from tuples in one transaction."""
    migrate(target, "archive")
    reading = sqlite3.connect(source)
    rows = {table: reading.execute(f"SELECT * FROM {table}").fetchall() for table in _TABLES}
    reading.close()
    writing = sqlite3.connect(target, isolation_level=None)
    writing.execute("PRAGMA foreign_keys = ON")
    began = time.perf_counter()
    writing.execute("BEGIN IMMEDIATE")
    for table, values in rows.items():
        if values:
            marks = ", ".join("?" * len(values[0]))
            writing.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
    writing.execute("COMMIT")
    taken = time.perf_counter() - began
    writing.close()
    return taken
