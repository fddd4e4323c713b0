"""Months: their names, and which one is shown."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.memories.months import Month, chosen_month, parse_month, years_of
from bot.archive.timestamps import to_milliseconds
from bot.errors import BadDateError

MONTHS = st.builds(Month, st.integers(2006, 2030), st.integers(1, 12))
COUNTS = st.dictionaries(MONTHS, st.integers(1, 99), min_size=1).map(
    lambda counts: dict(sorted(counts.items()))
)


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("2016-03", (2016, 3)),
        ("2016/3", (2016, 3)),
        ("03/2016", (2016, 3)),
        ("March 2016", (2016, 3)),
        (" mar 2016 ", (2016, 3)),
        ("2016 Sep.", (2016, 9)),
        ("sept 2016", (2016, 9)),
        ("March, 2016", (2016, 3)),
        ("march-2016", (2016, 3)),
        ("3 2016", (2016, 3)),
        ("２０１６－０３", (2016, 3)),
        ("ma 2016", None),
        ("marchy 2016", None),
        ("2016", (2016, None)),
        ("2016-13", None),
        ("march", None),
        ("Monday 2016", None),
        ("1816-03", None),
        ("2016-03-04", None),
        ("", None),
    ],
)
def test_a_month_is_typed(typed: str, month: tuple[int, int | None] | None) -> None:
    """A month has a year; what is none is refused with the right form."""
    if month is not None:
        assert parse_month(typed) == month
        return
    with pytest.raises(BadDateError):
        parse_month(typed)


@given(MONTHS)
def test_what_is_printed_can_be_typed(month: Month) -> None:
    """Name and text of a month are read as that month."""
    assert parse_month(f"{month}") == parse_month(month.name) == (month.year, month.month)
    assert Month.numbered(month.ordinal) == month


@pytest.mark.parametrize(
    ("typed", "is_typed"),
    [("", True), ("mar", True), ("mar 2016", True), ("MARCH  2016", True), ("3/2016", True),
     ("mars", True), ("Marz", True),
     ("2016", True), ("2016-0", True), ("16-03", True), ("7", False), ("post", False),
     ("2016-04", False), ("2015", False)],
)  # fmt: skip
def test_what_is_typed_finds_a_month(typed: str, is_typed: bool) -> None:
    """A part of its name finds it, and any form that names it or its year."""
    assert Month(2016, 3).is_typed(typed) == is_typed


def test_a_month_begun_finds_all_that_go_on_so() -> None:
    """2016-1 may become October."""
    assert Month(2016, 1).is_typed("2016-1")
    assert Month(2016, 10).is_typed("2016-1")


@given(MONTHS, st.integers(-70, 70), st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]))
def test_a_month_is_its_local_days(month: Month, days: int, zone: str) -> None:
    """A local noon is in the range of the month that the calendar says."""
    noon = datetime(month.year, month.month, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=days)
    within, at = month.range(ZoneInfo(zone)), to_milliseconds(noon)
    assert (within.start <= at < within.end) == (Month.of(noon) == month)
    dated = to_milliseconds(datetime(noon.year, noon.month, noon.day, tzinfo=UTC))
    assert (within.day_start <= dated < within.day_end) == (Month.of(noon) == month)


@given(COUNTS, st.one_of(st.none(), st.integers(2004, 2032)), st.one_of(st.none(), st.just(7)))
def test_the_chosen_month_has_posts(
    counts: dict[Month, int], year: int | None, month: int | None
) -> None:
    """The wanted month is shown if it has posts, else one of its year, else the nearest of all."""
    shown = chosen_month(counts, year, month)
    assert shown in counts
    if year is None:
        assert shown == max(counts)
    elif month is not None and Month(year, month) in counts:
        assert shown == Month(year, month)
    elif any(one.year == year for one in counts):
        assert shown.year == year
    else:
        wanted = Month(year, month or 1)
        nearest = min(one.distance(wanted) for one in counts)
        assert shown == min(one for one in counts if one.distance(wanted) == nearest)
    assert sum(years_of(counts).values()) == sum(counts.values())
    assert [*years_of(counts)] == sorted({one.year for one in counts}, reverse=True)


def test_the_earlier_of_two_months_as_near_is_chosen() -> None:
    """Within the wanted year, and where no post is of that year."""
    counts = {Month(2016, 2): 1, Month(2016, 6): 5, Month(2018, 6): 1}
    assert chosen_month(counts, 2016, 4) == Month(2016, 2)
    assert chosen_month(counts, 2017, 6) == Month(2016, 6)
