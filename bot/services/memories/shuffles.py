"""Shuffles: no post comes again before all others had their turn."""

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

KEPT = timedelta(days=90)
"""How long it is remembered what was drawn, after the last draw."""

_TRIES = 100  # as often others may draw the same, or end the round, at the same moment
_SWEPT_EVERY = 10  # draws; a sweep takes many more rows than come in between
_MOST_KEPT = 64  # rounds of which some posts to draw are kept in memory


class _Found(NamedTuple):
    """Posts to draw next, in an order of chance, found in one state of archive and hidden posts."""

    mark: tuple[int, ...]
    keys: deque[int]


class Shuffles:
    """Draws posts. What was drawn is in state.db: a draw adds a row, new posts join the round."""

    def __init__(
        self, stored: ShuffleStore, search: Search, posts: PostStore, clock: Clock, dice: Random
    ) -> None:
        self._stored = stored
        self._search = search
        self._posts = posts
        self._clock = clock
        self._dice = dice
        self._draws = count()
        self._found: OrderedDict[int, _Found] = OrderedDict()
        self._locks: WeakValueDictionary[ShuffleKey, asyncio.Lock] = WeakValueDictionary()

    async def draw(self, name: str, query: Query, zone: tzinfo) -> Post | None:
        """Return a post that fits `query` and was not drawn for `name` and it in this round.

        When all were, a new round begins, with another post than the last. None if no post fits.
        """
        pool = _pool(name, query)
        lock = self._locks.setdefault(pool, asyncio.Lock())
        async with lock:  # of two that draw at once in one process neither has to draw again
            for _ in range(_TRIES):
                now = self._clock.now()
                at, since = to_milliseconds(now), to_milliseconds(now - KEPT)
                shuffle = await self._stored.current_round(pool, at, since)
                key = await self._key(query, zone, shuffle)
                if key is None:
                    if not await self._stored.begin_next_round(shuffle, at):
                        return None
                    continue
                for post in await self._posts.by_keys([key]):
                    if await self._stored.mark_drawn(shuffle, post, at):
                        if next(self._draws) % _SWEPT_EVERY == 0:
                            await self._stored.delete_some_old(since)
                        return post
        raise DatabaseError("Too many draw at this moment. Try again.")

    async def give_back(self, name: str, query: Query, ids: Collection[str]) -> None:
        """Let posts that were drawn, but shown to nobody, come again in this round."""
        await self._stored.give_back(_pool(name, query), ids)

    async def _key(self, query: Query, zone: tzinfo, shuffle: int) -> int | None:
        """Return the key of a post that is left of a round; None if there is none, for sure."""
        kept = self._found.get(shuffle)

        def pick(reader: SearchReader, answering: QueryExecution) -> _Found:
            drawing = Sampler(reader, answering, self._dice, shuffle)
            keys = drawing.rest() if drawing.is_small else drawing.pick()
            return _Found(answering.cache_key, deque(keys))

        def rest(reader: SearchReader, answering: QueryExecution) -> _Found:
            drawing = Sampler(reader, answering, self._dice, shuffle)
            return _Found(answering.cache_key, deque(drawing.rest()))

        if kept is None or not kept.keys or kept.mark != await self._search.cache_key():
            try:
                kept = await self._search.ask(query, zone, pick)
            except TooLongError:
                kept = None
            if kept is None or not kept.keys:
                kept = await self._search.ask_at_length(query, zone, rest)
            self._keep(shuffle, kept)
        return kept.keys.popleft() if kept.keys else None

    def _keep(self, shuffle: int, found: _Found) -> None:
        self._found[shuffle] = found
        self._found.move_to_end(shuffle)
        while len(self._found) > _MOST_KEPT:
            self._found.popitem(last=False)


def _pool(name: str, query: Query) -> ShuffleKey:
    """Return the shuffle of a query, the same however its parts are ordered and capitalised."""
    return ShuffleKey(
        name, " ".join(sorted({str(And((part,))).casefold() for part in query.parts}))
    )
