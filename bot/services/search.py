"""Search: text to the posts that answer it best."""

import asyncio
import logging
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest

from bot.archive.gathering import gather, holding_all, needed_words
from bot.archive.posts import Post
from bot.archive.query import Query
from bot.archive.ranking import Match, Ranked, rank
from bot.archive.terms import terms
from bot.archive.vocabulary import Vocabulary
from bot.errors import DatabaseError
from bot.services.readers import ReaderThreads
from bot.storage.posts import Posts
from bot.storage.search import SearchReader

_RANKED = 80  # posts whose own words decide on their order; those behind them stay as gathered
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

    @property
    def vocabulary_size(self) -> int:
        """How many words are kept in memory."""
        return 0 if self._index is None else len(self._index.vocabulary)

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
        ranked, total = await self._threads.run(
            lambda reader: self._ranked(reader, query, offset, offset + limit, sort)
        )
        posts = await self._posts.by_keys([hit.key for hit in ranked])
        hits = [Hit(post, hit.score, hit.matched) for post, hit in zip(posts, ranked, strict=True)]
        return Results(tuple(hits), total)

    async def keys(self, query: Query) -> list[int]:
        """Return the keys of all posts that hold every word of `query`, typos allowed."""
        return await self._threads.run(lambda reader: self._holding_all(reader, query))

    def _ranked(
        self, reader: SearchReader, query: Query, start: int, end: int, sort: Sort
    ) -> tuple[list[Ranked], int]:
        """Return the answers from the `start`-th up to the `end`-th, and how many there are."""
        index = self._current(reader)
        sought = terms(index.vocabulary, query.words)
        gained = gather(sought, reader.postings(needed_words(sought)), index.total)

        def ranked(keys: list[int]) -> list[Ranked]:
            return rank(reader.candidates(keys), sought, index.total)

        if sort is not Sort.RELEVANCE:
            newest = sort is Sort.NEWEST
            keys = reader.by_time(gained, newest_first=newest, offset=start, limit=end - start)
            return sorted(ranked(keys), key=lambda hit: hit.order, reverse=newest), len(gained)
        keys = nlargest(max(_RANKED, end), gained, key=lambda key: (gained[key], key))
        best = ranked(keys[:_RANKED])
        behind = {hit.key: hit for hit in ranked(keys[_RANKED:])}
        answers = best + [behind[key] for key in keys[_RANKED:] if key in behind]
        return answers[start:end], len(gained) - (len(keys) - len(answers))

    def _holding_all(self, reader: SearchReader, query: Query) -> list[int]:
        sought = terms(self._current(reader).vocabulary, query.words)
        return sorted(holding_all(sought, reader.postings(needed_words(sought))))

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
