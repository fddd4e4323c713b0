"""The due times of runs, computed in another way than the bot does: from offsets of clocks.

A year of a zone is cut into stretches with a constant offset. A run is due when the clocks first
show its time or a later one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_QUARTER = timedelta(minutes=15)  # clocks have changed at whole quarters since 1990
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end`, in UTC, the clocks are `offset` ahead of UTC."""

    start: datetime
    end: datetime
    offset: timedelta


def stretches(zone: ZoneInfo, start: datetime, end: datetime) -> list[Stretch]:
    """Return the stretches of a zone between two moments."""
    found: list[Stretch] = []
    moment = began = start
    offset = start.astimezone(zone).utcoffset() or timedelta()
    while moment < end:
        moment += _QUARTER
        now = moment.astimezone(zone).utcoffset() or timedelta()
        if now != offset:
            found.append(Stretch(began, moment, offset))
            began, offset = moment, now
    return [*found, Stretch(began, end, offset)]


def due_times(
    clocks: Sequence[Stretch], at: time, days: Sequence[date]
) -> Iterator[tuple[date, datetime]]:
    """Yield each of `days` that exists in the zone, and the due time of a run at `at`."""
    for day in days:
        begins = datetime.combine(day, time(), UTC)
        exists = any(
            max(one.start, begins - one.offset) < min(one.end, begins + _DAY - one.offset)
            for one in clocks
        )
        wall = datetime.combine(day, at, UTC)
        moments = [
            max(one.start, wall - one.offset) for one in clocks if one.end > wall - one.offset
        ]
        if exists and moments:
            yield day, moments[0]


class Opportunities:
    """The moments, by the bot's clock, when it could post what was due."""

    def __init__(self) -> None:
        self._moments: list[datetime] = []
        self._sorted: list[datetime] = []

    def add(self, moment: datetime) -> None:
        """Record a moment."""
        self._moments.append(moment)

    def any_within(self, start: datetime, end: datetime) -> bool:
        """Return whether there is a moment from `start` to `end`."""
        if len(self._sorted) != len(self._moments):
            self._sorted = sorted(self._moments)
        return bisect_left(self._sorted, start) < bisect_right(self._sorted, end)
