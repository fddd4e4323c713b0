"""Which days have posts, found beside a day without looking at all posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from bot.archive.calendar import DAYS, Day, day_of, days_from, midnight
from bot.archive.snowflake import from_milliseconds, to_milliseconds
from bot.services.answering import Answering
from bot.storage.search import SearchReader

_FEW = 20_000  # posts of which it is best asked when they were written


@dataclass(frozen=True, slots=True)
class Beside:
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


class Days:
    """The days of one query, over one state of the archive, as they pass in `zone`."""

    def __init__(self, reader: SearchReader, answering: Answering, zone: tzinfo) -> None:
        self._reader = reader
        self._answering = answering
        self._zone = zone
        years = reader.years()
        # Local time may be in the year before or after that of UTC.
        self.years = range(years.start - 1, years.stop + 1) if years else years

    def beside(self, first: Day, last: Day) -> Beside:
        """Return the days with posts before `first` and after `last`, which follows it or is it."""
        lists = self._answering.pool()
        if lists is not None and sum(map(len, lists)) <= _FEW:
            fitting = self._answering.among(key for one in lists for key in one)
            return self._beside(fitting, first, last)
        return Beside(self._walk(first, backwards=True), self._walk(last, backwards=False))

    def beside_of_all(self, first: Day, last: Day) -> Beside:
        """Return the same by looking at all posts that fit, which may take its time."""
        return self._beside(self._answering.all(), first, last)

    def keys(self, day: Day) -> list[tuple[int, int, int]]:
        """Return the posts of `day` in all years, each as its year, its place and its key."""
        found: list[tuple[int, int, int]] = []
        for year in self.years:
            if day.exists_in(year):
                span = self._begin(day, year), self._end(day, year)
                found += ((year, *post) for post in self._reader.within([span]))
        fitting = self._answering.among(key for _, _, key in found)
        return [post for post in found if post[2] in fitting]

    def _beside(self, fitting: Iterable[int], first: Day, last: Day) -> Beside:
        days = {self._day(moment) for moment in self._reader.times(fitting)} - {first, last}
        return Beside(
            min(days, key=lambda day: days_from(day, first), default=None),
            min(days, key=lambda day: days_from(last, day), default=None),
        )

    def _walk(self, start: Day, *, backwards: bool) -> Day | None:
        """Go from a day with posts to the next, round the year, until one has posts that fit."""
        gone, day = 0, start
        while (other := self._next(day, backwards=backwards)) is not None:
            step = days_from(other, day) if backwards else days_from(day, other)
            gone += step
            if other == start or gone > DAYS:
                return None
            if self._answering.asks_everything or self.keys(other):
                return other
            day = other
        return None

    def _next(self, day: Day, *, backwards: bool) -> Day | None:
        """Return the nearest other day that has posts, whatever they are.

        In each year the post next to the day is looked up. The next of all days is the day of the
        nearest of these: nothing stands between.
        """
        nearest: Day | None = None
        for year in self.years:
            if backwards:
                moment = self._reader.last_before(self._begin(day, year))
            else:
                moment = self._reader.first_since(self._end(day, year))
            other = None if moment is None else self._day(moment)
            if other is None or other == day:
                continue
            if nearest is None or _is_nearer(day, other, nearest, backwards=backwards):
                nearest = other
        return nearest

    def _day(self, moment: int) -> Day:
        return day_of(from_milliseconds(moment).astimezone(self._zone).date())

    def _begin(self, day: Day, year: int) -> int:
        return to_milliseconds(midnight(day.date_in(year), self._zone))

    def _end(self, day: Day, year: int) -> int:
        return to_milliseconds(midnight(day.end_in(year), self._zone))


def _is_nearer(day: Day, one: Day, other: Day, *, backwards: bool) -> bool:
    if backwards:
        return days_from(one, day) < days_from(other, day)
    return days_from(day, one) < days_from(day, other)
