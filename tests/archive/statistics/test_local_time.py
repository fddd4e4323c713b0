"""Local hours, years and days in a row, for all times and zones."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.statistics import local_time
from bot.archive.statistics.local_time import (
    busiest_day,
    days_of,
    local_hours,
    longest_streak,
    months_of,
    spans,
    week_of,
    year_runs,
)
from bot.archive.timestamps import from_milliseconds, to_milliseconds

ZONES = st.sampled_from(
    ["UTC", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu",
     "Asia/Dhaka", "Africa/Casablanca", "America/Caracas", "Antarctica/Troll", "Africa/Monrovia"]
).map(ZoneInfo)  # fmt: skip
NEAR = st.sampled_from(
    ["2009-12-31T18:00Z", "2011-12-30T10:00Z", "2016-05-01T07:00Z", "2021-03-14T07:00Z",
     "2021-11-07T06:00Z", "1969-12-31T00:00Z", "0001-01-03T00:00Z", "9999-12-29T00:00Z"]
).map(datetime.fromisoformat)  # fmt: skip
TIMES = st.lists(
    st.builds(
        lambda near, more: to_milliseconds(near + timedelta(milliseconds=more)),
        NEAR,
        st.integers(-86_400_000, 86_400_000),
    ),
    max_size=30,
).map(sorted)


@given(TIMES, ZONES, st.sampled_from([0, 8]))
def test_each_time_is_of_its_local_hour(times: list[int], zone: ZoneInfo, dense: int) -> None:
    """Days, months and hours of the week are those that the zone's clocks showed, many or few."""
    local = [from_milliseconds(at).astimezone(zone) for at in times]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_time, "_DENSE", dense)
        hours = local_hours(times, spans(times, zone))
    days = days_of(hours)
    assert days == Counter(one.date() for one in local)
    assert months_of(days) == Counter((one.year, one.month) for one in local)
    week = week_of(hours)
    for day in range(7):
        for hour in range(24):
            count = sum((one.weekday(), one.hour) == (day, hour) for one in local)
            assert week[day][hour] == count


@given(TIMES, ZONES)
def test_each_time_is_of_its_local_year(times: list[int], zone: ZoneInfo) -> None:
    """Runs cover all times in order, also where the clocks go back into the old year."""
    years = [year for start, end, year in year_runs(times, spans(times, zone))
             for _ in range(start, end)]  # fmt: skip
    assert years == [from_milliseconds(at).astimezone(zone).year for at in times]


def test_days_in_a_row() -> None:
    """The longest run, the oldest of several; a day that no calendar had interrupts none."""
    days = [date(2011, 12, day) for day in (1, 2, 5, 6, 28, 29, 31)]
    assert longest_streak([], ZoneInfo("UTC")) is None
    assert longest_streak(days, ZoneInfo("UTC")) == (date(2011, 12, 1), date(2011, 12, 2), 2)
    apia = (date(2011, 12, 28), date(2011, 12, 31), 3)
    assert longest_streak(days, ZoneInfo("Pacific/Apia")) == apia


def test_the_busiest_day() -> None:
    """The day with the most posts, the oldest of several."""
    days = Counter({date(2020, 1, 3): 2, date(2020, 1, 2): 2, date(2020, 1, 1): 1})
    assert busiest_day(days) == (date(2020, 1, 2), 2)
    assert busiest_day(Counter()) is None
