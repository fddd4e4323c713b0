"""Search: text to the posts that answer it best."""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum

from bot.archive.posts import Post
from bot.archive.query import Query
from bot.archive.ranking import Match, Ranked, Term, rank, worth
from bot.archive.spelling import Vocabulary
from bot.errors import DatabaseError
from bot.services.readers import ReaderThreads
from bot.storage.posts import Posts
from bot.storage.search import SearchReader

_MOST_POSTINGS = 20_000  # of one word: a commoner word is looked for in the other words' posts only
_MOST_RANKED = 400
_LOOKS_EVERY = 0.5  # seconds between two looks at whether the archive has changed

_log = logging.getLogger(__name__)


class Sort(StrEnum):
    """The order of the answers."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that answers a query, with its score (higher is better) and what matched."""

    post: Post
    score: float
    matched: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Part of the posts that answer a query, best first, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Index:
    """What is kept in memory of one state of the archive."""

    generation: int
    vocabulary: Vocabulary
    total: int


class Search:
    """Searches over an archive.

    A search runs whole on a thread of its own, SQL and scoring, so that neither holds up the event
    loop. The vocabulary is kept in memory. When an import has changed the archive, searches go on
    with the old vocabulary until the new one is loaded.
    """

    def __init__(self, threads: ReaderThreads, posts: Posts) -> None:
        self._threads = threads
        self._posts = posts
        self._index: _Index | None = None
        self._loading = threading.Lock()

    async def warm_up(self) -> None:
        """Load the vocabulary now, so that the first search need not."""
        await self._threads.run(self._current)

    async def follow(self) -> None:
        """Keep up with the archive, whoever writes it: until cancelled, look twice a second."""
        while True:
            await asyncio.sleep(_LOOKS_EVERY)
            try:
                await self._threads.run(self._current)
            except DatabaseError as error:
                _log.warning("The archive cannot be looked at: %s", error)

    async def find(
        self, query: Query, *, offset: int = 0, limit: int = 10, sort: Sort = Sort.RELEVANCE
    ) -> Results:
        """Return the posts that answer `query`, from the `offset`-th (0-based) on."""
        ranked = await self._threads.run(lambda reader: self._ranked(reader, query))
        if sort is not Sort.RELEVANCE:
            ranked.sort(key=lambda hit: hit.order, reverse=sort is Sort.NEWEST)
        part = ranked[offset : offset + limit]
        posts = await self._posts.by_keys([hit.key for hit in part])
        hits = [Hit(post, hit.score, hit.matched) for post, hit in zip(posts, part, strict=True)]
        return Results(tuple(hits), len(ranked))

    async def keys(self, query: Query) -> list[int]:
        """Return the keys of all posts that hold every word of `query`, typos allowed."""
        return await self._threads.run(lambda reader: self._holding_all(reader, query))

    def _ranked(self, reader: SearchReader, query: Query) -> list[Ranked]:
        index = self._current(reader)
        terms = _terms(query, index.vocabulary)
        keys = _promising(reader, terms, index.total)
        return rank(reader.candidates(keys), terms, index.total)

    def _holding_all(self, reader: SearchReader, query: Query) -> list[int]:
        terms = _terms(query, self._current(reader).vocabulary)
        if not terms or not all(term.variants for term in terms):
            return []
        return reader.posts_with_all([term.variants for term in terms])

    def _current(self, reader: SearchReader) -> _Index:
        """Return the index in memory. The first time load it; when it is old have it renewed."""
        index = self._index
        if index is None:
            with self._loading:
                return self._index or self._load(reader)
        if index.generation != reader.generation() and self._loading.acquire(blocking=False):
            self._threads.load(self._load).add_done_callback(self._renewed)
        return index

    def _load(self, reader: SearchReader) -> _Index:
        vocabulary = Vocabulary(reader.vocabulary())
        self._index = _Index(reader.generation(), vocabulary, reader.total())
        return self._index

    def _renewed(self, loaded: "Future[_Index]") -> None:
        self._loading.release()
        if not loaded.cancelled() and (error := loaded.exception()):
            _log.error("The vocabulary could not be renewed; searches use the old one: %s", error)


def _terms(query: Query, vocabulary: Vocabulary) -> list[Term]:
    return [
        Term(word, {variant.word: variant for variant in vocabulary.variants(word)})
        for word in query.words
    ]


def _promising(reader: SearchReader, terms: Sequence[Term], total: int) -> list[int]:
    """Return the keys of the posts worth ranking in full: the rarest words decide."""
    gained: dict[int, float] = defaultdict(float)
    for term in sorted(terms, key=lambda term: term.posts):
        if gained and term.posts > _MOST_POSTINGS:
            break
        best: dict[int, float] = {}
        for variant in sorted(term.variants.values(), key=lambda variant: variant.weight):
            gain = worth(variant, total)
            best.update(dict.fromkeys(reader.posts_with(variant.word, _MOST_POSTINGS), gain))
        for key, gain in best.items():
            gained[key] += gain
    return sorted(gained, key=lambda key: (-gained[key], -key))[:_MOST_RANKED]
