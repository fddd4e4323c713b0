"""The nearest days of the year with posts, found without a scan of all posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from bot.archive.calendar import DAYS, Day, day_of, day_ranges, days_from
from bot.archive.posts.cross_posts.pairing import MAX_APART
from bot.services.memories.selection import Selection
from bot.storage.archive.reader import ArchiveReader

_FEW = 20_000  # up to so many candidate posts it is fastest to read all their times


@dataclass(frozen=True, slots=True)
class NeighbourDays:
    """The nearest days with posts before and after a day; the search wraps around the year.

    None if no other day has posts.
    """

    before: Day | None
    after: Day | None

    def nearest(self, day: Day) -> Day | None:
        """Return the one that is nearer to `day`; at equal distance the earlier one."""
        if self.before is None or self.after is None:
            return self.before or self.after
        is_before = days_from(self.before, day) <= days_from(day, self.after)
        return self.before if is_before else self.after

    def nearest_date(self, to: date, max_days: int) -> date | None:
        """Return the nearer date by the same rule, at most `max_days` days away from `to`."""
        day, dates = day_of(to), []
        if self.before is not None:
            dates.append(self.before.remembered_in(to.year + _year_change(day, self.before, -1)))
        if self.after is not None:
            dates.append(self.after.remembered_in(to.year + _year_change(day, self.after, 1)))
        near = [found for found in dates if abs(found - to).days <= max_days]
        return min(near, key=lambda found: abs(found - to), default=None)


class DayIndex:
    """The days with posts that match one query, in one snapshot of the archive and one time zone.

    With `seen_in`, a year, they are the days of that year, and only posts of earlier years count.
    A day before 1 January then belongs to the previous year, for which one year less counts, and a
    day after 31 December to the next year, for which one year more counts.
    """

    def __init__(
        self,
        reader: ArchiveReader,
        selection: Selection,
        zone: tzinfo,
        seen_in: int | None = None,
    ) -> None:
        self._times = reader.times
        self._selection = selection
        self._zone = zone
        years = reader.times.years()
        # Local time may be in the year before or after that of UTC.
        self._all_years = range(years.start - 1, years.stop + 1) if years else years
        self._seen_in = seen_in

    def neighbours(self, first: Day, last: Day) -> NeighbourDays:
        """Return the days with posts before `first` and after `last`: the same or the next day."""
        lists = self._selection.candidate_lists()
        if lists is not None and sum(map(len, lists)) <= _FEW:
            matching = self._selection.matching_among(key for keys in lists for key in keys)
            return self._neighbours_of(matching, first, last)
        return NeighbourDays(self._walk(first, -1), self._walk(last, 1))

    def neighbours_by_scan(self, first: Day, last: Day) -> NeighbourDays:
        """Return the same as `neighbours` from a scan of all matching posts, which may be slow."""
        return self._neighbours_of(self._selection.all_matching(), first, last)

    def keys(self, day: Day, year_offset: int = 0) -> list[tuple[int, int]]:
        """Return the matching posts of `day` in all years, each as (year, key), oldest first.

        `year_offset` is the number of years from `seen_in` to the year of the day.
        """
        found = [(year, key) for year in self._years(year_offset) for key in self._of(day, year)]
        matching = self._selection.matching_among(key for _, key in found)
        return [post for post in found if post[1] in matching]

    def _of(self, day: Day, year: int) -> list[int]:
        return self._times.within(day_ranges(day, range(year, year + 1), self._zone))

    def _has(self, day: Day, year: int, year_offset: int) -> bool:
        """Return whether a post of `day` matches. Where most do, that of one `year` is enough."""
        if self._selection.leaves_little_out and self._selection.matching_among(
            self._of(day, year)
        ):
            return True
        return bool(self.keys(day, year_offset))

    def _neighbours_of(self, matching: Iterable[int], first: Day, last: Day) -> NeighbourDays:
        dates = self._times.dates(matching, self._zone)
        found = {
            (day_of(local), local.year) for local in dates if day_of(local) not in {first, last}
        }
        before = [day for day, year in found if year in self._years(_year_change(first, day, -1))]
        after = [day for day, year in found if year in self._years(_year_change(last, day, 1))]
        return NeighbourDays(
            min(before, key=lambda day: _steps(first, day, -1), default=None),
            min(after, key=lambda day: _steps(last, day, 1), default=None),
        )

    def _walk(self, start: Day, direction: int) -> Day | None:
        """Return the next day with matching posts, stepping from one day with posts to the next.

        The walk wraps around the year. `direction` is 1 for forwards, -1 for backwards.
        """
        walked, year_offset, day = 0, 0, start
        while (found := self._next(day, year_offset, direction)) is not None:
            other, year = found
            walked += _steps(day, other, direction)
            year_offset += _year_change(day, other, direction)
            if other == start or walked > DAYS:
                return None
            if self._surely_has(other, year_offset) or self._has(other, year, year_offset):
                return other
            day = other
        return None

    def _surely_has(self, day: Day, year_offset: int) -> bool:
        """Return whether a day with posts has one that matches, where that is known at once.

        Every post of its first minutes may say what one of the day before does.
        """
        if not self._selection.matches_everything:
            return False
        if not self._selection.cross_posts.posts:
            return True
        ranges = (
            one._replace(start=one.start + MAX_APART)
            for year in reversed(self._years(year_offset))
            for one in day_ranges(day, range(year, year + 1), self._zone)
        )
        return any(map(self._times.has_any, ranges))

    def _next(self, day: Day, year_offset: int, direction: int) -> tuple[Day, int] | None:
        """Return the nearest other day with posts that count, whether they match or not.

        The post next to the day is looked up in each year. The day of the nearest of these posts is
        the result, with the year of that one, since no post of any year lies between.
        """
        nearest: tuple[Day, int] | None = None
        for year in self._years(year_offset):
            if direction < 0:
                found = self._times.last_date_before(day.date_in(year), self._zone)
            else:
                found = self._times.first_date_from(day.end_in(year), self._zone)
            if found is None:
                continue
            other = day_of(found)
            if other == day or found.year not in self._years(
                year_offset + _year_change(day, other, direction)
            ):
                continue
            steps = _steps(day, other, direction)
            if nearest is None or steps < _steps(day, nearest[0], direction):
                nearest = other, found.year
        return nearest

    def _years(self, year_offset: int) -> range:
        """Return the years whose posts count for a day of the year `seen_in + year_offset`."""
        years = self._all_years
        if self._seen_in is None:
            return years
        return range(years.start, min(years.stop, self._seen_in + year_offset))


def _steps(day: Day, other: Day, direction: int) -> int:
    """Return the number of days from `day` to the next `other` in a direction (1 or -1)."""
    return days_from(day, other) if direction > 0 else days_from(other, day)


def _year_change(day: Day, other: Day, direction: int) -> int:
    """Return by how much the year changes from `day` to the next `other`: -1, 0 or 1."""
    return direction if (other < day if direction > 0 else other > day) else 0
