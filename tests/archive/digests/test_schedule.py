"""When digests are due, compared with a wall clock that is read every minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.archive.digests.schedule import (
    EVERY_DAY,
    Ledger,
    LedgerEntry,
    Schedule,
    Slot,
    first_after,
    next_run,
    plan,
    run_moment,
)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = sorted(available_timezones())

TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DATES = st.dates(date(1972, 1, 2), date(2037, 12, 30))  # offsets of whole minutes
MOMENTS = st.integers(0, 25 * 365 * 1440).map(
    lambda minutes: datetime(2005, 1, 1, tzinfo=UTC) + minutes * MINUTE
)
SCHEDULES = st.builds(
    Schedule,
    TIMES,
    st.sampled_from(ZONES),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(10, 23 * 60).map(lambda minutes: timedelta(minutes=minutes)),
)


def seen(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Return the first minute at which a clock on the wall shows `day` and `at`, or later."""
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=UTC) - timedelta(hours=26)
    has_day = False
    found = None
    for _ in range(54 * 60):
        shown = moment.astimezone(zone).replace(tzinfo=None)
        has_day = has_day or shown.date() == day
        if found is None and shown >= wall:
            found = moment
        moment += MINUTE
    return found if has_day else None


def transitions() -> st.SearchStrategy[tuple[str, date]]:
    """Return the zones and days on which clocks changed in 2011: the hard cases.

    They take a second to find, which only the process that runs their test has to spend.
    """
    found = []
    for name in ZONES:
        zone = ZoneInfo(name)
        noon = datetime(2011, 1, 1, 12, tzinfo=UTC)
        for number in range(366):
            a, b = ((noon + (number + n) * DAY).astimezone(zone) for n in (0, 1))
            if a.utcoffset() != b.utcoffset():
                found += [(name, a.date()), (name, b.date())]
    return st.sampled_from(found)


@given(TIMES, st.one_of(st.tuples(st.sampled_from(ZONES), DATES), st.deferred(transitions)))
def test_the_moment_is_when_a_clock_shows_it(at: time, where: tuple[str, date]) -> None:
    """The moment of a run is right in gaps, folds and skipped days of every zone."""
    zone = ZoneInfo(where[0])
    assert run_moment(where[1], at, zone) == seen(where[1], at, zone)


