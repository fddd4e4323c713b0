"""Posts a second of an import, beside the floor: the same rows written from ready-made tuples."""

import sqlite3
import tempfile
import time
from pathlib import Path

from bot.clock import SystemClock
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.services.services import Services
from bot.storage.database import migrate
from tests.bench.corpus import write

_TABLES = (
    "accounts", "files", "posts", "addresses", "media", "follows", "sources", "words", "vocabulary",
    "postings",
)  # fmt: skip


async def measure(posts: int) -> None:
    """Print posts a second for reading alone, the import, importing again, and the floor."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "output.md", posts)
        began = time.perf_counter()
        for _ in read(discover([path])):
            pass
        _tell("reading alone", posts, time.perf_counter() - began)
        database = Path(folder) / "archive.db"
        async with Services(database, SystemClock(), state=False) as services:
            for name in ("import", "the same again"):
                began = time.perf_counter()
                await services.imports.run([path])
                taken = time.perf_counter() - began
                _tell(name, posts, taken)
                if name == "import":
                    first = taken
        floor = _floor(database, Path(folder) / "floor.db")
        _tell("floor", posts, floor)
        print(f"{'import / floor':>16}  {floor / first:.2f}")


def _floor(source: Path, target: Path) -> float:
    """Return the seconds that the rows of `source` take, written from tuples in one transaction."""
    migrate(target, "archive")
    with sqlite3.connect(source) as reading:
        rows = {table: reading.execute(f"SELECT * FROM {table}").fetchall() for table in _TABLES}
    reading.close()
    writing = sqlite3.connect(target, isolation_level=None)
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


def _tell(name: str, posts: int, seconds: float) -> None:
    print(f"{name:>16}  {posts / seconds:>9,.0f} posts a second  {seconds:8.2f} s")
