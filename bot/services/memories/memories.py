"""Memories: the posts of this day in earlier years, and random posts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from random import Random

from bot.archive.calendar import Day, day_of, days_remembered_on
from bot.archive.posts.post import Post
from bot.archive.search.query.ast import EVERYTHING, Query
from bot.archive.search.query.originals import originals_only
from bot.clock import Clock
from bot.errors import TooLongError
from bot.services.memories.days import DayIndex, NeighbourDays
from bot.services.memories.sampling import Sampler
from bot.services.memories.shuffles import Shuffles
from bot.services.search.execution import QueryExecution
from bot.services.search.search import Search
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.search.reader import SearchReader
from bot.storage.archive.threads.threads import ThreadStore

_EVERYTHING = Query(EVERYTHING, "")
_HALF_A_YEAR = 182  # days; the same day of another year is always farther away


@dataclass(frozen=True, slots=True)
class Memory:
    """A post that was written on the day, and the length of the thread that it represents.

    `starts_thread` says whether that thread begins with it.
    """

    post: Post
    year: int
    thread_length: int
    starts_thread: bool = True


@dataclass(frozen=True, slots=True)
class OnThisDay:
    """The memories of `day`, the newest year first, in chronological order within each day.

    `days` are the days whose posts count for `day`, `years` the years that have memories, newest
    first. `total` is the number of all memories, of which `memories` may be only a part.
    """

    day: Day
    days: tuple[Day, ...]
    memories: tuple[Memory, ...]
    years: tuple[int, ...] = ()
    total: int = 0


class Memories:
    """Finds memories, and draws random posts."""

    def __init__(
        self,
        posts: PostStore,
        threads: ThreadStore,
        search: Search,
        shuffles: Shuffles,
        clock: Clock,
    ) -> None:
        self._posts = posts
        self._threads = threads
        self._search = search
        self._shuffles = shuffles
        self._clock = clock

    async def on_this_day(
        self,
        day: Day,
        zone: tzinfo,
        query: Query | None = None,
        *,
        year: int | None = None,
        seen_in: int | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> OnThisDay:
        """Return the memories of `day` in the time zone `zone`, each thread once.

        `year` limits them to that year, `seen_in` to the years before it. `memories` begins at
        `offset` (0-based) and has at most `limit` items. Raises TooLongError for a query that takes
        more than a second.
        """
        days = self._days_for(day, zone, seen_in)

        def work(reader: SearchReader, execution: QueryExecution) -> list[tuple[int, int, int]]:
            index = DayIndex(reader, execution, zone, seen_in)
            return [post for counted in days for post in index.keys(counted)]

        found = await self._search.run_query(query or _EVERYTHING, zone, work)
        extents = await self._threads.extents([key for _, _, key in found])
        by_thread: dict[int, tuple[int, int, int]] = {}
        for memory in found:
            by_thread.setdefault(extents[memory[2]].first, memory)
        ordered = sorted(by_thread.values(), key=lambda memory: (-memory[0], memory[1]))
        years = tuple(dict.fromkeys(post_year for post_year, _, _ in ordered))
        ordered = [memory for memory in ordered if year in {None, memory[0]}]
        shown = ordered[offset : None if limit is None else offset + limit]
        posts = await self._posts.by_keys([key for _, _, key in shown])
        memories = [
            Memory(post, post_year, extents[key].length, starts_thread=extents[key].first == key)
            for post, (post_year, _, key) in zip(posts, shown, strict=True)
        ]
        return OnThisDay(day, days, tuple(memories), years, len(ordered))

    async def nearest(
        self, local_date: date, zone: tzinfo, query: Query | None = None
    ) -> date | None:
        """Return the date nearest to `local_date` that has memories of an earlier year.

        At equal distance the earlier one; None if there is none within half a year.
        """
        neighbours = await self.neighbour_days(
            day_of(local_date), zone, query, seen_in=local_date.year
        )
        return neighbours.nearest_date(local_date, _HALF_A_YEAR)

    async def neighbour_days(
        self,
        day: Day,
        zone: tzinfo,
        query: Query | None = None,
        *,
        seen_in: int | None = None,
    ) -> NeighbourDays:
        """Return the nearest days before and after `day` that have memories.

        With `seen_in`, `day` is a day of that year, and only memories of years before the year of
        each day count: see DayIndex.
        """
        days = self._days_for(day, zone, seen_in)
        ends = days[0], days[-1]
        query = query or _EVERYTHING
        try:
            return await self._search.run_query(
                query,
                zone,
                lambda reader, execution: DayIndex(reader, execution, zone, seen_in).neighbours(
                    *ends
                ),
            )
        except TooLongError:
            return await self._search.run_long_query(
                query,
                zone,
                lambda reader, execution: DayIndex(
                    reader, execution, zone, seen_in
                ).neighbours_by_scan(*ends),
            )

    async def draw(self, name: str, query: Query | None = None, zone: tzinfo = UTC) -> Post | None:
        """Return a random post; none repeats before all were drawn for `name` and `query`.

        `name` identifies the owner of the shuffle, such as "channel:17". Reposts and replies are
        left out unless `query` mentions them: see `originals_only`. None if no post matches.
        """
        return await self._shuffles.draw(name, originals_only(query), zone)

    async def give_back(self, name: str, query: Query | None, ids: Collection[str]) -> None:
        """Return posts that `draw` returned, but no user saw, to the current round."""
        await self._shuffles.give_back(name, originals_only(query), ids)

    async def random(
        self, query: Query | None = None, seed: int | None = None, zone: tzinfo = UTC
    ) -> Post | None:
        """Return a random post from the same posts as `draw`, outside of any round.

        None if no post matches. The same `seed` gives the same post in an unchanged archive.
        """
        rng = Random(seed)  # noqa: S311 - nothing secret

        def pick(reader: SearchReader, execution: QueryExecution) -> list[int]:
            sampler = Sampler(reader, execution, rng)
            return sampler.rest() if sampler.is_small else sampler.pick()

        def rest(reader: SearchReader, execution: QueryExecution) -> list[int]:
            return Sampler(reader, execution, rng).rest()

        narrowed = originals_only(query)
        try:
            keys = await self._search.run_query(narrowed, zone, pick)
        except TooLongError:
            keys = []
        keys = keys or await self._search.run_long_query(narrowed, zone, rest)
        posts = await self._posts.by_keys(keys[:1])
        return posts[0] if posts else None

    def _days_for(self, day: Day, zone: tzinfo, seen_in: int | None) -> tuple[Day, ...]:
        """Return the days whose posts count for `day`: see `days_remembered_on`."""
        this_year = self._clock.now().astimezone(zone).year
        return days_remembered_on(day, this_year if seen_in is None else seen_in)
