"""Days, months and years that are spelled in any of the languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.calendar import Day, parse_day
from bot.archive.memories.months import parse_month
from bot.archive.search.query.parser import parse
from bot.archive.spelled import Spelled, end_of_spelled, spelled
from bot.errors import BadDateError
from bot.languages import LANGUAGES, day_name, month_of, short_month, speaking
from bot.languages import date as date_name

TODAY = date(2024, 2, 29)


@given(
    st.dates(min_value=date(1970, 1, 1), max_value=date(2099, 12, 31)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(LANGUAGES),
)
def test_what_a_language_writes_is_read(day: date, written: object, spoken: object) -> None:
    """A day, a day of every year and a month are read as each language writes them."""
    language = next(one for one in LANGUAGES if one == written)
    with speaking(language):
        names = date_name(day), day_name(day.month, day.day), month_of(day.year, day.month)
        short = short_month(day.month)
    with speaking(next(one for one in LANGUAGES if one == spoken)):
        whole, every, month = names
        same = Day(day.month, day.day)
        assert parse_day(whole, TODAY) == (same, day.year)
        assert parse_day(every.upper(), TODAY) == (same, None)
        assert parse_month(month) == (day.year, day.month)
        for text, wanted in (
            (f"on:{whole} comet", f"on:{day} comet"),
            (f"comet on:{every}", f"comet on:{same}"),
            (f'on:"{every}"', f"on:{same}"),
            (f"(since:{month}) OR comet", f"since:{day.year}-{day.month:02}-01 OR comet"),
            (f"before:{day.day}. {short} {day.year} comet", f"before:{day} comet"),
        ):
            if "月" not in text or "." not in text:  # Japanese writes no such day
                assert str(parse(text)) == str(parse(wanted))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("28. Oktober", Spelled(None, 10, 28)),
        ("1 December", Spelled(None, 12, 1)),
        ("28.Okt. 2022", Spelled(2022, 10, 28)),
        ("3 Marz", Spelled(None, 3, 3)),
        ("6. Jänner 2019", Spelled(2019, 1, 6)),
        ("1.º de mayo del 2020", Spelled(2020, 5, 1)),
        ("1er août", Spelled(None, 8, 1)),
        ("7 DE SETEMBRO DE 1922", Spelled(1922, 9, 7)),
        ("2022年10月28日", Spelled(2022, 10, 28)),
        ("2022年", Spelled(2022, None, None)),
        ("Sept. 2016", Spelled(2016, 9, None)),
        ("October 28th, 2022", Spelled(2022, 10, 28)),
        ("1.o de marzo", Spelled(None, 3, 1)),
        ("1o de março", Spelled(None, 3, 1)),
        ("28 fe\u0301vrier", Spelled(None, 2, 28)),
        ("28 octubre", Spelled(None, 10, 28)),
        ("28 posts", None),
        ("10-28", None),
        ("ma 2022", None),
        ("", None),
    ],
)
def test_forms(text: str, found: Spelled | None) -> None:
    """A day has its number before or behind the month, with what people write at a number."""
    assert spelled(text) == found


def test_a_query_takes_no_more_than_the_date() -> None:
    """Words behind a date, also numbers, are words; a day that does not exist is an error."""
    assert end_of_spelled("on:1 mai 12 monkeys", 3) == len("on:1 mai")
    assert str(parse("on:1 mai 12 monkeys")) == "on:05-01 12 monkeys"
    assert str(parse("on:1 mai 2022er")) == str(parse("on:05-01 2022er"))
    for query in ("on:30. Februar", "on:28 posts", "since:28. Oktober", "on:Oktober", "on:13月1日"):
        with pytest.raises(BadDateError):
            parse(query)


def test_an_ordinal_in_a_query() -> None:
    """Queries narrow what is written small and high."""
    assert str(parse("on:1.º de marzo")) == "on:03-01"


@pytest.mark.parametrize("text", ["2016 mai", "mai/2016", "2016 Dez.", "dez-2016", "août.2016"])
def test_a_month_beside_its_year(text: str) -> None:
    """Names of any language stand where the English ones may."""
    assert parse_month(text)[0] == 2016
