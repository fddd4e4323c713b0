"""Memories: the posts of this day in earlier years, and random posts."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, tzinfo
from random import Random
from typing import NamedTuple, ParamSpec, TypeVar

from bot.archive.calendar import Day, day_of, days_remembered_on
from bot.archive.paging import Paging
from bot.archive.posts.post import Post
from bot.archive.search.query.ast import EVERYTHING, Query
from bot.archive.search.query.originals import originals_only
from bot.clock import Clock
from bot.errors import TooLongError
from bot.languages import lazy
from bot.services.archive_views import Archive, Reading, View
from bot.services.memories.days import DayIndex, NeighbourDays
from bot.services.memories.results import Memory, OnThisDay, OnThisDayPage
from bot.services.memories.sampling import Sampler
from bot.services.memories.selection import Selections
from bot.services.memories.shuffles import Shuffles
from bot.services.posts.posts import ThreadedPost
from bot.services.search.execution import time_limit
from bot.services.search.nearest import SearchOnlyError
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.reader import Extent

P = ParamSpec("P")
T = TypeVar("T")

_EVERYTHING = Query(EVERYTHING, "")
_QUIET = lazy("The owners keep some posts quiet: a search alone finds them")
_HALF_A_YEAR = 182  # days; the same day of another year is always farther away


class _DayQuery(NamedTuple):
    """The question for the memories of a day: `days` are those whose posts count for it."""

    day: Day
    days: tuple[Day, ...]
    zone: tzinfo
    query: Query
    seen_in: int | None


class _Found(NamedTuple):
    """A memory before its post is loaded."""

    year: int
    key: int
    extent: Extent


class Memories:
    """Finds memories, and draws random posts."""

    def __init__(
        self, archive: Archive, selections: Selections, shuffles: Shuffles, clock: Clock
    ) -> None:
        self._archive = archive
        self._selections = selections
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
        within: View | None = None,
    ) -> OnThisDay:
        """Return the memories of `day` in the time zone `zone`, each thread once.

        `year` limits them to that year, `seen_in` to the years before it. Raises TooLongError for a
        query that takes more than a second.
        """
        asked = self._day_query(day, zone, query, seen_in)
        async with self._archive.view(within) as view:
            return await self._read(view, asked.zone, self._on_this_day, asked, year)

    async def page(
        self,
        day: Day,
        zone: tzinfo,
        query: Query | None = None,
        *,
        year: int | None = None,
        page: int = 0,
        page_size: int = 10,
    ) -> OnThisDayPage:
        """Return a page, counted from 0, of the memories of a day, or the last page.

        `year` limits them to that year, if it has any. Raises the same errors as `on_this_day`.
        """
        asked = self._day_query(day, zone, query, None)
        async with self._archive.view() as view:
            found, neighbours = await self._read(
                view, zone, self._page, asked, year, page, page_size
            )
            if neighbours is None:
                neighbours = await view.read_long(self._neighbours_by_scan, asked)
        return OnThisDayPage(*found, neighbours)

    async def on_date(
        self, local_date: date, zone: tzinfo, query: Query | None = None, *, or_nearest: bool
    ) -> OnThisDay:
        """Return the memories of a date, of earlier years only.

        With `or_nearest`, if there are none, those of the nearest date within half a year that has
        some; at equal distance of the earlier one. Raises the same errors as `on_this_day`.
        """
        day, year = day_of(local_date), local_date.year
        async with self._archive.view() as view:
            found = await self.on_this_day(day, zone, query, seen_in=year, within=view)
            if found.memories or not or_nearest:
                return found
            beside = await self.neighbour_days(day, zone, query, seen_in=year, within=view)
            near = beside.nearest_date(local_date, _HALF_A_YEAR)
            if near is None:
                return found
            return await self.on_this_day(day_of(near), zone, query, seen_in=near.year, within=view)

    async def neighbour_days(
        self,
        day: Day,
        zone: tzinfo,
        query: Query | None = None,
        *,
        seen_in: int | None = None,
        within: View | None = None,
    ) -> NeighbourDays:
        """Return the nearest days before and after `day` that have memories.

        With `seen_in`, `day` is a day of that year, and only memories of years before the year of
        each day count: see DayIndex.
        """
        asked = self._day_query(day, zone, query, seen_in)
        async with self._archive.view(within) as view:
            neighbours = await view.read(self._neighbours, asked)
            if neighbours is None:
                neighbours = await view.read_long(self._neighbours_by_scan, asked)
        return neighbours

    async def draw(
        self, name: str, query: Query | None = None, zone: tzinfo = UTC, *, best: bool = False
    ) -> ThreadedPost | None:
        """Return a random post; none repeats before all were drawn for `name` and `query`.

        With `best` it is the one with the most likes and reposts of those that are left.

        `name` identifies the owner of the shuffle, such as "channel:17". Reposts and replies are
        left out unless `query` mentions them: see `originals_only`. None if no post matches.
        Raises SearchOnlyError for a query with a meaning.
        """
        if query is not None and query.meaning is not None:
            raise SearchOnlyError
        return await self._shuffles.draw(name, originals_only(query), zone, best=best)

    async def draw_related(self, name: str, query: Query, zone: tzinfo) -> ThreadedPost | None:
        """Return a random one of the posts nearest to the meaning of `query`, otherwise as `draw`.

        Raises a MeaningError where posts cannot be compared with that.
        """
        return await self._shuffles.draw(name, originals_only(query), zone)

    async def notes(self, *, within: View | None = None) -> list[str]:
        """Return a sentence, without a full stop, for when nothing is found; [] without rules."""
        async with self._archive.view(within) as view:
            rules = await view.read(lambda reader: reader.quiet.rules())
        return [str(_QUIET)] if rules else []

    async def give_back(self, name: str, query: Query | None, ids: Collection[str]) -> None:
        """Return posts that `draw` returned, but no user saw, to the current round."""
        await self._shuffles.give_back(name, originals_only(query), ids)

    async def random(
        self,
        query: Query | None = None,
        seed: int | None = None,
        zone: tzinfo = UTC,
        *,
        within: View | None = None,
    ) -> Post | None:
        """Return a random post from the same posts as `draw`, outside of any round.

        None if no post matches. The same `seed` gives the same post in an unchanged archive.
        """
        rng, narrowed = Random(seed), originals_only(query)  # noqa: S311 - nothing secret
        async with self._archive.view(within) as view:
            picked = await view.read(self._pick, rng, narrowed, zone)
            return picked or await view.read_long(self._pick_any, rng, narrowed, zone)

    async def _read(
        self, view: View, zone: tzinfo, reading: Reading[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return the result of `reading`; if it is the rules that take long, in a second read."""
        try:
            return await view.read(reading, *args, **kwargs)
        except TooLongError:
            if not await view.read_long(self._selections.prepare, zone):
                raise
        return await view.read(reading, *args, **kwargs)

    def _day_query(
        self, day: Day, zone: tzinfo, query: Query | None, seen_in: int | None
    ) -> _DayQuery:
        """Return the question for a day; `days_remembered_on` says which days count for it."""
        this_year = self._clock.now().astimezone(zone).year
        days = days_remembered_on(day, this_year if seen_in is None else seen_in)
        return _DayQuery(day, days, zone, query or _EVERYTHING, seen_in)

    def _on_this_day(self, reader: ArchiveReader, asked: _DayQuery, year: int | None) -> OnThisDay:
        found = _of_year(self._find(reader, asked), year)
        return OnThisDay(asked.day, asked.days, _load(reader, found), _years(found), len(found))

    def _page(
        self, reader: ArchiveReader, asked: _DayQuery, year: int | None, page: int, page_size: int
    ) -> tuple[tuple[OnThisDay, Paging, int | None], NeighbourDays | None]:
        """Return all of an OnThisDayPage but the neighbours, and these unless they take long."""
        found = self._find(reader, asked)
        years = _years(found)
        if year is not None and year not in years:  # its posts are gone
            year, page = None, 0
        of_year = _of_year(found, year)
        paging = Paging.of_items(page, len(of_year), page_size)
        memories = _load(reader, of_year[paging.items(page_size)])
        shown = OnThisDay(asked.day, asked.days, memories, years, len(of_year))
        return (shown, paging, year), self._neighbours(reader, asked)

    def _find(self, reader: ArchiveReader, asked: _DayQuery) -> list[_Found]:
        """Return the memories of a day, the newest year first, in order of time within it."""
        with time_limit(reader):
            index = self._day_index(reader, asked)
            posts = [post for day in asked.days for post in index.keys(day)]
        extents = reader.threads.extents([key for _, key in posts])
        by_thread: dict[int, tuple[int, int]] = {}
        for post in posts:
            by_thread.setdefault(extents[post[1]].first, post)
        ordered = sorted(by_thread.values(), key=lambda post: -post[0])
        return [_Found(year, key, extents[key]) for year, key in ordered]

    def _neighbours(self, reader: ArchiveReader, asked: _DayQuery) -> NeighbourDays | None:
        """Return the days beside a day that have memories; None if that takes too long."""
        try:
            with time_limit(reader):
                return self._day_index(reader, asked).neighbours(asked.days[0], asked.days[-1])
        except TooLongError:
            return None

    def _neighbours_by_scan(self, reader: ArchiveReader, asked: _DayQuery) -> NeighbourDays:
        return self._day_index(reader, asked).neighbours_by_scan(asked.days[0], asked.days[-1])

    def _day_index(self, reader: ArchiveReader, asked: _DayQuery) -> DayIndex:
        selection = self._selections.of(reader, asked.query, asked.zone)
        return DayIndex(reader, selection, asked.zone, asked.seen_in)

    def _pick(self, reader: ArchiveReader, rng: Random, query: Query, zone: tzinfo) -> Post | None:
        """Return a random post; None if none is found soon, although there may be one."""
        try:
            with time_limit(reader):
                selection = self._selections.of_known(reader, query, zone)
                keys = Sampler(reader, selection, rng).some()
        except TooLongError:
            return None
        return _first(reader, keys)

    def _pick_any(
        self, reader: ArchiveReader, rng: Random, query: Query, zone: tzinfo
    ) -> Post | None:
        return _first(reader, Sampler(reader, self._selections.of(reader, query, zone), rng).any())


def _first(reader: ArchiveReader, keys: Sequence[int]) -> Post | None:
    return next(iter(reader.posts.by_keys(keys[:1])), None)


def _load(reader: ArchiveReader, found: Sequence[_Found]) -> tuple[Memory, ...]:
    posts = reader.posts.by_keys([one.key for one in found])
    return tuple(
        Memory(post, one.year, one.extent.length, starts_thread=one.extent.first == one.key)
        for post, one in zip(posts, found, strict=True)
    )


def _of_year(found: Sequence[_Found], year: int | None) -> list[_Found]:
    return [one for one in found if year in {None, one.year}]


def _years(found: Sequence[_Found]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one.year for one in found))
