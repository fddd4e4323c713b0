"""Shuffles: random draws in which no post repeats before all others were drawn."""

import asyncio
from collections import deque
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta, tzinfo
from itertools import count
from random import Random
from typing import NamedTuple
from weakref import WeakValueDictionary

from bot.archive.search.query.ast import And, Query
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import DatabaseError, TooLongError
from bot.languages import lazy
from bot.services.archive_views import Archive, View
from bot.services.audience import audience
from bot.services.memories.sampling import Sampler, best_left, some_left
from bot.services.memories.selection import Selections
from bot.services.posts.posts import ThreadedPost
from bot.services.recently_used import RecentlyUsed
from bot.services.search.execution import time_limit
from bot.services.search.nearest import Nearest, NearestPosts
from bot.storage.archive.reader import ArchiveReader
from bot.storage.state.shuffles import ShuffleKey, ShuffleStore

RETENTION = timedelta(days=90)
"""How long the drawn posts of a round are remembered after its last draw."""

_TRIES = 100  # other processes may draw the same post, or end the round, at the same moment
_SWEEP_INTERVAL = 10  # draws; a sweep deletes many more rows than these draws add
_MOST_SAMPLES = 64  # rounds whose next posts are cached in memory


class _Sample(NamedTuple):
    """The keys of the next posts to draw, in random order.

    `cache_key` identifies the state of the archive and of the hidden posts that they come from.
    """

    cache_key: tuple[int, ...]
    keys: deque[int]


class _Round(NamedTuple):
    """A round, and when it was used last, in milliseconds since 1970."""

    shuffle: int
    used_at: int


class Shuffles:
    """Draws posts without repetition.

    Each draw adds a row to state.db; new posts of the archive join the current round.
    """

    def __init__(
        self,
        store: ShuffleStore,
        archive: Archive,
        selections: Selections,
        nearest: Nearest,
        clock: Clock,
        rng: Random,
    ) -> None:
        self._store = store
        self._archive = archive
        self._selections = selections
        self._nearest = nearest
        self._clock = clock
        self._rng = rng
        self._draw_count = count()
        self._samples: RecentlyUsed[_Sample] = RecentlyUsed(_MOST_SAMPLES)
        self._rounds: RecentlyUsed[_Round | None] = RecentlyUsed(_MOST_SAMPLES)
        self._locks: WeakValueDictionary[ShuffleKey, asyncio.Lock] = WeakValueDictionary()

    async def draw(
        self, name: str, query: Query, zone: tzinfo, *, best: bool = False
    ) -> ThreadedPost | None:
        """Return a post that matches `query` and was not drawn in the round of `name` and `query`.

        With `best` it is the one with the most likes and reposts, and posts without any known do
        not match; such rounds need names of their own. Of a query with a meaning those match that
        are nearest to it: see Nearest.

        When all matches were drawn, a new round begins, with another post than the last one. None
        if no post matches. Raises DatabaseError after too many conflicts with concurrent draws.
        """
        shuffle_key = _shuffle_key(name, query)
        lock = self._locks.setdefault(shuffle_key, asyncio.Lock())
        async with lock:  # concurrent draws in one process never conflict, so none has to retry
            for _ in range(_TRIES):
                now = self._clock.now()
                at, since = to_milliseconds(now), to_milliseconds(now - RETENTION)
                shuffle = await self._current_round(shuffle_key, at, since)
                found = await self._next(query, zone, shuffle, best=best)
                if found is None:
                    if not await self._store.begin_next_round(shuffle, at):
                        return None
                elif await self._store.mark_drawn(shuffle, found.post, at):
                    if next(self._draw_count) % _SWEEP_INTERVAL == 0:
                        await self._store.delete_some_old(since)
                    return found
                self._rounds.put(shuffle_key, None)  # it may be over
                await self._store.show(shuffle)
        raise DatabaseError(lazy("Too many draw at this moment. Try again."))

    async def give_back(self, name: str, query: Query, ids: Collection[str]) -> None:
        """Return drawn posts that no user saw to the current round."""
        await self._store.give_back(_shuffle_key(name, query), ids)

    async def _current_round(self, key: ShuffleKey, now: int, unused_since: int) -> int:
        """Return the current round; times are milliseconds.

        One that this process used is not looked up again: no draw is marked in one that is over.
        """
        known = self._rounds.get(key)
        if known is None or known.used_at <= unused_since:
            known = _Round(await self._store.current_round(key, now, unused_since), now)
        self._rounds.put(key, known._replace(used_at=now))
        return known.shuffle

    async def _next(
        self, query: Query, zone: tzinfo, shuffle: int, *, best: bool
    ) -> ThreadedPost | None:
        """Return a post that is left of a round; None if certainly none is left."""
        key = shuffle, audience.get()  # another server may not see what is drawn from for one
        cached = self._samples.get(key)
        if cached is None or not cached.keys:
            await self._store.show(shuffle)
        async with self._archive.view() as view:
            sample, found = await view.read(self._draw, cached, query, zone, shuffle, best=best)
            if found is None:
                near = await self._near(view, query, zone)
                sample, found = await view.read_long(
                    self._draw_any, query.without_meaning, zone, shuffle, near, best=best
                )
        self._samples.put(key, sample)
        return found

    def _draw(
        self,
        reader: ArchiveReader,
        sample: _Sample | None,
        query: Query,
        zone: tzinfo,
        shuffle: int,
        *,
        best: bool,
    ) -> tuple[_Sample, ThreadedPost | None]:
        """Draw from a sample, or from a new one if it is used up or out of date.

        None if none is found soon, although there may be one.
        """
        cache_key = self._selections.cache_key(reader)
        if sample is None or not sample.keys or sample.cache_key != cache_key:
            sample = _Sample(cache_key, deque())
            if best or query.meaning is not None:  # all posts have to be sorted
                return sample, None
            with suppress(TooLongError), time_limit(reader):
                selection = self._selections.of_known(reader, query, zone)
                sample.keys.extend(Sampler(reader, selection, self._rng, shuffle).some())
        return sample, _pop(reader, sample)

    async def _near(self, view: View, query: Query, zone: tzinfo) -> NearestPosts | None:
        if query.meaning is None:
            return None
        return await self._nearest.find(view, query, zone)

    def _draw_any(
        self,
        reader: ArchiveReader,
        query: Query,
        zone: tzinfo,
        shuffle: int,
        near: NearestPosts | None,
        *,
        best: bool,
    ) -> tuple[_Sample, ThreadedPost | None]:
        selection = self._selections.of(reader, query, zone)
        if near is not None:
            keys = some_left(reader, selection, near.shown(reader), self._rng, shuffle)
        elif best:
            keys = best_left(reader, selection, shuffle)
        else:
            keys = Sampler(reader, selection, self._rng, shuffle).any()
        sample = _Sample(self._selections.cache_key(reader), deque(keys))
        return sample, _pop(reader, sample)


def _pop(reader: ArchiveReader, sample: _Sample) -> ThreadedPost | None:
    """Take the next post from a sample."""
    if not sample.keys:
        return None
    key = sample.keys.popleft()
    (post,) = reader.posts.by_keys([key])
    return ThreadedPost(post, reader.threads.extents([key])[key].length)


def _shuffle_key(name: str, query: Query) -> ShuffleKey:
    """Return the shuffle key of a query, independent of the order and case of its parts."""
    parts = sorted({str(And((part,))).casefold() for part in query.parts})
    if query.meaning is not None:
        parts.append(f"{query.meaning}".casefold())
    return ShuffleKey(name, " ".join(parts))
