"""Intersections of time filters."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.calendar import Day
from bot.archive.search.query.filters import (
    InYear,
    On,
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
    DATES.map(On),
    DATES.map(lambda one: OnEvery(Day(one.month, one.day))),
    st.integers(2019, 2021).map(InYear),
)
ZONES = st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]).map(ZoneInfo)


@given(st.lists(TIMED, min_size=1, max_size=3), ZONES, st.data())
def test_what_all_ask_for(wanted: list[TimeFilter], zone: ZoneInfo, data: st.DataObject) -> None:
    """A moment is in the intersection of filters if and only if it is in each of them."""
    edges = sorted({edge for one in wanted for span in time_ranges(one, zone) for edge in span})
    moment = data.draw(st.sampled_from(edges)) + data.draw(st.integers(-1, 1))
    in_each = all(
        any(start <= moment < end for start, end in time_ranges(one, zone)) for one in wanted
    )
    common = intersect_time_ranges(wanted, zone)
    assert any(start <= moment < end for start, end in common) == in_each
