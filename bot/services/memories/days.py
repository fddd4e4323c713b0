"""Which days have posts, found beside a day without looking at all posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from bot.archive.calendar import DAYS, Day, day_of, days_from, midnight
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.services.search.execution import QueryExecution
from bot.storage.archive.search.reader import SearchReader

_FEW = 20_000  # posts of which it is best asked when they were written


@dataclass(frozen=True, slots=True)
class NeighbourDays:
    """The days that have posts next to a day, before it and after it, round the year.

    None if there is no other day.
    """

    before: Day | None
    after: Day | None

    def nearest(self, day: Day) -> Day | None:
        """Return the nearer to `day` of the two; the earlier one if they are as near."""
        if self.before is None or self.after is None:
            return self.before or self.after
        is_before = days_from(self.before, day) <= days_from(day, self.after)
        return self.before if is_before else self.after

    def nearest_date(self, to: date, most: int) -> date | None:
        """Return the nearer date to `to`, at most so many days away, by the same rule."""
        day, dates = day_of(to), []
        if self.before is not None:
            dates.append(self.before.remembered_in(to.year + _turn(day, self.before, -1)))
        if self.after is not None:
            dates.append(self.after.remembered_in(to.year + _turn(day, self.after, 1)))
        near = [one for one in dates if abs(one - to).days <= most]
        return min(near, key=lambda one: abs(one - to), default=None)


class DayIndex:
    """The days of one query, over one state of the archive, as they pass in `zone`.

    With `seen_in`, a year, these are the days of that year, on which posts of the years before it
    count. Beside them, a day before 1 January is one of the last year, on which one year less
    counts, and a day after 31 December one of the next year, on which one more counts.
    """

    def __init__(
        self,
        reader: SearchReader,
        answering: QueryExecution,
        zone: tzinfo,
        seen_in: int | None = None,
    ) -> None:
        self._reader = reader
        self._answering = answering
        self._zone = zone
        years = reader.years()
        # Local time may be in the year before or after that of UTC.
        self._all_years = range(years.start - 1, years.stop + 1) if years else years
        self._seen_in = seen_in

    def neighbours(self, first: Day, last: Day) -> NeighbourDays:
        """Return the days with posts before `first` and after `last`, which follows it or is it."""
        lists = self._answering.candidate_lists()
        if lists is not None and sum(map(len, lists)) <= _FEW:
            fitting = self._answering.matching_among(key for one in lists for key in one)
            return self._beside(fitting, first, last)
        return NeighbourDays(self._walk(first, -1), self._walk(last, 1))

    def neighbours_by_scan(self, first: Day, last: Day) -> NeighbourDays:
        """Return the same by looking at all posts that fit, which may take its time."""
        return self._beside(self._answering.all_matching(), first, last)

    def keys(self, day: Day, turns: int = 0) -> list[tuple[int, int, int]]:
        """Return the posts of `day` in all years, each as its year, its place and its key.

        `turns` is how many years after the year `seen_in` the day is.
        """
        found: list[tuple[int, int, int]] = []
        for year in self._years(turns):
            if day.exists_in(year):
                span = self._begin(day, year), self._end(day, year)
                found += ((year, *post) for post in self._reader.in_time_spans([span]))
        fitting = self._answering.matching_among(key for _, _, key in found)
        return [post for post in found if post[2] in fitting]

    def _beside(self, fitting: Iterable[int], first: Day, last: Day) -> NeighbourDays:
        dates = {self._date(moment) for moment in self._reader.times(fitting)}
        found = {(day_of(one), one.year) for one in dates if day_of(one) not in {first, last}}
        before = [day for day, year in found if year in self._years(_turn(first, day, -1))]
        after = [day for day, year in found if year in self._years(_turn(last, day, 1))]
        return NeighbourDays(
            min(before, key=lambda day: _steps(first, day, -1), default=None),
            min(after, key=lambda day: _steps(last, day, 1), default=None),
        )

    def _walk(self, start: Day, way: int) -> Day | None:
        """Go from a day with posts to the next, round the year, until one has posts that fit.

        `way` is 1 to go forwards, -1 to go backwards.
        """
        gone, turns, day = 0, 0, start
        while (other := self._next(day, turns, way)) is not None:
            gone += _steps(day, other, way)
            turns += _turn(day, other, way)
            if other == start or gone > DAYS:
                return None
            if self._answering.matches_everything or self.keys(other, turns):
                return other
            day = other
        return None

    def _next(self, day: Day, turns: int, way: int) -> Day | None:
        """Return the nearest other day that has posts that count, whether they fit or not.

        In each year the post next to the day is looked up. The next of all days is the day of the
        nearest of these: nothing stands between.
        """
        nearest: Day | None = None
        for year in self._years(turns):
            if way < 0:
                moment = self._reader.last_before(self._begin(day, year))
            else:
                moment = self._reader.first_since(self._end(day, year))
            if moment is None:
                continue
            found = self._date(moment)
            other = day_of(found)
            if other == day or found.year not in self._years(turns + _turn(day, other, way)):
                continue
            if nearest is None or _steps(day, other, way) < _steps(day, nearest, way):
                nearest = other
        return nearest

    def _years(self, turns: int) -> range:
        """Return the years whose posts count on a day so many years after that of `seen_in`."""
        every = self._all_years
        if self._seen_in is None:
            return every
        return range(every.start, min(every.stop, self._seen_in + turns))

    def _date(self, moment: int) -> date:
        return from_milliseconds(moment).astimezone(self._zone).date()

    def _begin(self, day: Day, year: int) -> int:
        return to_milliseconds(midnight(day.date_in(year), self._zone))

    def _end(self, day: Day, year: int) -> int:
        return to_milliseconds(midnight(day.end_in(year), self._zone))


def _steps(day: Day, other: Day, way: int) -> int:
    """Return how many days it is from `day` to the next `other`, forwards or backwards."""
    return days_from(day, other) if way > 0 else days_from(other, day)


def _turn(day: Day, other: Day, way: int) -> int:
    """Return by how much the year changes on the way from `day` to the next `other`."""
    return way if (other < day if way > 0 else other > day) else 0
