"""Search in each language, beside tantivy: quality and speed over several archives, in one run."""

import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.clock import SystemClock
from bot.errors import TooLongError
from bot.services.container import Services
from tests.bench import engines
from tests.bench.engines import Engine
from tests.bench.known import Item
from tests.bench.quality import items, losses, made, table
from tests.bench.quality.corpora import Corpus, corpora
from tests.bench.quality.languages import LANGUAGES
from tests.bench.quality.peer import Peer
from tests.bench.quality.tally import Tally
from tests.bench.saving import save

_CONSTITUENTS = 20_000  # words that tantivy may split compounds into


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: the languages `codes`, the `kinds` of items; of both all if there are none.

    Each archive has up to `count` posts, each kind up to `each` items. `texts` is the root of a
    file system with real texts. Into `lost` goes why the worst items of each language were lost.
    """

    count: int
    each: int
    codes: Sequence[str] = ()
    kinds: Sequence[str] = ()
    texts: Path | None = None
    lost: Path | None = None


async def measure(plan: Plan) -> None:
    """Print the quality and speed of search by archive, language and kind."""
    table.print_head()
    everything = []
    for corpus in corpora(plan.codes or sorted(LANGUAGES), plan.texts, plan.count):
        with tempfile.TemporaryDirectory() as name:
            async for code, tallies in _run(corpus, Path(name), plan):
                everything.append((corpus.name, code, tallies))
                table.print_rows(corpus.name, code, tallies)
    table.print_overview(everything)


async def _run(
    corpus: Corpus, folder: Path, plan: Plan
) -> AsyncIterator[tuple[str, dict[str, Tally]]]:
    """Yield each language of a corpus, and its tallies by kind."""
    database = folder / "archive.db"
    by_key = await _save(database, corpus)
    every = {key: text for texts in by_key.values() for key, text in texts.items()}
    async with Services(database, SystemClock(), state=False) as services:
        await services.search_index.warm_up()
        ours = engines.Ours(services, database)
        for code, texts in by_key.items():
            language = LANGUAGES[code]
            words = made.known_words(language)
            racing: list[Engine] = [ours]
            if find_spec("tantivy"):
                parts = words[:_CONSTITUENTS] if language.compounds else ()
                racing.append(Peer(folder / code, every, language, parts))
            asked = items.make(texts, language, plan.each, words, plan.kinds)
            tallies = await _race(racing, asked)
            if plan.lost is not None and tallies:
                await losses.write(plan.lost, corpus.name, language, tallies, services, texts)
            yield code, tallies


async def _save(database: Path, corpus: Corpus) -> dict[str, dict[int, str]]:
    """Write a corpus as an archive; return its texts by language and sort key."""
    by_key: dict[str, dict[int, str]] = {code: {} for code in corpus.texts}
    for code, post in corpus.by_language():
        by_key[code][post.sort_key] = post.text
    await save(database, corpus.posts())
    return by_key


async def _race(racing: Sequence[Engine], asked: Iterable[Item]) -> dict[str, Tally]:
    """Run each item on every engine in turn, so that all run under the same load."""
    tallies: dict[str, Tally] = {}
    for item in asked:
        tally = tallies.setdefault(item.kind, Tally())
        tally.items.append(item)
        for engine in racing:
            began = time.perf_counter()
            try:
                found = await engine.find(item.query)
            except TooLongError:  # on a machine that others load: the user sees nothing either
                found = []
            taken = time.perf_counter() - began
            rank = found.index(item.key) + 1 if item.key in found else None
            tally.ranks.setdefault(engine.name, []).append(rank)
            tally.milliseconds.setdefault(engine.name, []).append(taken * 1_000)
    return tallies