@pytest.mark.parametrize(
    ("zone", "day", "at", "moment"),
    [
        ("America/New_York", "2024-03-10", "09:00", "2024-03-10T13:00"),
        ("America/New_York", "2024-03-10", "02:30", "2024-03-10T07:00"),  # the gap ends at 3
        ("America/New_York", "2024-11-03", "01:30", "2024-11-03T05:30"),  # the first of two
        ("Australia/Lord_Howe", "2024-10-06", "02:15", "2024-10-05T15:30"),  # half an hour
        ("Asia/Kathmandu", "2024-01-01", "00:00", "2023-12-31T18:15"),
        ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59"),
        ("Pacific/Apia", "2011-12-30", "12:00", None),  # this date does not exist
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00"),
        ("America/Sao_Paulo", "2018-11-04", "00:15", "2018-11-04T03:00"),  # midnight is skipped
    ],
)
def test_known_days(zone: str, day: str, at: str, moment: str | None) -> None:
    """Runs on days with known changes of the clock come at the expected moments."""
    due = run_moment(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    assert due == (None if moment is None else datetime.fromisoformat(f"{moment}+00:00"))


def test_the_days_of_each_zone_come_in_order() -> None:
    """In no zone does a day's run come before or together with that of the day before."""
    for name in ZONES:
        zone = ZoneInfo(name)
        days = [date(2011, 1, 1) + number * DAY for number in range(366)]  # Samoa moved then
        moments = [run_moment(day, time(0, 30), zone) for day in days]
        known = [one for one in moments if one is not None]
        assert known == sorted(set(known))
        assert len(known) >= len(days) - 1


@given(SCHEDULES, MOMENTS, st.lists(st.integers(1, 5 * 1440), min_size=1, max_size=40))
def test_every_day_has_one_fate(schedule: Schedule, start: datetime, waits: list[int]) -> None:
    """However rarely the plan is made, each date is posted or missed once, as its lateness says."""
    zone = ZoneInfo(schedule.zone)
    first = first_after(schedule, start)
    ledger = Ledger(first)
    fates: dict[date, bool] = {}
    checks = [start + sum(waits[: n + 1]) * MINUTE for n in range(len(waits))]
    for now in checks:
        expected = next_run(schedule, ledger, start)
        due = plan(schedule, ledger, now)
        slots = [*due.missed, *([due.due_slot] if due.due_slot else [])]
        assert (not slots) == (expected is not None and expected.moment > now)
        for slot in slots:
            assert slot.date not in fates
            assert slot.moment <= now
            fates[slot.date] = slot is due.due_slot
        if due.due_slot is not None:
            assert now - due.due_slot.moment <= schedule.late
        elif due.missed:
            assert now - due.missed[-1].moment > schedule.late
        if slots:
            newest = LedgerEntry(slots[-1].date, schedule.zone, now if due.due_slot else None)
            ledger = Ledger(first, newest)
        assert due.next_slot == next_run(schedule, ledger, now)
        assert due.next_slot is None or due.next_slot.moment > now
    day = first
    while (moment := run_moment(day, schedule.time, zone)) is None or moment <= checks[-1]:
        wanted = moment is not None and day.weekday() in schedule.weekdays
        assert (day in fates) == wanted
        if wanted and moment is not None:
            in_time = any(moment <= now <= moment + schedule.late for now in checks)
            assert in_time or not fates[day]
        day += DAY


@given(SCHEDULES, MOMENTS)
def test_a_new_digest_makes_up_for_nothing(schedule: Schedule, now: datetime) -> None:
    """The first run of a new digest lies ahead, within a day, or two where one is skipped."""
    ledger = Ledger(first_after(schedule, now))
    due = plan(schedule, ledger, now)
    assert due.due_slot is None
    assert not due.missed
    daily = next_run(Schedule(schedule.time, schedule.zone), ledger, now)
    assert daily is not None
    assert daily.moment - now <= timedelta(hours=50)


@given(
    TIMES,
    st.lists(st.tuples(st.sampled_from(ZONES), TIMES, st.integers(0, 1440 * 2)), min_size=2),
    MOMENTS,
)
def test_edits_give_no_day_two_posts(
    at: time, edits: list[tuple[str, time, int]], start: datetime
) -> None:
    """No edit of a digest's zone or time between its runs gives a local day two posts.

    This holds by the dates of the ledger and by the calendar of the zone at the time of the run.
    """
    schedule = Schedule(at, edits[0][0])
    ledger = Ledger(first_after(schedule, start))
    posted: list[tuple[date, datetime]] = []
    now = start
    for zone, new, minutes in edits:
        now += minutes * MINUTE
        due = plan(schedule, ledger, now)
        if due.due_slot is not None:
            assert due.due_slot.date not in [day for day, _ in posted]
            local = now.astimezone(ZoneInfo(schedule.zone)).date()
            if posted and ledger.newest and ledger.newest.zone != schedule.zone:
                assert posted[-1][1].astimezone(ZoneInfo(schedule.zone)).date() < due.due_slot.date
                assert posted[-1][1].astimezone(ZoneInfo(schedule.zone)).date() <= local
            posted.append((due.due_slot.date, now))
            ledger = Ledger(ledger.first_date, LedgerEntry(due.due_slot.date, schedule.zone, now))
        schedule = Schedule(new, zone)
        ledger = Ledger(first_after(schedule, now), ledger.newest)
    assert len({day for day, _ in posted}) == len(posted)


def test_over_the_date_line_and_back() -> None:
    """A digest that moves from Honolulu to Auckland is not posted again two hours later."""
    nine = time(9)
    posted_at = datetime(2024, 7, 1, 19, tzinfo=UTC)  # 1 July in Honolulu, 2 July in Auckland
    ledger = Ledger(date(2024, 6, 1), LedgerEntry(date(2024, 7, 1), "Pacific/Honolulu", posted_at))
    moved = next_run(Schedule(nine, "Pacific/Auckland"), ledger, posted_at + timedelta(hours=1))
    assert moved == Slot(date(2024, 7, 3), datetime(2024, 7, 2, 21, tzinfo=UTC))
    back = next_run(Schedule(nine, "Pacific/Honolulu"), ledger, posted_at + timedelta(hours=1))
    assert back == Slot(date(2024, 7, 2), datetime(2024, 7, 2, 19, tzinfo=UTC))
    not_posted = Ledger(ledger.first_date, LedgerEntry(date(2024, 7, 1), "Pacific/Honolulu"))
    now = posted_at + timedelta(hours=1)
    missed = next_run(Schedule(nine, "Pacific/Auckland"), not_posted, now)
    assert missed == Slot(date(2024, 7, 2), datetime(2024, 7, 1, 21, tzinfo=UTC))


def test_a_long_absence_is_no_flood() -> None:
    """After six years one run is posted, and the 366 before it are recorded as missed."""
    schedule = Schedule(time(9), "UTC")
    now = datetime(2030, 1, 1, 9, 30, tzinfo=UTC)
    due = plan(schedule, Ledger(date(2024, 1, 1)), now)
    assert due.due_slot == Slot(date(2030, 1, 1), datetime(2030, 1, 1, 9, tzinfo=UTC))
    assert len(due.missed) == 366
    assert due.next_slot == Slot(date(2030, 1, 2), datetime(2030, 1, 2, 9, tzinfo=UTC))


@given(SCHEDULES, MOMENTS)
def test_weekdays_are_kept(schedule: Schedule, now: datetime) -> None:
    """A digest for some weekdays runs only on those."""
    assume(schedule.weekdays != EVERY_DAY)
    slot = next_run(schedule, Ledger(now.date() - DAY), now)
    assert slot is not None
    assert slot.date.weekday() in schedule.weekdays
