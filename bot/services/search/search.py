"""Search: text to the posts that answer it best."""

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
from bot.archive.search.suggestions import correct_spelling
from bot.archive.search.vocabulary import Vocabulary
from bot.errors import DatabaseError, TooLongError
from bot.services.reader_threads import ReaderThreads
from bot.services.search.execution import MAX_COUNTED, QueryExecution
from bot.services.search.results import ResultOrder, SearchIndex
from bot.services.search.sort_order import Sort
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.search.reader import SearchReader

_LONGEST = 1.0  # seconds that a search may take
_LOOKS_EVERY = 0.5  # seconds between two looks at whether the archive has changed

_NO_WORDS = Vocabulary(())
_MANY = 1 << 32  # posts; more than there are

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that answers a query, with its score (higher is better) and what matched."""

    post: Post
    score: float
    matched: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Part of the posts that answer a query, in order, and how many there are in all.

    With `more` there are at least so many.
    """

    hits: tuple[Hit, ...]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What to ask instead: the query with a word spelt as the archive has it, if that is answered.

    And, for each filter without which there are answers, the filter, the query without it, and how
    many posts that gives (1,000: at least so many).
    """

    corrected: Query | None = None
    relaxed: tuple[tuple[str, Query, int], ...] = ()


class Search:
    """Searches over an archive.

    A search runs whole on a thread of its own, SQL and scoring, so that neither holds up the event
    loop. The vocabulary is kept in memory. When an import has changed the archive, searches go on
    with the old vocabulary until the new one is loaded.
    """

    def __init__(self, threads: ReaderThreads, posts: PostStore) -> None:
        self._threads = threads
        self._posts = posts
        self._index: SearchIndex | None = None
        # Held only by a thread that is loading, and never while it waits for another one.
        self._loading = threading.Lock()
        self._renewal: Future[None] | None = None

    async def warm_up(self) -> None:
        """Load the vocabulary now, so that the first search need not."""
        await self._threads.run(self._current)

    async def reload(self) -> None:
        """Load the vocabulary again if one is in memory and the archive has changed since."""
        await asyncio.wrap_future(self._threads.run_long(self._load_again))

    @property
    def vocabulary_size(self) -> int:
        """How many words are kept in memory."""
        return 0 if self._index is None else len(self._index.vocabulary)

    async def watch(self) -> None:
        """Keep up with the archive, whoever writes it: until cancelled, look twice a second."""
        while True:
            await asyncio.sleep(_LOOKS_EVERY)
            try:
                await self._threads.run(self._current)
            except DatabaseError as error:
                _log.warning("The archive cannot be looked at: %s", error)

    async def find(
        self,
        query: Query,
        zone: tzinfo = UTC,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: Sort = Sort.RELEVANCE,
    ) -> Results:
        """Return the posts that answer `query`, from the `offset`-th (0-based) on.

        The days that it names are those of `zone`. Raises TooLongError for a query that takes more
        than a second.
        """
        answers = await self._threads.run(
            lambda reader: self._answering(reader, query, zone).page(offset, offset + limit, sort),
            _LONGEST,
        )
        hits = await self._hits(answers.ranked)
        return Results(tuple(hits), answers.total, answers.more)

    async def ordering(
        self, query: Query, most: int, zone: tzinfo = UTC, sort: Sort = Sort.RELEVANCE
    ) -> ResultOrder:
        """Return the first `most` answers by their keys alone. Raises as `find` does."""
        return await self._threads.run(
            lambda reader: self._answering(reader, query, zone).ordering(most, sort), _LONGEST
        )

    async def best_while_typing(
        self, query: Query, most: int, zone: tzinfo, lane: Hashable
    ) -> list[int]:
        """Return the keys of the first `most` answers; none where the `lane` was overtaken.

        See `complete`. Raises as `find` does.
        """
        order = await self._threads.run_latest(
            lane,
            lambda reader: self._answering(reader, query, zone).ordering(most, Sort.RELEVANCE),
            _LONGEST,
        )
        return order.keys if order else []

    async def hits(
        self, query: Query, order: ResultOrder, keys: Sequence[int], zone: tzinfo = UTC
    ) -> list[Hit]:
        """Return those hits of an `order` of answers that have these keys. Raises as `find` does.

        Only those behind the best have to be looked at again.
        """
        known = {hit.key: hit for hit in order.best}
        if behind := [key for key in keys if key not in known]:
            ranked = await self._threads.run(
                lambda reader: self._answering(reader, query, zone).ranked(behind), _LONGEST
            )
            known |= {hit.key: hit for hit in ranked}
        return await self._hits([known[key] for key in keys])

    async def keys(self, query: Query, zone: tzinfo = UTC) -> list[int]:
        """Return the keys of all posts that fit every part of `query`, typos allowed.

        Raises as `find` does.
        """
        return await self._threads.run(
            lambda reader: self._answering(reader, query, zone).all_matching(), _LONGEST
        )

    async def ask(
        self, query: Query, zone: tzinfo, work: "Callable[[SearchReader, QueryExecution], T]"
    ) -> T:
        """Return what `work` makes of `query` over one state of the archive.

        It runs where searches do. Raises as `find` does.
        """
        return await self._threads.run(
            lambda reader: work(reader, self._answering(reader, query, zone)), _LONGEST
        )

    async def ask_at_length(
        self, query: Query, zone: tzinfo, work: "Callable[[SearchReader, QueryExecution], T]"
    ) -> T:
        """Do as `ask` does, behind the searches' backs, for as long as it takes."""
        return await asyncio.wrap_future(
            self._threads.run_long(
                lambda reader: work(reader, self._answering(reader, query, zone))
            )
        )

    async def cache_key(self) -> tuple[int, ...]:
        """Return the mark that what answers a query now has."""
        return await self._threads.run(lambda reader: (self._generation, *reader.hidden.cache_key))

    async def suggestions(self, query: Query, zone: tzinfo = UTC) -> Suggestions:
        """Return what to ask instead of a query that nothing answers."""
        try:
            return await self._threads.run(
                lambda reader: self._advice(reader, query, zone), _LONGEST
            )
        except TooLongError:
            return Suggestions()

    async def complete(self, typed: str, lane: Hashable) -> list[str]:
        """Return queries that `typed` may become.

        Of two calls for one `lane`, a person who types, the later one overtakes the earlier, which
        then returns nothing, unless it is being answered already.
        """

        def work(reader: SearchReader) -> list[str]:
            index = self._current(reader)
            hidden = reader.hidden.words

            def tellable(word: str) -> bool:
                return word not in hidden or index.vocabulary.post_count(word) > hidden[word]

            return completions(typed, index.vocabulary, index.accounts, tellable)

        return await self._threads.run_latest(lane, work) or []

    async def _hits(self, ranked: Sequence[Ranked]) -> list[Hit]:
        posts = await self._posts.by_keys([hit.key for hit in ranked])
        return [Hit(post, hit.score, hit.matched) for post, hit in zip(posts, ranked, strict=True)]

    @property
    def _generation(self) -> int:
        """The state of the archive that the vocabulary is of; -1: none is loaded."""
        return -1 if self._index is None else self._index.generation

    def _answering(self, reader: SearchReader, query: Query, zone: tzinfo) -> QueryExecution:
        """Return what answers a query; without the vocabulary where no word is to be looked for."""
        if not query.words and not query.phrases:
            return QueryExecution(
                reader, SearchIndex(self._generation, _NO_WORDS, _MANY), query, zone
            )
        return QueryExecution(reader, self._current(reader), query, zone)

    def _advice(self, reader: SearchReader, query: Query, zone: tzinfo) -> Suggestions:
        index = self._current(reader)
        respelt = correct_spelling(index.vocabulary, query)
        found = QueryExecution(reader, index, respelt, zone).count(MAX_COUNTED) if respelt else 0
        dropped = []
        for part in query.parts:
            rest = query.without(part) if is_filter(part) else None
            if rest and (count := QueryExecution(reader, index, rest, zone).count(MAX_COUNTED)):
                dropped.append((str(part), rest, count))
        return Suggestions(respelt if found else None, tuple(dropped))

    def _current(self, reader: SearchReader) -> SearchIndex:
        """Return the index in memory. The first time load it; when it is old have it renewed."""
        index = self._index
        if index is None:
            with self._loading:
                return self._index or self._load(reader)
        if index.generation < reader.generation():
            self._have_renewed()
        return index

    def _have_renewed(self) -> None:
        """Queue a renewal, unless one is queued. Of two that are queued the second does nothing."""
        if self._renewal is None or self._renewal.done():
            self._renewal = self._threads.run_long(self._load_again)
            self._renewal.add_done_callback(_log_failure)

    def _load_again(self, reader: SearchReader) -> None:
        with self._loading:  # a first load under way may have begun before the change
            if self._index and self._index.generation < reader.generation():
                self._load(reader)

    def _load(self, reader: SearchReader) -> SearchIndex:
        vocabulary = Vocabulary(reader.vocabulary())
        self._index = SearchIndex(
            reader.generation(), vocabulary, reader.post_count(), reader.accounts()
        )
        return self._index


def _log_failure(renewal: "Future[None]") -> None:
    if not renewal.cancelled() and (error := renewal.exception()):
        _log.error("The vocabulary could not be renewed; searches use the old one: %s", error)
