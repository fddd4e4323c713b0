"""Local days, hours and years of very many posts, without a time zone's rules for each of them.

All times are milliseconds since 1970, in ascending order.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from bot.archive.calendar import midnight
from bot.archive.statistics.model import BusiestDay, Streak
from bot.archive.timestamps import from_milliseconds, to_milliseconds

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_EPOCH = date(1970, 1, 1).toordinal()
_MILLISECOND = timedelta(milliseconds=1)
_SLICE = 10_000  # times that one call counts: the interpreter is yielded between two calls
_DENSE = 8  # times an hour: the end of each hour is searched for, instead of the hour of each


class Span(NamedTuple):
    """The times from `start` up to `end`, as positions, and their zone's offset in milliseconds."""

    start: int
    end: int
    offset: int


class YearRun(NamedTuple):
    """The times from `start` up to `end`, as positions, which are of one local year."""

    start: int
    end: int
    year: int


def spans(times: Sequence[int], zone: tzinfo) -> list[Span]:
    """Return the times divided into spans of one offset each.

    Only the first and the last time of a day of UTC are looked up, and all where those differ: no
    zone changes its clocks twice on one day.
    """
    found: list[Span] = []
    start = 0
    while start < len(times):
        end = bisect_left(times, (times[start] // _DAY + 1) * _DAY, start)
        first, last = _offset(times[start], zone), _offset(times[end - 1], zone)
        if first == last:
            _append(found, Span(start, end, first))
        else:
            for position in range(start, end):
                offset = _offset(times[position], zone)
                _append(found, Span(position, position + 1, offset))
        start = end
    return found


def local_hours(times: Sequence[int], within: Iterable[Span]) -> Counter[int]:
    """Return how many times each local hour has, counted from 1970-01-01 00:00 local time."""
    hours: Counter[int] = Counter()
    for first, end, offset in within:
        start = first
        if end - start > _DENSE * ((times[end - 1] - times[start]) // _HOUR + 1):
            while start < end:
                hour = (times[start] + offset) // _HOUR
                next_hour = bisect_left(times, (hour + 1) * _HOUR - offset, start, end)
                hours[hour] += next_hour - start
                start = next_hour
        for begin in range(start, end, _SLICE):
            part = times[begin : min(begin + _SLICE, end)]
            hours.update([(at + offset) // _HOUR for at in part])
    return hours


def year_runs(times: Sequence[int], within: Iterable[Span]) -> Iterator[YearRun]:
    """Yield the times divided by local years, in order; a year may have several runs."""
    for span in within:
        start = span.start
        while start < span.end:
            year = from_milliseconds(times[start] + span.offset).year
            end = span.end
            if from_milliseconds(times[end - 1] + span.offset).year != year:
                next_year = to_milliseconds(datetime(year + 1, 1, 1, tzinfo=UTC))
                end = bisect_left(times, next_year - span.offset, start, end)
            yield YearRun(start, end, year)
            start = end


def days_of(hours: Counter[int]) -> Counter[date]:
    """Return how many times each local day has, from those of its hours."""
    found: Counter[int] = Counter()
    for hour, count in hours.items():
        found[hour // 24] += count
    return Counter({date.fromordinal(_EPOCH + day): count for day, count in found.items()})


def week_of(hours: Counter[int]) -> tuple[tuple[int, ...], ...]:
    """Return how many times each hour of the week has: seven rows of 24, Monday first."""
    rows = [[0] * 24 for _ in range(7)]
    for hour, count in hours.items():
        # 1970 began on a Thursday.
        rows[(hour // 24 + 3) % 7][hour % 24] += count
    return tuple(map(tuple, rows))


def months_of(days: Counter[date]) -> dict[tuple[int, int], int]:
    """Return how many times each month has, as (year, month), the oldest first."""
    found: Counter[tuple[int, int]] = Counter()
    for day, count in days.items():
        found[day.year, day.month] += count
    return dict(sorted(found.items()))


def busiest_day(days: Counter[date]) -> BusiestDay | None:
    """Return the day with the most times, the oldest of several; None if there is no day."""
    if not days:
        return None
    day = min(days, key=lambda one: (-days[one], one))
    return BusiestDay(day, days[day])


def longest_streak(days: Iterable[date], zone: tzinfo) -> Streak | None:
    """Return the longest run of days in a row, the oldest of several; None if there is no day.

    A day that a zone's calendar skipped, such as 30 December 2011 in Apia, interrupts none.
    """
    best: Streak | None = None
    first = last = None
    length = 0
    for day in sorted(days):
        if first is None or last is None or not _follows(day, last, zone):
            first, length = day, 0
        last, length = day, length + 1
        if best is None or length > best.days:
            best = Streak(first, last, length)
    return best


def _follows(day: date, last: date, zone: tzinfo) -> bool:
    """Return whether no local day lies between two."""
    between = (day - last).days - 1
    if between != 1:
        return between == 0
    return midnight(last + timedelta(days=1), zone) == midnight(day, zone)


def _offset(at: int, zone: tzinfo) -> int:
    offset = from_milliseconds(at).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _MILLISECOND


def _append(found: list[Span], span: Span) -> None:
    """Append a span, or lengthen the last one if it has the same offset."""
    if found and found[-1].offset == span.offset:
        span = Span(found.pop().start, span.end, span.offset)
    found.append(span)
