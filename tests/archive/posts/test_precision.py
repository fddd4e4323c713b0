"""How exactly times are known, and that a day stays that day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.calendar import Day, TimeRange
from bot.archive.posts.post import Precision
from bot.archive.posts.precision import precision_of
from bot.archive.search.query.filters import (
    After,
    Before,
    During,
    OnEvery,
    Since,
    TimeFilter,
    Until,
    time_ranges,
)
from bot.archive.timestamps import to_milliseconds
from tests.archives import post, snowflake

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo)
DAY = datetime(2009, 3, 11, tzinfo=UTC)
SECOND, MILLISECOND = Precision.SECOND, Precision.MILLISECOND
LATE = datetime(2015, 3, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("id", "when", "of_export", "expected"),
    [
        ("1313000001", DAY, True, Precision.DAY),
        ("1313000001", DAY, False, SECOND),  # the parser read exports that state times
        ("1313000001", DAY + timedelta(seconds=1), True, SECOND),
        (snowflake(LATE), LATE, True, MILLISECOND),
        (snowflake(LATE + timedelta(seconds=9)), LATE, True, SECOND),  # two clocks of the network
        (snowflake(LATE, 7), LATE, False, MILLISECOND),
        ("t1236729600-0a1b2c3d", DAY, True, SECOND),
    ],
)
def test_midnight_of_a_counter_is_a_day(
    id: str, when: datetime, of_export: bool, expected: Precision
) -> None:
    """Exports give midnight where they know the day alone; ids of today hold milliseconds."""
    assert precision_of(id, to_milliseconds(when), of_export=of_export) is expected


@given(st.datetimes(datetime(2006, 3, 21), datetime(2010, 11, 4)), ZONES, st.booleans())  # noqa: DTZ001 - any zone
def test_a_post_is_of_its_date_in_every_zone(
    moment: datetime, zone: ZoneInfo, is_day: bool
) -> None:
    """Every filter of time has the post exactly if it has its date: for a day, the same one."""
    when = moment.replace(tzinfo=UTC)
    if is_day:
        when = when.replace(hour=0, minute=0, second=0, microsecond=0)
    one = post(when, "x", id="17", precision=Precision.DAY if is_day else SECOND)
    local = when.date() if is_day else when.astimezone(zone).date()
    assert one.date_in(zone) == local
    for day in (local - timedelta(days=1), local, local + timedelta(days=1)):
        wanted: list[tuple[TimeFilter, bool]] = [
            (During(day, day), local == day),
            (OnEvery(Day(day.month, day.day)), local == day),
            (Since(day), local >= day),
            (Until(day), local <= day),
            (During(date(day.year, 1, 1), date(day.year, 12, 31)), local.year == day.year),
            (After(day), local > day),
            (Before(day), local < day),
        ]
        for asked, expected in wanted:
            ranges = time_ranges(asked, zone)
            assert any(_has(one, when, is_day) for one in ranges) == expected, asked


def _has(one: TimeRange, when: datetime, is_day: bool) -> bool:
    at = to_milliseconds(when)
    return one.day_start <= at < one.day_end if is_day else one.start <= at < one.end
