"""Days of the year, and the moments that belong to them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.calendar import (
    DAYS,
    LEAP_DAY,
    Day,
    day_of,
    day_ranges,
    days_from,
    days_remembered_on,
    midnight,
    parse_day,
)
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.errors import BadDateError

TODAY = date(2022, 10, 28)
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo)


@pytest.mark.parametrize(
    ("text", "expected", "year"),
    [
        ("10-28", Day(10, 28), None),
        ("2-9", Day(2, 9), None),
        ("2019-02-29", LEAP_DAY, 2019),
        ("2016/10/28", Day(10, 28), 2016),
        ("2016.10.28", Day(10, 28), 2016),
        ("29 February", LEAP_DAY, None),
        ("28 October 2016", Day(10, 28), 2016),
        ("Oct 28th, 2016", Day(10, 28), 2016),
        ("Oct 28th", Day(10, 28), None),
        ("1. may", Day(5, 1), None),
        ("1. may 0000", Day(5, 1), None),
        (" today ", Day(10, 28), None),
        ("yesterday", Day(10, 27), None),
        ("Tomorrow", Day(10, 29), None),
    ],
)
def test_ways_to_write_a_day(text: str, expected: Day, year: int | None) -> None:
    """A day can be written with numbers, with the month's name, or from today; with a year too."""
    assert parse_day(text, TODAY) == (expected, year)


@pytest.mark.parametrize("text", ["", "02-30", "13-01", "0-1", "10-0", "soon", "31 April", "10/28"])
def test_what_is_no_day(text: str) -> None:
    """A text that is no day of any year is answered with the right form."""
    with pytest.raises(BadDateError, match="MM-DD"):
        parse_day(text, TODAY)


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    """Any text is a day or raises BadDateError."""
    try:
        day, _ = parse_day(text, TODAY)
    except BadDateError:
        return
    assert Day(1, 1) <= day <= Day(12, 31)


@given(st.dates())
def test_a_day_is_read_as_it_is_written(when: date) -> None:
    """A printed day parses to the same day."""
    day = day_of(when)
    assert parse_day(str(day), TODAY) == parse_day(day.name, TODAY) == (day, None)
    assert parse_day(str(when), TODAY) == (day, when.year)


def test_29_february_is_remembered_on_the_28th_of_other_years() -> None:
    """Only years without 29 February remember it on the 28th."""
    assert days_remembered_on(Day(2, 28), 2023) == (Day(2, 28), LEAP_DAY)
    assert days_remembered_on(Day(2, 28), 2024) == (Day(2, 28),)
    assert days_remembered_on(LEAP_DAY, 2023) == (LEAP_DAY,)
    starts = (one.start for one in day_ranges(LEAP_DAY, range(2014, 2023), UTC))
    assert [from_milliseconds(start).year for start in starts] == [2016, 2020]


def test_a_local_day_lasts_as_long_as_the_clocks_say() -> None:
    """The days of a change to and from summer time have 23 and 25 hours."""
    zone = ZoneInfo("Europe/Berlin")
    (short,) = day_ranges(Day(3, 27), range(2022, 2023), zone)
    (long,) = day_ranges(Day(10, 30), range(2022, 2023), zone)
    hour = 3_600_000
    assert short.end - short.start == 23 * hour
    assert long.end - long.start == 25 * hour
    for one in (short, long):
        assert one.day_end - one.day_start == 24 * hour


@given(st.datetimes(datetime(2006, 1, 1), datetime(2030, 1, 1)), ZONES)  # noqa: DTZ001 - any zone
def test_every_moment_belongs_to_its_local_day(moment: datetime, zone: ZoneInfo) -> None:
    """A post belongs to the date that its author's clock showed, in every zone."""
    local = moment.replace(tzinfo=UTC).astimezone(zone)
    (found,) = day_ranges(day_of(local.date()), range(local.year, local.year + 1), zone)
    assert found.start <= to_milliseconds(moment.replace(tzinfo=UTC)) < found.end
    assert found.day_start == to_milliseconds(midnight(local.date()))


@given(st.dates(date(2000, 1, 1), date(2000, 12, 31)), st.integers(1, DAYS))
def test_days_go_round_the_year(start: date, steps: int) -> None:
    """Days are counted as in a leap year; 1 January follows 31 December."""
    later = start + timedelta(days=steps)
    other = day_of(later if later.year == 2000 else later - timedelta(days=DAYS))
    assert days_from(day_of(start), other) == steps
    assert day_of(start).ordinal == (start - date(2000, 1, 1)).days


def test_29_february_in_other_years() -> None:
    """In years without 29 February a span ends before, or begins on, 1 March."""
    assert (LEAP_DAY.date_in(2020), LEAP_DAY.end_in(2020)) == (date(2020, 2, 29), date(2020, 3, 1))
    assert (LEAP_DAY.date_in(2021), LEAP_DAY.end_in(2021)) == (date(2021, 3, 1), date(2021, 3, 1))
    assert Day(12, 31).end_in(2021) == date(2022, 1, 1)
