"""Search with typos, beside tantivy, FTS5 and RapidFuzz, in one run."""

import asyncio
import hashlib
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from statistics import fmean, median, stdev

from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.container import Services
from tests.bench import engines, known
from tests.bench.engines import BEST, Engine
from tests.bench.english import posts as english_posts
from tests.bench.known import KINDS, Item
from tests.bench.percentiles import p99
from tests.bench.quality import measuring
from tests.bench.quality.corpora import Corpus
from tests.bench.quality.languages import LANGUAGES
from tests.bench.quality.measuring import Plan
from tests.bench.quality.texts import real_posts
from tests.bench.saving import save

_IN_ENGLISH, _IN_A_LANGUAGE = 1_000, 200  # known items of each kind
_AT_ONCE = 20
_TICK = 0.005  # seconds between two measurements of the event loop
_WORTH_KEEPING = 10_000  # posts; smaller databases are quickly made again
_MADE_BY = (
    "tests/bench/english.py", "bot/archive/search/tokens.py", "bot/storage/archive/search/index.py",
    "bot/storage/archive/imports.py", "bot/storage/archive/0001_posts.sql",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """One engine's results for one kind of query."""

    ranks: list[int | None] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def reciprocal(self) -> list[float]:
        """The reciprocal rank of each known post; 0 where it was not among the best."""
        return [1 / rank if rank else 0.0 for rank in self.ranks]

    def hit(self, ranks: int) -> float:
        """Return the share of queries whose post is among the first `ranks`."""
        return fmean(bool(rank and rank <= ranks) for rank in self.ranks)


async def measure(
    posts: int,
    archive: Path | None = None,
    queries: Path | None = None,
    items: int | None = None,
    languages: Sequence[str] | None = None,
    texts: Path | None = None,
    kinds: Sequence[str] = (),
    lost: Path | None = None,
) -> None:
    """Print the quality, speed and cost of each engine at finding known posts.

    Uses `archive` (files to import, or an archive.db), or `posts` generated posts; with the known
    items in the file `queries`, or `items` of each kind; and then `posts` real English ones from
    the file system in the folder `texts`. With `languages`, which may be empty for all, measures
    these instead, as tests/bench/quality/measuring.py describes.
    """
    if languages is not None:
        each = items or _IN_A_LANGUAGE
        await measuring.measure(Plan(posts, each, languages, kinds, texts, lost))
        return
    with folder_for(posts, archive) as folder:
        database = archive if archive and archive.suffix == ".db" else folder / "archive.db"
        if not database.exists():
            await build(database, posts, archive)
        await _measure_archive(database, folder, queries, items or _IN_ENGLISH)
    if texts is not None:
        print("real English texts")
        with tempfile.TemporaryDirectory() as name:
            database = Path(name, "archive.db")
            real = Corpus("real", {"en": real_posts(texts, LANGUAGES["en"], posts)})
            await save(database, real.posts())
            await _measure_archive(database, Path(name), None, items or _IN_ENGLISH)


async def _measure_archive(database: Path, folder: Path, queries: Path | None, items: int) -> None:
    texts = _texts(database)
    asked = _items(folder, texts, queries, min(items, max(len(texts) // 20, 5)))
    print(f"{len(texts):,} posts")
    _print_memory(database, asked)
    async with Services(database, SystemClock(), state=False) as services:
        await services.search_index.warm_up()
        racing = [engines.Ours(services, database), *engines.peers(folder, texts)]
        tallies = await _race(racing, asked)
        _print_table(tallies, racing)
        for engine in racing:
            engine.close()
        await _print_lag(services, asked)


async def _race(racing: Sequence[Engine], items: Sequence[Item]) -> dict[tuple[str, str], Tally]:
    """Run each item on every engine in turn, so that all run under the same load."""
    tallies: dict[tuple[str, str], Tally] = {}
    asked: dict[str, int] = {}
    for item in items:
        nth = asked[item.kind] = asked.get(item.kind, -1) + 1
        for engine in racing:
            if engine.patience < 1 and nth >= max(5, len(items) / len(KINDS) * engine.patience):
                continue
            began = time.perf_counter()
            found = await engine.find(item.query)
            taken = time.perf_counter() - began
            tally = tallies.setdefault((engine.name, item.kind), Tally())
            tally.ranks.append(found.index(item.key) + 1 if item.key in found else None)
            tally.milliseconds.append(taken * 1_000)
    return tallies


def _print_table(tallies: dict[tuple[str, str], Tally], racing: Sequence[Engine]) -> None:
    kinds = list(dict.fromkeys(kind for _, kind in tallies))
    print(f"{'':14}{'':12}{'n':>6} {'hit@1':>6} {'hit@5':>6} {f'MRR@{BEST}':>7} {'p50 ms':>8} "
          f"{'p99 ms':>8}  MRR to tantivy's")  # fmt: skip
    for kind in kinds:
        peer = tallies.get(("tantivy", kind))
        for engine in racing:
            tally = tallies[engine.name, kind]
            difference = _difference(tally, peer) if peer and tally is not peer else ""
            print(
                f"{engine.name:14}{kind:12}{len(tally.ranks):6} {tally.hit(1):6.3f} "
                f"{tally.hit(5):6.3f} {fmean(tally.reciprocal):7.3f} "
                f"{median(tally.milliseconds):8.2f} {p99(tally.milliseconds):8.2f}  {difference}"
            )
    print()
    for engine in racing:
        every = [ms for kind in kinds for ms in tallies[engine.name, kind].milliseconds]
        print(
            f"{engine.name:14}all kinds   p50 {median(every):8.2f} ms  p99 {p99(every):8.2f} ms  "
            f"index {engine.size() / 1e6:8.1f} MB"
        )


def _difference(tally: Tally, peer: Tally) -> str:
    """Return the mean difference of reciprocal ranks, paired by query, and its standard error."""
    pairs = zip(tally.reciprocal, peer.reciprocal, strict=False)
    differences = [own - other for own, other in pairs]
    if len(differences) < 2:
        return ""
    return f"{fmean(differences):+.3f} ± {stdev(differences) / sqrt(len(differences)):.3f}"


async def _print_lag(services: Services, items: Sequence[Item]) -> None:
    """Run 20 queries at once, repeatedly, and print the lag of the event loop."""
    late: list[float] = []
    draws: list[float] = []
    queries = [parse(item.query) for item in items][:: max(1, len(items) // 400)]
    await services.memories.random()

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            late.append((time.perf_counter() - began - _TICK) * 1_000)

    async def draw() -> None:
        while True:
            began = time.perf_counter()
            await services.memories.random()
            draws.append((time.perf_counter() - began) * 1_000)
            await asyncio.sleep(_TICK)

    beside = [asyncio.create_task(tick()), asyncio.create_task(draw())]
    began = time.perf_counter()
    for start in range(0, len(queries), _AT_ONCE):
        at_once = queries[start : start + _AT_ONCE]
        await asyncio.gather(*(services.search.find(query, limit=BEST) for query in at_once))
    taken = time.perf_counter() - began
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    print(
        f"{_AT_ONCE} searches at once: {len(queries) / taken:.0f} a second; event loop late by "
        f"p99 {p99(late):.1f} ms, at most {max(late, default=0):.1f} ms; "
        f"/random p50 {median(draws or [0]):.1f} ms, p99 {p99(draws):.1f} ms"
    )


def _print_memory(database: Path, items: Sequence[Item]) -> None:
    """Print the memory of a search in a process of its own."""
    queries = [item.query for item in items][:: max(1, len(items) // 200)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", str(database)],
        input="\n".join(queries), capture_output=True, text=True, check=True,
    )  # fmt: skip
    print(done.stdout.strip())


@contextmanager
def folder_for(posts: int, archive: Path | None) -> Iterator[Path]:
    """Yield a folder for databases; a big one is kept, named by a hash of its input."""
    if archive is None and posts < _WORTH_KEEPING:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)
        return
    of = f"{posts}" if archive is None else f"{archive.resolve()}"
    folder = Path(tempfile.gettempdir(), f"throwback-bench-{posts}-{_hash(of, *_MADE_BY)}")
    folder.mkdir(mode=0o700, exist_ok=True)
    yield folder


def _hash(what: str, *made_by: str) -> str:
    """Return a hash of `what` and of the contents of the files `made_by`."""
    digest = hashlib.sha256(what.encode())
    for name in made_by:
        digest.update(Path(name).read_bytes())
    return digest.hexdigest()[:12]


async def build(path: Path, posts: int, archive: Path | None) -> None:
    """Import `archive`, or write generated posts as an import does."""
    began = time.perf_counter()
    unfinished = path.with_suffix(".unfinished")
    if archive is not None:
        async with Services(unfinished, SystemClock(), state=False) as services:
            await services.imports.run([archive])
    else:
        await save(unfinished, english_posts(posts))
    with sqlite3.connect(unfinished) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for left in unfinished.parent.glob(f"{unfinished.name}-*"):
        left.unlink()
    unfinished.rename(path)
    print(f"archive made in {time.perf_counter() - began:.1f} s")


def _texts(database: Path) -> dict[int, str]:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return dict(
            connection.execute("SELECT sort_key, text FROM posts ORDER BY sort_key").fetchall()
        )
    finally:
        connection.close()


def _items(folder: Path, texts: dict[int, str], queries: Path | None, each: int) -> list[Item]:
    if queries is not None:
        return known.load(queries)
    kept = folder / f"items-{each}-{_hash('', 'tests/bench/known.py')}.jsonl"
    if not kept.exists():
        known.save(kept, known.make(texts, each))
    return known.load(kept)
