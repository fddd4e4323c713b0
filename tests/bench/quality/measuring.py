"""Search in each language, beside tantivy: quality and speed over several archives, in one run."""

import tempfile
import time
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from bot.clock import SystemClock
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


async def measure(
    codes: Sequence[str], count: int, each: int, texts: Path | None = None, lost: Path | None = None
) -> None:
    """Print the quality and speed of search in the languages `codes`, all if there are none.

    Each archive has up to `count` posts, each kind up to `each` items. `texts` is the root of a
    file system with real texts. Into `lost` goes why the worst items of each language were lost.
    """
    table.print_head()
    everything = []
    for corpus in corpora(codes or sorted(LANGUAGES), texts, count):
        with tempfile.TemporaryDirectory() as name:
            for code, tallies in (await _run(corpus, Path(name), each, lost)).items():
                everything.append((corpus.name, code, tallies))
                table.print_rows(corpus.name, code, tallies)
    table.print_overview(everything)


async def _run(
    corpus: Corpus, folder: Path, each: int, lost: Path | None
) -> dict[str, dict[str, Tally]]:
    """Return the tallies of a corpus, by language and kind."""
    database = folder / "archive.db"
    by_key = await _save(database, corpus)
    found: dict[str, dict[str, Tally]] = {}
    async with Services(database, SystemClock(), state=False) as services:
        await services.search_index.warm_up()
        ours = engines.Ours(services, database)
        for code, of_language in by_key.items():
            language = LANGUAGES[code]
            words = made.known_words(language)
            asked = items.make(of_language, language, each, words)
            racing: list[Engine] = [ours]
            if find_spec("tantivy"):
                constituents = [word for word in words[:_CONSTITUENTS] if len(word) > 3]
                parts = constituents if language.compounds else ()
                every = {key: text for texts in by_key.values() for key, text in texts.items()}
                racing.append(Peer(folder / code, every, language, parts))
            found[code] = await _race(racing, asked)
            if lost is not None:
                await losses.write(lost, corpus.name, language, found[code], services, of_language)
    return found


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
            found = await engine.find(item.query)
            taken = time.perf_counter() - began
            rank = found.index(item.key) + 1 if item.key in found else None
            tally.ranks.setdefault(engine.name, []).append(rank)
            tally.milliseconds.setdefault(engine.name, []).append(taken * 1_000)
    return tallies
