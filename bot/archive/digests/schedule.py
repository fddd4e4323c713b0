"""When a digest is due: once per local day, at any clock change of its zone.

Pure functions compute from schedule, ledger and the current time what is due. A day's run is at the
first moment when the clocks of the zone show its time or, where they skip it, a later one. A day
that a zone never had, because it moved across the date line, has no run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
"""Monday is 0."""

DEFAULT_LATE = timedelta(hours=6)
"""How late a run may be posted by default."""

NO_ZONE = (LookupError, ValueError, OSError)
"""The errors that ZoneInfo raises for an unknown zone name."""

_DAY = timedelta(days=1)
_MOST_MISSED = timedelta(days=366)  # of a longer absence only the end is recorded
_SEARCHED = 60  # days: more than the six weeks that a weekday can be away because days are skipped


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day in an IANA zone, on some weekdays, and how late a run may still be posted."""

    time: time
    zone: str
    weekdays: frozenset[int] = EVERY_DAY
    late: timedelta = DEFAULT_LATE


@dataclass(frozen=True, slots=True)
class Slot:
    """A local date and the moment, in UTC, when its run is due."""

    date: date
    moment: datetime


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """The newest local date in the ledger, and the zone in which it was that date.

    `posted_at` is when its run was, or may have been, posted; None if it certainly was not.
    """

    date: date
    zone: str
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The dates without an open run: all before `first_date`, and all up to the newest entry's."""

    first_date: date
    newest: LedgerEntry | None = None

    def open_from(self, zone: str) -> date:
        """Return the first local date of `zone` that may still have a run.

        A run posted in another zone also counts for its date in this one: a change of zone across
        the date line brings no second digest within hours.
        """
        newest = self.newest
        if newest is None:
            return self.first_date
        last_done = newest.date
        if newest.zone != zone and newest.posted_at is not None:
            last_done = max(last_done, newest.posted_at.astimezone(ZoneInfo(zone)).date())
        return max(self.first_date, last_done + _DAY)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now: post at most one run, record the missed ones, wake up for the next."""

    due_slot: Slot | None = None
    missed: tuple[Slot, ...] = field(default=())
    next_slot: Slot | None = None


def run_moment(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Return when the clocks of `zone` first show `at` on `day`, in UTC.

    Where they skip that time, the first moment after the gap, even if it is on the next day. None
    for a day that they skip entirely.
    """
    moment = _first(datetime.combine(day, at), zone)
    if moment.astimezone(zone).date() == day:
        return moment
    start = _first(datetime.combine(day, time()), zone)
    return moment if start.astimezone(zone).date() == day else None


def plan(schedule: Schedule, ledger: Ledger, now: datetime) -> Plan:
    """Return what is due at `now`: the latest run if it is not too late; older ones are missed."""
    zone = ZoneInfo(schedule.zone)
    today = now.astimezone(zone).date()
    begin = max(ledger.open_from(schedule.zone), today - _MOST_MISSED)
    past = []
    for slot in _slots(schedule, begin, today + _DAY):
        if slot.moment > now:
            break
        past.append(slot)
    post = None
    if past:
        begin = past[-1].date + _DAY
        if now - past[-1].moment <= schedule.late:
            post = past.pop()
    return Plan(post, tuple(past), _next(schedule, begin, now))


def next_run(schedule: Schedule, ledger: Ledger, after: datetime) -> Slot | None:
    """Return the first run after a moment; None if there is none in the calendar."""
    return _next(schedule, ledger.open_from(schedule.zone), after)


def first_after(schedule: Schedule, now: datetime) -> date:
    """Return the first local date whose run is still to come, at which a new digest begins.

    So does one that is resumed or rescheduled: it does not make up for earlier days.
    """
    daily = Schedule(schedule.time, schedule.zone)
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    slot = _next(daily, today - _DAY, now)
    return today if slot is None else slot.date


def _next(schedule: Schedule, begin: date, after: datetime) -> Slot | None:
    begin = max(begin, after.astimezone(ZoneInfo(schedule.zone)).date() - _DAY)
    for slot in _slots(schedule, begin, begin + timedelta(days=_SEARCHED)):
        if slot.moment > after:
            return slot
    return None


def _slots(schedule: Schedule, begin: date, last: date) -> Iterator[Slot]:
    """Yield the runs of the dates from `begin` to `last`."""
    zone = ZoneInfo(schedule.zone)
    for offset in range((last - begin).days + 1):
        day = begin + timedelta(days=offset)
        if day.weekday() in schedule.weekdays:
            moment = run_moment(day, schedule.time, zone)
            if moment is not None:
                yield Slot(day, moment)


def _first(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment when the clocks show `wall`, or the end of the gap that it is in."""
    # Of a time that the clocks show twice, fold=0 is the first. A skipped time maps to a moment
    # after the gap with the offset from before it (fold=0), and before it with the one from after.
    by_old_offset, by_new_offset = (
        wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    if by_old_offset <= by_new_offset:
        return by_old_offset
    too_early, late_enough = 0, int((by_old_offset - by_new_offset).total_seconds())
    while late_enough - too_early > 1:
        middle = (too_early + late_enough) // 2
        shown = (by_new_offset + timedelta(seconds=middle)).astimezone(zone)
        if shown.replace(tzinfo=None) >= wall:
            late_enough = middle
        else:
            too_early = middle
    return by_new_offset + timedelta(seconds=late_enough)
