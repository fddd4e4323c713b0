"""Memories: what was posted on this day, and a post at random."""

from dataclasses import dataclass
from datetime import tzinfo
from random import Random

from bot.archive.calendar import Day, remembered_with, spans
from bot.archive.posts import Post
from bot.archive.query import Query
from bot.archive.snowflake import to_milliseconds
from bot.clock import Clock
from bot.services.search import Search
from bot.storage.posts import Posts
from bot.storage.threads import Threads

_TRIES = 256  # of a random key, before all posts are looked through


@dataclass(frozen=True, slots=True)
class Memory:
    """A post that was written on the day, and the length of the thread that it stands for."""

    post: Post
    year: int
    thread_length: int


@dataclass(frozen=True, slots=True)
class OnThisDay:
    """What is remembered on `day`, the newest year first, each day in the order it was written."""

    day: Day
    days: tuple[Day, ...]
    memories: tuple[Memory, ...]


class Memories:
    """Looks back."""

    def __init__(self, posts: Posts, threads: Threads, search: Search, clock: Clock) -> None:
        self._posts = posts
        self._threads = threads
        self._search = search
        self._clock = clock

    async def on_this_day(self, day: Day, zone: tzinfo, query: Query | None = None) -> OnThisDay:
        """Return what was posted on `day`, as days pass in `zone`; a thread stands there once."""
        days = remembered_with(day, self._clock.now().astimezone(zone).year)
        wanted = None if query is None else set(await self._search.keys(query, zone))
        years = await self._posts.years()
        # Local time may be in the year before or after that of UTC.
        local_years = range(years.start - 1, years.stop + 1) if years else years
        found: list[tuple[int, int]] = []
        for one in days:
            for span in spans(one, local_years, zone):
                keys = await self._posts.between(
                    to_milliseconds(span.start), to_milliseconds(span.end)
                )
                year = span.start.astimezone(zone).year
                found += ((year, key) for key in keys if wanted is None or key in wanted)
        return OnThisDay(day, days, await self._memories(found))

    async def random(self, query: Query | None = None, seed: int | None = None) -> Post | None:
        """Return a post at random, None if none fits: an own one, neither reply nor repost.

        With a query, one that holds all its words, of any kind. The same `seed` over the same
        archive draws the same post.
        """
        dice = Random(seed)  # noqa: S311 - nothing secret
        if query is not None:
            keys = await self._search.keys(query)
            drawn = dice.choice(keys) if keys else None
        else:
            drawn = await self._draw(dice)
        found = [] if drawn is None else await self._posts.by_keys([drawn])
        return found[0] if found else None

    async def _draw(self, dice: Random) -> int | None:
        """Draw from all keys and take the first that fits: each that fits is as likely.

        Where none fits at all, any post is better than none.
        """
        drawn = await self._posts.own_words_at([dice.random() for _ in range(_TRIES)])
        if drawn is None:
            keys = await self._posts.all_own_words() or await self._posts.all_keys()
            drawn = dice.choice(keys) if keys else None
        return drawn

    async def _memories(self, found: list[tuple[int, int]]) -> tuple[Memory, ...]:
        extents = await self._threads.extents([key for _, key in found])
        chosen: dict[int, tuple[int, int]] = {}
        for year, key in found:
            chosen.setdefault(extents[key].first, (year, key))
        posts = await self._posts.by_keys([key for _, key in chosen.values()])
        memories = [
            Memory(post, year, extents[key].length)
            for post, (year, key) in zip(posts, chosen.values(), strict=True)
        ]
        return tuple(sorted(memories, key=lambda memory: (-memory.year, memory.post.order)))
