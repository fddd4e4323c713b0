"""The figures of /stats beside the plain SQL that counts the same, in one run."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.container import Services
from tests.bench.archives import write_export
from tests.bench.memory import resident
from tests.bench.percentiles import p99

_ZONE, _OTHER_ZONE = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
_THIRD_ZONE = ZoneInfo("Europe/Berlin")
# Whole years and replies; some posts of all years; a third of all posts, the most work.
_QUERIES = ("is:reply since:2012", "has:media", "min_likes:40")
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


# What the other commands on the archive as a whole count, in the order of their cases.
_MONTHS = f"SELECT strftime('%Y-%m', {_AT}), count(*) FROM posts WHERE account > 0 GROUP BY 1"
_BEST = "SELECT post FROM posts ORDER BY coalesce(likes, 0) + coalesce(reposts, 0) DESC LIMIT 1"
_PERSON = """
    SELECT post FROM posts JOIN words USING (post) WHERE reply_to_account = 'bob' COLLATE NOCASE
    OR ' ' || spaced || ' ' LIKE '% @bob %'
"""

_Case = tuple[str, Callable[[], Awaitable[object]], float]
"""What is measured, and the seconds of the plain SQL that it is compared with."""


async def measure(posts: int, archive: Path | None = None) -> None:
    """Print the times of the figures, their ratio to plain SQL, and the event loop's lag.

    After them those of the first answer of other commands on the archive as a whole. Uses
    `archive`, an archive.db, which is made of `posts` generated posts if it does not exist.
    """
    with tempfile.TemporaryDirectory() as name:
        database = archive or Path(name, "made", "archive.db")
        if not database.exists():
            began = time.perf_counter()
            write_export(Path(name, "export"), posts)
            async with Services(database, SystemClock(), state=False) as services:
                await services.imports.run([Path(name, "export")])
            print(f"archive made in {time.perf_counter() - began:.1f} s")
        mine = Path(name, "archive.db")  # state.db is created beside it, and is deleted with it
        await asyncio.to_thread(mine.symlink_to, database.absolute())
        plain = [await asyncio.to_thread(_sql, database, _FIGURES) for _ in range(_ROUNDS)]
        words = await asyncio.to_thread(_sql, database, (_WORDS,))
        figures = median(plain)
        print(f"plain SQL: {figures:.2f} s without words, {words:.2f} s words by year")
        others = [
            await asyncio.to_thread(_sql, database, (one,)) for one in (_MONTHS, _BEST, _PERSON)
        ]
        async with Services(mine, SystemClock()) as services:
            await services.search_index.warm_up()
            count = await services.posts.count()
            print(f"{count:,} posts")
            await services.quiet.add("@bob")
            cases = [*_figures(services, figures + words, figures), *_others(services, *others)]
            print(f"{'':44}{'seconds':>9}{'of SQL':>9}")
            lags: list[float] = []
            before = resident()
            ticking = asyncio.create_task(_tick(lags))
            for case, answer, sql in cases:
                began = time.perf_counter()
                await answer()
                taken = time.perf_counter() - began
                print(f"{case:44}{taken:9.3f}{taken / sql:9.2f}")
            ticking.cancel()
            added = (resident() - before) / max(count, 1)
            print(f"memory added by all of them: {added:.0f} bytes a post")
            print(f"event loop's lag meanwhile: p99 {p99(lags):.1f} ms, most {max(lags):.1f} ms")


def _figures(services: Services, sql: float, without_words: float) -> Iterator[_Case]:
    of = services.statistics.of
    yield "/stats: the first answer", partial(of, _ZONE), sql
    yield "another time zone", partial(of, _OTHER_ZONE), sql
    yield "the same, beside SQL without words", partial(of, _THIRD_ZONE), without_words
    yield "one year", partial(of, _THIRD_ZONE, year=2011), sql
    yield "an account", partial(of, _ZONE, account="ada"), sql
    for text in _QUERIES:
        yield text, partial(of, _ZONE, parse(text)), sql
    yield "the same again", partial(of, _ZONE), sql


def _others(services: Services, months: float, best: float, person: float) -> Iterator[_Case]:
    page, draw = services.browsing.page, services.memories.draw
    yield "/browse: the first answer", partial(page, None, None, _ZONE), months
    yield "another month", partial(page, 2011, 1, _ZONE), months
    yield "the first of an account", partial(page, 2011, 1, _ZONE, "ada"), months
    yield "another month of an account", partial(page, 2011, 2, _ZONE, "ada"), months
    yield "the first draw, a person kept quiet", partial(draw, "bench", zone=_ZONE), person
    yield "the second draw", partial(draw, "bench", zone=_ZONE), person
    yield "the first draw of the best", partial(draw, "best", zone=_ZONE, best=True), best


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
