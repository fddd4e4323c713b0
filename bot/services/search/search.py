"""Search: from a query to the posts that match it best."""

import asyncio
import logging
import threading
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import TypeVar

from bot.archive.posts.post import Post
from bot.archive.search.completion import completions
from bot.archive.search.query.ast import Query, is_filter
from bot.archive.search.ranking import Match, Ranked
from bot.archive.search.sort_order import SortOrder
from bot.archive.search.suggestions import correct_spelling
from bot.archive.search.vocabulary import Vocabulary
from bot.errors import DatabaseError, TooLongError
from bot.services.reader_threads import ReaderThreads
from bot.services.search.execution import MAX_COUNTED, QueryExecution
from bot.services.search.results import ResultOrder, SearchIndex
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.search.reader import SearchReader

_TIME_LIMIT = 1.0  # seconds; the time limit of a search
_POLL_SECONDS = 0.5  # between two checks whether the archive has changed

_NO_WORDS = Vocabulary(())
_UNKNOWN_TOTAL = 1 << 32  # posts; more than any archive has

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that matches a query, with its score (higher is better) and what matched."""

    post: Post
    score: float
    matched: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of the hits of a query in order.

    `total` is the number of all matching posts, or with `more` a lower bound of it.
    """

    hits: tuple[Hit, ...]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Alternatives to a query without results.

    `corrected` is the query with a word spelt as in the archive, if that has results. `relaxed` has
    an item for each filter without which there are results: the filter, the query without it, and
    the number of posts that match it (1,000: at least that many).
    """

    corrected: Query | None = None
    relaxed: tuple[tuple[str, Query, int], ...] = ()


class Search:
    """Searches an archive.

    The whole search, SQL and scoring, runs on a worker thread, so that neither blocks the event
    loop. The vocabulary is kept in memory. After an import has changed the archive, searches use
    the old vocabulary until the new one is loaded.
    """

    def __init__(self, threads: ReaderThreads, posts: PostStore) -> None:
        self._threads = threads
        self._posts = posts
        self._index: SearchIndex | None = None
        # Held only by a thread that is loading, and never while that waits for another thread.
        self._load_lock = threading.Lock()
        self._queued_reload: Future[None] | None = None

    async def warm_up(self) -> None:
        """Load the vocabulary now, so that the first search does not have to."""
        await self._threads.run(self._current_index)

    async def reload(self) -> None:
        """Reload the vocabulary if one is in memory and the archive has changed since."""
        await asyncio.wrap_future(self._threads.submit_long(self._reload_if_stale))

    @property
    def vocabulary_size(self) -> int:
        """The number of words in memory."""
        return 0 if self._index is None else len(self._index.vocabulary)

    async def watch(self) -> None:
        """Follow changes of the archive by any process: check twice a second until cancelled."""
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                await self._threads.run(self._current_index)
            except DatabaseError as error:
                _log.warning("The archive cannot be looked at: %s", error)

    async def find(
        self,
        query: Query,
        zone: tzinfo = UTC,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: SortOrder = SortOrder.RELEVANCE,
    ) -> Results:
        """Return at most `limit` posts that match `query`, beginning at `offset` (0-based).

        Days in the query are in the time zone `zone`. Raises TooLongError for a query that takes
        more than a second.
        """
        page = await self._threads.run(
            lambda reader: self._execution(reader, query, zone).page(offset, offset + limit, sort),
            _TIME_LIMIT,
        )
        hits = await self._hits(page.ranked)
        return Results(tuple(hits), page.total, page.more)

    async def ordering(
        self, query: Query, most: int, zone: tzinfo = UTC, sort: SortOrder = SortOrder.RELEVANCE
    ) -> ResultOrder:
        """Return the first `most` results by key only. Raises the same errors as `find`."""
        return await self._threads.run(
            lambda reader: self._execution(reader, query, zone).ordering(most, sort), _TIME_LIMIT
        )

    async def best_while_typing(
        self, query: Query, most: int, zone: tzinfo, requester: Hashable
    ) -> list[int]:
        """Return the keys of the first `most` results; none if a later call replaced this one.

        `complete` explains `requester`. Raises the same errors as `find`.
        """
        order = await self._threads.run_latest(
            requester,
            lambda reader: self._execution(reader, query, zone).ordering(most, SortOrder.RELEVANCE),
            _TIME_LIMIT,
        )
        return order.keys if order else []

    async def hits(
        self, query: Query, order: ResultOrder, keys: Sequence[int], zone: tzinfo = UTC
    ) -> list[Hit]:
        """Return the hits of `order`, a result of `ordering`, that have the keys `keys`.

        Only hits after the best ones have to be read again. Raises the same errors as `find`.
        """
        known = {hit.key: hit for hit in order.best}
        if missing := [key for key in keys if key not in known]:
            ranked = await self._threads.run(
                lambda reader: self._execution(reader, query, zone).ranked(missing), _TIME_LIMIT
            )
            known |= {hit.key: hit for hit in ranked}
        return await self._hits([known[key] for key in keys])

    async def matching_keys(self, query: Query, zone: tzinfo = UTC) -> list[int]:
        """Return the keys of all posts that match every part of `query`, typos allowed.

        Raises the same errors as `find`.
        """
        return await self._threads.run(
            lambda reader: self._execution(reader, query, zone).all_matching(), _TIME_LIMIT
        )

    async def run_query(
        self, query: Query, zone: tzinfo, work: "Callable[[SearchReader, QueryExecution], T]"
    ) -> T:
        """Return the result of `work` on the execution of `query` in one snapshot of the archive.

        It runs on a search thread. Raises the same errors as `find`.
        """
        return await self._threads.run(
            lambda reader: work(reader, self._execution(reader, query, zone)), _TIME_LIMIT
        )

    async def run_long_query(
        self, query: Query, zone: tzinfo, work: "Callable[[SearchReader, QueryExecution], T]"
    ) -> T:
        """Return the same as `run_query`, on the thread for long work and without a time limit."""
        return await asyncio.wrap_future(
            self._threads.submit_long(
                lambda reader: work(reader, self._execution(reader, query, zone))
            )
        )

    async def cache_key(self) -> tuple[int, ...]:
        """Return the current `QueryExecution.cache_key`; it changes when results may change."""
        return await self._threads.run(lambda reader: (self._generation, *reader.hidden.cache_key))

    async def alternatives(self, query: Query, zone: tzinfo = UTC) -> Alternatives:
        """Return alternatives to a query without results."""
        try:
            return await self._threads.run(
                lambda reader: self._suggest(reader, query, zone), _TIME_LIMIT
            )
        except TooLongError:
            return Alternatives()

    async def complete(self, typed: str, requester: Hashable) -> list[str]:
        """Return queries that complete `typed`.

        `requester` is the user who types. A later call of the same requester replaces an earlier
        one, which then returns nothing, unless it has already begun to run.
        """

        def work(reader: SearchReader) -> list[str]:
            index = self._current_index(reader)
            hidden = reader.hidden.words

            def may_reveal(word: str) -> bool:
                return word not in hidden or index.vocabulary.post_count(word) > hidden[word]

            return completions(typed, index.vocabulary, index.accounts, may_reveal)

        return await self._threads.run_latest(requester, work) or []

    async def _hits(self, ranked: Sequence[Ranked]) -> list[Hit]:
        posts = await self._posts.by_keys([hit.key for hit in ranked])
        return [Hit(post, hit.score, hit.matched) for post, hit in zip(posts, ranked, strict=True)]

    @property
    def _generation(self) -> int:
        """The generation of the archive that the vocabulary is from; -1: none is loaded."""
        return -1 if self._index is None else self._index.generation

    def _execution(self, reader: SearchReader, query: Query, zone: tzinfo) -> QueryExecution:
        """Return the execution of a query, without the vocabulary if the query has no words."""
        if not query.words and not query.phrases:
            return QueryExecution(
                reader, SearchIndex(self._generation, _NO_WORDS, _UNKNOWN_TOTAL), query, zone
            )
        return QueryExecution(reader, self._current_index(reader), query, zone)

    def _suggest(self, reader: SearchReader, query: Query, zone: tzinfo) -> Alternatives:
        index = self._current_index(reader)
        corrected = correct_spelling(index.vocabulary, query)
        found = (
            QueryExecution(reader, index, corrected, zone).count(MAX_COUNTED) if corrected else 0
        )
        relaxed = []
        for part in query.parts:
            rest = query.without(part) if is_filter(part) else None
            if rest and (count := QueryExecution(reader, index, rest, zone).count(MAX_COUNTED)):
                relaxed.append((str(part), rest, count))
        return Alternatives(corrected if found else None, tuple(relaxed))

    def _current_index(self, reader: SearchReader) -> SearchIndex:
        """Return the index in memory; load it on first use, and queue a reload when it is stale."""
        index = self._index
        if index is None:
            with self._load_lock:
                return self._index or self._load(reader)
        if index.generation < reader.generation():
            self._queue_reload()
        return index

    def _queue_reload(self) -> None:
        """Queue a reload unless one is queued. A redundant second reload does nothing."""
        if self._queued_reload is None or self._queued_reload.done():
            self._queued_reload = self._threads.submit_long(self._reload_if_stale)
            self._queued_reload.add_done_callback(_log_failure)

    def _reload_if_stale(self, reader: SearchReader) -> None:
        with self._load_lock:  # a first load in progress may have begun before the change
            if self._index and self._index.generation < reader.generation():
                self._load(reader)

    def _load(self, reader: SearchReader) -> SearchIndex:
        vocabulary = Vocabulary(reader.vocabulary())
        self._index = SearchIndex(
            reader.generation(), vocabulary, reader.post_count(), reader.accounts()
        )
        return self._index


def _log_failure(reload: "Future[None]") -> None:
    if not reload.cancelled() and (error := reload.exception()):
        _log.error("The vocabulary could not be renewed; searches use the old one: %s", error)
