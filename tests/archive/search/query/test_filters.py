"""Intersections of time filters."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.calendar import Day, TimeRange
from bot.archive.search.query.filters import (
    After,
    Before,
    During,
    OnEvery,
    Since,
    TimeFilter,
    Until,
    intersect_time_ranges,
    time_ranges,
)

DATES = st.dates(date(2019, 12, 20), date(2021, 1, 10))
TIMED: st.SearchStrategy[TimeFilter] = st.one_of(
    DATES.map(Since),
    DATES.map(Until),
    DATES.map(After),
    DATES.map(Before),
    st.tuples(DATES, DATES).map(lambda some: During(min(some), max(some))),
    DATES.map(lambda one: OnEvery(Day(one.month, one.day))),
)
ZONES = st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]).map(ZoneInfo)


@given(st.lists(TIMED, min_size=1, max_size=3), ZONES, st.data())
def test_what_all_ask_for(wanted: list[TimeFilter], zone: ZoneInfo, data: st.DataObject) -> None:
    """A moment or a day is in the intersection of filters if and only if it is in each of them."""
    edges = sorted({edge for one in wanted for span in time_ranges(one, zone) for edge in span})
    moment = data.draw(st.sampled_from(edges)) + data.draw(st.integers(-1, 1))
    common = intersect_time_ranges(wanted, zone)
    for is_day in (False, True):
        in_each = all(_is_within(moment, time_ranges(one, zone), is_day) for one in wanted)
        assert _is_within(moment, common, is_day) == in_each


def _is_within(moment: int, ranges: list[TimeRange], is_day: bool) -> bool:
    return any(
        one.day_start <= moment < one.day_end if is_day else one.start <= moment < one.end
        for one in ranges
    )
