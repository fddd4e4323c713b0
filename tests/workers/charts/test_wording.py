"""Numbers and days in few characters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workers.charts.wording import compact, days, span


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (9_999, "9,999"), (10_000, "10k"), (999_999, "999k"), (1_000_000, "1.0M"),
     (1_960_000, "1.9M"), (9_999_999, "9.9M"), (12_345_678, "12M")],
)  # fmt: skip
def test_a_number_is_never_rounded_up(number: int, text: str) -> None:
    """So none is said to be more than it is."""
    assert compact(number) == text


@given(st.integers(0, 999_999_999))
def test_a_number_has_five_characters(number: int) -> None:
    """Columns are made for as many."""
    assert len(compact(number)) <= 5


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2019, 5, 3), date(2019, 5, 3), "3 May 2019"),
        (date(2019, 5, 3), date(2019, 5, 9), "3–9 May 2019"),
        (date(2019, 5, 3), date(2019, 6, 9), "3 May – 9 Jun 2019"),
        (date(2019, 5, 3), date(2020, 5, 9), "3 May 2019 – 9 May 2020"),
    ],
)
def test_days_name_what_differs(first: date, last: date, text: str) -> None:
    """Month and year are named once if they are the same."""
    assert days(first, last) == text


def test_a_span_of_one_count_is_that_count() -> None:
    """Others name both ends."""
    assert (span(3, 3), span(3, 7)) == ("3", "3–7")
