"""Shuffles: random draws in which no post repeats before all others were drawn."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Collection
from datetime import timedelta, tzinfo
from itertools import count
from random import Random
from typing import NamedTuple
from weakref import WeakValueDictionary

from bot.archive.posts.post import Post
from bot.archive.search.query.ast import And, Query
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import DatabaseError, TooLongError
from bot.services.memories.sampling import Sampler
from bot.services.search.execution import QueryExecution
from bot.services.search.search import Search
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.search.reader import SearchReader
from bot.storage.state.shuffles import ShuffleKey, ShuffleStore

RETENTION = timedelta(days=90)
"""How long the drawn posts of a round are remembered after its last draw."""

_TRIES = 100  # other processes may draw the same post, or end the round, at the same moment
_SWEEP_INTERVAL = 10  # draws; a sweep deletes many more rows than these draws add
_CACHE_SIZE = 64  # rounds whose next posts are cached in memory


class _Sample(NamedTuple):
    """The keys of the next posts to draw, in random order.

    `cache_key` identifies the state of the archive and of the hidden posts that they come from.
    """

    cache_key: tuple[int, ...]
    keys: deque[int]


class Shuffles:
    """Draws posts without repetition.

    Each draw adds a row to state.db; new posts of the archive join the current round.
    """

    def __init__(
        self, store: ShuffleStore, search: Search, posts: PostStore, clock: Clock, rng: Random
    ) -> None:
        self._store = store
        self._search = search
        self._posts = posts
        self._clock = clock
        self._rng = rng
        self._draw_count = count()
        self._samples: OrderedDict[int, _Sample] = OrderedDict()
        self._locks: WeakValueDictionary[ShuffleKey, asyncio.Lock] = WeakValueDictionary()

    async def draw(self, name: str, query: Query, zone: tzinfo) -> Post | None:
        """Return a post that matches `query` and was not drawn in the round of `name` and `query`.

        When all matches were drawn, a new round begins, with another post than the last one. None
        if no post matches. Raises DatabaseError after too many conflicts with concurrent draws.
        """
        shuffle_key = _shuffle_key(name, query)
        lock = self._locks.setdefault(shuffle_key, asyncio.Lock())
        async with lock:  # concurrent draws in one process never conflict, so none has to retry
            for _ in range(_TRIES):
                now = self._clock.now()
                at, since = to_milliseconds(now), to_milliseconds(now - RETENTION)
                shuffle = await self._store.current_round(shuffle_key, at, since)
                key = await self._next_key(query, zone, shuffle)
                if key is None:
                    if not await self._store.begin_next_round(shuffle, at):
                        return None
                    continue
                for post in await self._posts.by_keys([key]):
                    if await self._store.mark_drawn(shuffle, post, at):
                        if next(self._draw_count) % _SWEEP_INTERVAL == 0:
                            await self._store.delete_some_old(since)
                        return post
        raise DatabaseError("Too many draw at this moment. Try again.")

    async def give_back(self, name: str, query: Query, ids: Collection[str]) -> None:
        """Return drawn posts that no user saw to the current round."""
        await self._store.give_back(_shuffle_key(name, query), ids)

    async def _next_key(self, query: Query, zone: tzinfo, shuffle: int) -> int | None:
        """Return the key of a post that is left of a round; None if certainly none is left."""
        sample = self._samples.get(shuffle)

        def pick(reader: SearchReader, execution: QueryExecution) -> _Sample:
            sampler = Sampler(reader, execution, self._rng, shuffle)
            keys = sampler.rest() if sampler.is_small else sampler.pick()
            return _Sample(execution.cache_key, deque(keys))

        def rest(reader: SearchReader, execution: QueryExecution) -> _Sample:
            sampler = Sampler(reader, execution, self._rng, shuffle)
            return _Sample(execution.cache_key, deque(sampler.rest()))

        if sample is None or not sample.keys or sample.cache_key != await self._search.cache_key():
            try:
                sample = await self._search.run_query(query, zone, pick)
            except TooLongError:
                sample = None
            if sample is None or not sample.keys:
                sample = await self._search.run_long_query(query, zone, rest)
            self._cache(shuffle, sample)
        return sample.keys.popleft() if sample.keys else None

    def _cache(self, shuffle: int, sample: _Sample) -> None:
        self._samples[shuffle] = sample
        self._samples.move_to_end(shuffle)
        while len(self._samples) > _CACHE_SIZE:
            self._samples.popitem(last=False)


def _shuffle_key(name: str, query: Query) -> ShuffleKey:
    """Return the shuffle key of a query, independent of the order and case of its parts."""
    return ShuffleKey(
        name, " ".join(sorted({str(And((part,))).casefold() for part in query.parts}))
    )
