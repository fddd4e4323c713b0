"""Shuffles: no post comes again before all others had their turn."""

import asyncio
from collections import OrderedDict
from datetime import timedelta, tzinfo
from random import Random
from typing import NamedTuple
from weakref import WeakValueDictionary

from bot.archive.posts import Post
from bot.archive.query import Query
from bot.archive.snowflake import to_milliseconds
from bot.clock import Clock
from bot.errors import DatabaseError, TooLongError
from bot.services.answering import Answering
from bot.services.drawing import Drawing
from bot.services.search import Search
from bot.storage.posts import Posts
from bot.storage.search import SearchReader
from bot.storage.shuffles import Pool, StoredShuffles

KEPT = timedelta(days=90)
"""How long it is remembered what was drawn, after the last draw."""

_TRIES = 50  # as often somebody else may draw the same, or end the round, at the same moment
_MOST_KEPT = 64  # rounds of which the rest is kept in memory


class _Rest(NamedTuple):
    """What is left of a round, in an order of chance, in one state of archive and hidden posts."""

    mark: tuple[int, ...]
    keys: list[int]


class Shuffles:
    """Draws posts. What was drawn is in state.db: a draw adds a row, new posts join the round."""

    def __init__(
        self, stored: StoredShuffles, search: Search, posts: Posts, clock: Clock, dice: Random
    ) -> None:
        self._stored = stored
        self._search = search
        self._posts = posts
        self._clock = clock
        self._dice = dice
        self._rests: OrderedDict[int, _Rest] = OrderedDict()
        self._locks: WeakValueDictionary[Pool, asyncio.Lock] = WeakValueDictionary()

    async def draw(self, name: str, query: Query, zone: tzinfo) -> Post | None:
        """Return a post that fits `query` and was not drawn for `name` and it in this round.

        When all were, a new round begins, with another post than the last. None if no post fits.
        """
        pool = Pool(name, str(query))
        lock = self._locks.setdefault(pool, asyncio.Lock())
        async with lock:  # of two that draw at once in one process neither has to draw again
            for _ in range(_TRIES):
                now = self._clock.now()
                at, since = to_milliseconds(now), to_milliseconds(now - KEPT)
                shuffle = await self._stored.running(pool, since)
                key = await self._key(query, zone, shuffle)
                if key is None:
                    if shuffle is None or not await self._stored.renew(shuffle, at):
                        return None
                    continue
                for post in await self._posts.by_keys([key]):
                    if await self._stored.take(pool, shuffle, post, at, since):
                        return post
        raise DatabaseError("Too many draw at this moment. Try again.")

    async def _key(self, query: Query, zone: tzinfo, shuffle: int | None) -> int | None:
        """Return the key of a post that is left of a round; None if there is none, for sure."""
        kept = self._rests.get(shuffle or 0)

        def quick(reader: SearchReader, answering: Answering) -> "int | _Rest | None":
            if kept and kept.keys and kept.mark == answering.mark:
                return kept.keys.pop()
            drawing = Drawing(reader, answering, self._dice, shuffle)
            return _Rest(answering.mark, drawing.rest()) if drawing.is_small else drawing.pick()

        def at_length(reader: SearchReader, answering: Answering) -> _Rest:
            return _Rest(answering.mark, Drawing(reader, answering, self._dice, shuffle).rest())

        try:
            found = await self._search.ask(query, zone, quick)
        except TooLongError:
            found = None
        if found is None:  # picks met none; few are left, or none
            found = await self._search.ask_at_length(query, zone, at_length)
        if isinstance(found, int):
            return found
        key = found.keys.pop() if found.keys else None
        if shuffle is not None:
            self._keep(shuffle, found)
        return key

    def _keep(self, shuffle: int, rest: _Rest) -> None:
        self._rests[shuffle] = rest
        self._rests.move_to_end(shuffle)
        while len(self._rests) > _MOST_KEPT:
            self._rests.popitem(last=False)
