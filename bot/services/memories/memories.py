"""Memories: what was posted on this day, and a post at random."""

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
_HALF_A_YEAR = 182  # days; the same day of another year is always farther


@dataclass(frozen=True, slots=True)
class Memory:
    """A post that was written on the day, and the length of the thread that it stands for.

    `begins` tells whether that thread begins with it.
    """

    post: Post
    year: int
    thread_length: int
    begins: bool = True


@dataclass(frozen=True, slots=True)
class OnThisDay:
    """What is remembered on `day`, the newest year first, each day in the order it was written.

    `days` are those whose posts are remembered; `years` those that have some, the newest first;
    `total` is how many memories there are, of which `memories` may be a part.
    """

    day: Day
    days: tuple[Day, ...]
    memories: tuple[Memory, ...]
    years: tuple[int, ...] = ()
    total: int = 0


class Memories:
    """Looks back."""

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
        """Return what was posted on `day`, as days pass in `zone`; a thread stands there once.

        Of `year` alone, if it is given; with `seen_in`, a year, only of those before it. `memories`
        are those from the `offset`-th on, at most `limit`. Raises TooLongError for a query that
        takes more than a second.
        """
        days = self._remembered(day, zone, seen_in)

        def work(reader: SearchReader, answering: QueryExecution) -> list[tuple[int, int, int]]:
            looking = DayIndex(reader, answering, zone, seen_in)
            return [post for one in days for post in looking.keys(one)]

        found = await self._search.ask(query or _EVERYTHING, zone, work)
        extents = await self._threads.extents([key for _, _, key in found])
        firsts: dict[int, tuple[int, int, int]] = {}
        for memory in found:
            firsts.setdefault(extents[memory[2]].first, memory)
        chosen = sorted(firsts.values(), key=lambda memory: (-memory[0], memory[1]))
        years = tuple(dict.fromkeys(of for of, _, _ in chosen))
        chosen = [memory for memory in chosen if year in {None, memory[0]}]
        shown = chosen[offset : None if limit is None else offset + limit]
        posts = await self._posts.by_keys([key for _, _, key in shown])
        memories = [
            Memory(post, of, extents[key].length, begins=extents[key].first == key)
            for post, (of, _, key) in zip(posts, shown, strict=True)
        ]
        return OnThisDay(day, days, tuple(memories), years, len(chosen))

    async def nearest(
        self, local_date: date, zone: tzinfo, query: Query | None = None
    ) -> date | None:
        """Return the date nearest to `local_date` that remembers something of a year before it.

        The earlier one of two that are as near; None if there is none within half a year.
        """
        beside = await self.neighbour_days(day_of(local_date), zone, query, seen_in=local_date.year)
        return beside.nearest_date(local_date, _HALF_A_YEAR)

    async def neighbour_days(
        self,
        day: Day,
        zone: tzinfo,
        query: Query | None = None,
        *,
        seen_in: int | None = None,
    ) -> NeighbourDays:
        """Return the days next to `day` on which something is remembered.

        With `seen_in`, a year, it is the day of that year, and something of a year before the day
        that remembers it: see Days.
        """
        remembered = self._remembered(day, zone, seen_in)
        ends = remembered[0], remembered[-1]
        query = query or _EVERYTHING
        try:
            return await self._search.ask(
                query,
                zone,
                lambda reader, answering: DayIndex(reader, answering, zone, seen_in).neighbours(
                    *ends
                ),
            )
        except TooLongError:
            return await self._search.ask_at_length(
                query,
                zone,
                lambda reader, answering: DayIndex(
                    reader, answering, zone, seen_in
                ).neighbours_by_scan(*ends),
            )

    async def draw(self, name: str, query: Query | None = None, zone: tzinfo = UTC) -> Post | None:
        """Return a post at random, none twice before all were drawn for `name` and `query`.

        `name` is whose the shuffle is, such as "channel:17". Reposts and replies are left out
        unless `query` speaks of them; see `own_words`. None if no post fits.
        """
        return await self._shuffles.draw(name, originals_only(query), zone)

    async def give_back(self, name: str, query: Query | None, ids: Collection[str]) -> None:
        """Let posts that `draw` returned, but that nobody was shown, come again in this round."""
        await self._shuffles.give_back(name, originals_only(query), ids)

    async def random(
        self, query: Query | None = None, seed: int | None = None, zone: tzinfo = UTC
    ) -> Post | None:
        """Return a post at random, of the same as `draw`, whatever was drawn; None if none fits.

        The same `seed` over the same archive draws the same post.
        """
        dice = Random(seed)  # noqa: S311 - nothing secret

        def pick(reader: SearchReader, answering: QueryExecution) -> list[int]:
            drawing = Sampler(reader, answering, dice)
            return drawing.rest() if drawing.is_small else drawing.pick()

        def rest(reader: SearchReader, answering: QueryExecution) -> list[int]:
            return Sampler(reader, answering, dice).rest()

        narrowed = originals_only(query)
        try:
            keys = await self._search.ask(narrowed, zone, pick)
        except TooLongError:
            keys = []
        keys = keys or await self._search.ask_at_length(narrowed, zone, rest)
        posts = await self._posts.by_keys(keys[:1])
        return posts[0] if posts else None

    def _remembered(self, day: Day, zone: tzinfo, seen_in: int | None) -> tuple[Day, ...]:
        this_year = self._clock.now().astimezone(zone).year
        return days_remembered_on(day, this_year if seen_in is None else seen_in)
