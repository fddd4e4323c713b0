"""Search by meaning: whether a query finds the post that it means and shares no word with."""

import math
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.errors import TooLongError
from bot.services.container import Services
from bot.workers.encoder_jobs import installed_model
from tests.archives import post
from tests.bench.engines import Engine, Ours, Porter
from tests.bench.meaning.engines import Vectors, encoders
from tests.bench.meaning.made import ELSEWHERE, EVERYDAY, made_posts
from tests.bench.meaning.ours import ByMeaning, build
from tests.bench.meaning.pairs import Pair, across_languages, pairs, paraphrases
from tests.bench.meaning.speed import measure_speed
from tests.bench.saving import save

EASY = 6_753
"""Posts around the pairs in the easy archive: as many as in the one that the aims were set by."""

_LARGE = 6  # times the posts: of the archive in which a search is timed
_FIRST = (1, 5, 10)
_BETWEEN = timedelta(minutes=7)
_HEADINGS = ("engine", "pairs", *(f"hits@{first}" for first in _FIRST), "MRR", "±@10", "p50 ms")


async def measure(posts: int) -> None:
    """Print hits@1, @5, @10 and MRR of each engine, with the standard error of hits@10.

    In an archive of `posts` made posts of the same topics, and in one of other topics. Before, the
    times of a search in one of six times as many.
    """
    await measure_speed(_LARGE * posts)
    for name, source, count in (
        ("of the same topics", EVERYDAY, posts),
        ("of other topics", ELSEWHERE, min(posts, EASY)),
    ):
        print(f"among {count:,} posts {name}:")
        print("".join(f"{heading:>17}" for heading in _HEADINGS))
        await _measure_one(made_posts(count, source))


async def _measure_one(made: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "archive.db")
        texts = dict(_dated([one.post for one in pairs()], made))
        await save(database, (post(_at(key), text) for key, text in texts.items()))
        async with Services(database, SystemClock(), state=False) as services:
            await services.search_index.warm_up()
            stored = _keys(texts)
            own = {text: key for key, text in stored.items()}
            if installed_model() is not None:
                began = time.perf_counter()
                built = await build(database)
                print(f"built: {built / (time.perf_counter() - began):,.0f} posts a second")
            for engine in _engines(services, database, stored):
                for kind, asked in (("paraphrases", paraphrases()), ("across", across_languages())):
                    print_row(engine.name, kind, *await _ranks(engine, asked, own))
                engine.close()


def _engines(services: Services, database: Path, texts: Mapping[int, str]) -> Iterator[Engine]:
    """Yield the engines, each made when the one before is done: one is in memory at a time."""
    yield Porter(database.with_name("porter.db"), texts)
    yield Ours(services, database)
    if installed_model() is not None:
        ours = ByMeaning(services, database)
        print(f"stored: {ours.size() / len(texts):.1f} bytes a post")
        yield ours
    for name, encode in encoders():
        yield Vectors(name, encode, texts)


async def _ranks(
    engine: Engine, asked: Sequence[Pair], own: Mapping[str, int]
) -> tuple[list[int | None], float]:
    """Return the rank of each query's post, None behind the first ten, and the median time."""
    ranks: list[int | None] = []
    milliseconds = []
    for pair in asked:
        began = time.perf_counter()
        try:
            found = await engine.find(pair.query)
        except TooLongError:  # on a machine that others load: the user sees nothing either
            found = []
        milliseconds.append((time.perf_counter() - began) * 1_000)
        key = own[pair.post]
        ranks.append(found.index(key) + 1 if key in found else None)
    return ranks, statistics.median(milliseconds)


def hits(ranks: Sequence[int | None], first: int) -> float:
    """Return the share of queries whose post is among the first results."""
    return sum(rank is not None and rank <= first for rank in ranks) / len(ranks)


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Return MRR@10."""
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def print_row(name: str, kind: str, ranks: Sequence[int | None], milliseconds: float) -> None:
    """Print what an engine reached on one kind of pairs."""
    shares = [hits(ranks, first) for first in _FIRST]
    error = math.sqrt(shares[-1] * (1 - shares[-1]) / len(ranks))
    figures = (*shares, mean_reciprocal_rank(ranks), error)
    cells = (name, kind, *(f"{figure:.3f}" for figure in figures), f"{milliseconds:.1f}")
    print("".join(f"{cell:>17}" for cell in cells))


def _dated(planted: Sequence[str], made: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield all texts by the number of their time, those of the pairs spread among the others."""
    every = list(made)
    step = max(len(every) // len(planted), 1)
    for number, text in enumerate(planted):
        every.insert(number * (step + 1), text)
    yield from enumerate(every)


def _at(number: int) -> datetime:
    return datetime(2012, 1, 1, tzinfo=UTC) + number * _BETWEEN


def _keys(texts: Mapping[int, str]) -> dict[int, str]:
    """Return the texts by the sort keys of their posts."""
    return {post(_at(number), text).sort_key: text for number, text in texts.items()}
