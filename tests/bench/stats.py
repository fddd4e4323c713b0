"""The figures of /stats beside the plain SQL that counts the same, in one run."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.container import Services
from tests.bench.archives import write_export
from tests.bench.search import p99

_ZONE, _OTHER_ZONE = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
_ROUNDS = 3
_TICK = 0.001  # seconds
_AT = "created_at / 1000, 'unixepoch'"
_TOP = "GROUP BY 1 ORDER BY 2 DESC LIMIT 10"

# In UTC: an offset for each post, such as New York has, would need a function or a join.
_FIGURES = (
    "SELECT kind, count(*) FROM posts GROUP BY 1",
    f"SELECT strftime('%Y-%m', {_AT}), count(*) FROM posts GROUP BY 1",
    f"SELECT strftime('%w %H', {_AT}), count(*) FROM posts WHERE precision <> 'day' GROUP BY 1",
    """SELECT max(n) FROM (SELECT count(*) AS n FROM (
            SELECT day - row_number() OVER (ORDER BY day) AS run
            FROM (SELECT DISTINCT created_at / 86400000 AS day FROM posts)) GROUP BY run)""",
    f"SELECT reply_to_account, count(*) FROM posts WHERE reply_to_account IS NOT NULL {_TOP}",
    "SELECT post FROM posts WHERE kind <> 'repost' ORDER BY likes DESC LIMIT 10",
    "SELECT post FROM posts ORDER BY created_at LIMIT 1",
    "SELECT post FROM posts ORDER BY created_at DESC LIMIT 1",
    f"""WITH RECURSIVE whole (first, post) AS (
            SELECT parent, parent FROM parent_links
            WHERE parent NOT IN (SELECT child FROM parent_links)
            UNION SELECT first, child FROM whole JOIN parent_links ON parent = post
        ) SELECT first, count(*) FROM whole {_TOP}""",
)
# Of these the ten best, or those that mark each year, are still to be chosen.
_WORDS = f"""
    SELECT value, strftime('%Y', {_AT}), count(DISTINCT post) FROM words JOIN posts USING (post),
    json_each('["' || replace(spaced, ' ', '","') || '"]')
    WHERE kind <> 'repost' AND spaced <> '' GROUP BY 1, 2
"""


async def measure(posts: int, archive: Path | None = None) -> None:
    """Print the times of the figures, their ratio to plain SQL, and the event loop's lag.

    Uses `archive`, an archive.db, which is made of `posts` generated posts if it does not exist.
    """
    with tempfile.TemporaryDirectory() as name:
        database = archive or Path(name, "archive.db")
        if not database.exists():
            began = time.perf_counter()
            write_export(Path(name, "export"), posts)
            async with Services(database, SystemClock(), state=False) as services:
                await services.imports.run([Path(name, "export")])
            print(f"archive made in {time.perf_counter() - began:.1f} s")
        plain = [await asyncio.to_thread(_sql, database, _FIGURES) for _ in range(_ROUNDS)]
        words = await asyncio.to_thread(_sql, database, (_WORDS,))
        figures = median(plain)
        print(f"plain SQL: {figures:.2f} s without words, {words:.2f} s words by year")
        async with Services(database, SystemClock(), state=False) as services:
            await services.search_index.warm_up()
            print(f"{await services.posts.count():,} posts")
            await _measure(services, figures, words)


async def _measure(services: Services, figures: float, words: float) -> None:
    of = services.statistics.of
    found = await of(_ZONE)
    years = list(found.years)
    cases: tuple[tuple[str, Callable[[], Awaitable[object]]], ...] = (
        ("another time zone, words counted anew", partial(of, _OTHER_ZONE)),
        ("one year, words counted before", partial(of, _OTHER_ZONE, year=years[0])),
        ("an account, words counted anew", partial(of, _ZONE, account="ada")),
        ("a query, words counted anew", partial(of, _ZONE, parse("is:reply"))),
        ("the same again", partial(of, _ZONE)),
    )
    lags: list[float] = []
    ticking = asyncio.create_task(_tick(lags))
    print(f"{'':40}{'seconds':>9}{'of SQL':>9}{'of it without words':>21}")
    for name, count in cases:
        began = time.perf_counter()
        await count()
        taken = time.perf_counter() - began
        print(f"{name:40}{taken:9.3f}{taken / (figures + words):9.2f}{taken / figures:21.2f}")
    ticking.cancel()
    print(f"event loop's lag meanwhile: p99 {p99(lags):.1f} ms, most {max(lags):.1f} ms")


async def _tick(lags: list[float]) -> None:
    """Append by how many milliseconds each turn of the loop is late."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(_TICK)
        lags.append((time.perf_counter() - began - _TICK) * 1000)


def _sql(database: Path, statements: tuple[str, ...]) -> float:
    """Return the seconds that statements take."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as archive:
        began = time.perf_counter()
        for statement in statements:
            archive.execute(statement).fetchall()
        return time.perf_counter() - began
