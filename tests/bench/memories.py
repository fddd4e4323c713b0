"""Random draws without repetition, on this day, and the days near it."""

import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bot.archive.calendar import Day
from bot.archive.search.query.ast import Query
from bot.archive.search.query.originals import originals_only
from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.container import Services
from tests.bench.percentiles import p99
from tests.bench.search import build, folder_for

_MOST_DRAWS = 1_000
_SHARES = (0.0, 0.9, 0.999)
_HEADS = f"{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}"
_ZONE = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    query: Query | None


async def measure(posts: int, archive: Path | None = None) -> None:
    """Print how long a draw takes, by the share of its round that is drawn, and lookups of days.

    Uses `archive`, an archive.db, or `posts` generated posts.
    """
    with folder_for(posts, None) as folder, tempfile.TemporaryDirectory() as name:
        database = archive or folder / "archive.db"
        if not database.exists():
            await build(database, posts, None)
        mine = Path(name, "archive.db")  # state.db is created beside it, and is deleted with it
        await asyncio.to_thread(mine.symlink_to, database.absolute())
        async with Services(mine, SystemClock()) as services:
            await services.search_index.warm_up()
            print(f"{await services.posts.count():,} posts")
            cases = _cases(database)
            print(f"{'draw':16}{'fits':>10}{'drawn':>8}{'n':>6}{_HEADS}")
            for case in cases:
                await _draws(services, case, min(_MOST_DRAWS, max(20, posts // 10)))
            await _days(services)


async def _draws(services: Services, case: _Case, count: int) -> None:
    ids = await _matching_ids(services, case.query)
    for share in _SHARES:
        shuffle = f"bench:{share}"
        await _mark_drawn(services, shuffle, case.query, ids[: int(len(ids) * share)])
        times = [
            await _timed(partial(services.memories.draw, shuffle, case.query, _ZONE))
            for _ in range(count)
        ]
        print(f"{case.name:16}{len(ids):10,}{share:8.1%}{count:6}{_percentiles(times)}")


async def _days(services: Services) -> None:
    rng = random.Random(7)
    days = [Day(rng.randint(1, 12), rng.randint(1, 28)) for _ in range(50)]
    looks: dict[str, Callable[[Day], Awaitable[object]]] = {
        "a page": lambda day: services.memories.page(day, _ZONE, page_size=5),
        "day beside": lambda day: services.memories.neighbour_days(day, _ZONE),
    }
    print(f"{'on this day':40}{_HEADS}")
    for name, look in looks.items():
        times = [await _timed(partial(look, day)) for day in days]
        print(f"{name:34}{len(times):6}{_percentiles(times)}")


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1_000


def _percentiles(times: list[float]) -> str:
    if not times:
        return ""
    return f"{median(times):9.2f}{p99(times):9.2f}{max(times):9.2f}"


def _cases(database: Path) -> list[_Case]:
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as archive:
        (common,) = archive.execute(
            """SELECT word FROM vocabulary WHERE word GLOB '[a-z][a-z][a-z]*'
               ORDER BY posts DESC LIMIT 1"""
        ).fetchone()
        (rare,) = archive.execute(
            """SELECT word FROM vocabulary WHERE length(word) > 6 AND posts < 10
               ORDER BY posts DESC, word LIMIT 1"""
        ).fetchone()
        (day,) = archive.execute(
            """SELECT date(created_at / 1000, 'unixepoch') FROM posts
               ORDER BY post LIMIT 1 OFFSET (SELECT count(*) / 2 FROM posts)"""
        ).fetchone()
    return [
        _Case("no query", None),
        _Case(f"“{common}”", parse(common)),
        _Case(f"“{rare}”", parse(rare)),
        _Case(f"on:{day}", parse(f"on:{day}")),
    ]


async def _matching_ids(services: Services, query: Query | None) -> list[str]:
    """Return the ids of all posts that can be drawn, in random order."""
    narrowed, index = originals_only(query), services.search_index
    async with services.archive.view() as view:
        keys = await view.read_long(
            lambda reader: index.execution(reader, narrowed, _ZONE).all_matching()
        )
    random.Random(7).shuffle(keys)
    ids: list[str] = []
    for start in range(0, len(keys), 10_000):
        some = ",".join(map(str, keys[start : start + 10_000]))
        rows = await services.imports._database.read(f"SELECT id FROM posts WHERE post IN ({some})")
        ids += (row["id"] for row in rows)
    return ids


async def _mark_drawn(services: Services, name: str, query: Query | None, ids: list[str]) -> None:
    """Record that all of `ids` were drawn."""
    if not ids:
        return
    now = int(time.time() * 1_000)
    async with services._state.write() as tx:
        await tx.execute(
            "INSERT INTO shuffles (name, query, used_at) VALUES (?, ?, ?)",
            (name, str(originals_only(query)), now),
        )
        (row,) = await tx.fetch("SELECT max(shuffle) FROM shuffles")
        await tx.execute_many(
            "INSERT INTO drawn VALUES (?, ?, 'twitter', ?)",
            ((row[0], id, now) for id in sorted(ids)),
        )
