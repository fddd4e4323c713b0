"""Numbers, days, months and lists in the current language, by Babel; in English without it."""

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from bot.languages.current import current
from bot.languages.language import ENGLISH

_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = 3  # letters of an English name
_LEAP_YEAR = 2000
_TO = "\N{EN DASH}"
_FIRST = re.compile(r"\b1\b")


def number(value: float, digits: int = 0) -> str:
    """Return a number with grouped digits, rounded to so many behind the point: “12,345”."""
    if current() is ENGLISH:
        return f"{value:,.{digits}f}"
    return _number(value, digits, current().locale)


def date(day: dt.date) -> str:
    """Return a day with its month in letters and its year: “28 October 2022”."""
    if current() is ENGLISH:
        return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return _skeleton("yMMMMd", day.year, day.month, day.day, current().locale)


def day_name(month: int, day: int) -> str:
    """Return a day of any year, which may be 29 February: “28 October”."""
    if current() is ENGLISH:
        return f"{day} {_ENGLISH_MONTHS[month - 1]}"
    return _skeleton("MMMMd", _LEAP_YEAR, month, day, current().locale)


def month_of(year: int, month: int) -> str:
    """Return a month, counted from 1, of a year: “October 2022”."""
    if current() is ENGLISH:
        return f"{_ENGLISH_MONTHS[month - 1]} {year}"
    return _skeleton("yMMMM", year, month, 1, current().locale)


def month_name(month: int) -> str:
    """Return the name of a month, counted from 1, that stands alone: “October”."""
    if current() is ENGLISH:
        return _ENGLISH_MONTHS[month - 1]
    return _skeleton("LLLL", _LEAP_YEAR, month, 1, current().locale)


def short_month(month: int) -> str:
    """Return a short name of a month, counted from 1, that stands alone: “Oct”."""
    if current() is ENGLISH:
        return _ENGLISH_MONTHS[month - 1][:_SHORT]
    return _skeleton("LLL", _LEAP_YEAR, month, 1, current().locale).rstrip(".")


def short_weekday(day: int) -> str:
    """Return a short name of a day of the week, Monday being 0, that stands alone: “Fri”."""
    if current() is ENGLISH:
        return _ENGLISH_DAYS[day][:_SHORT]
    return _day_of_week(day, current().locale, "abbreviated").rstrip(".")


def weekday(day: int) -> str:
    """Return the name of a day of the week, Monday being 0, that stands alone: “Friday”."""
    if current() is ENGLISH:
        return _ENGLISH_DAYS[day]
    return _day_of_week(day, current().locale, "wide")


def short_date(day: dt.date) -> str:
    """Return a day with its month in few letters: “28 Oct 2022”."""
    if current() is ENGLISH:
        return f"{day.day} {short_month(day.month)} {day.year}"
    return _skeleton("yMMMd", day.year, day.month, day.day, current().locale)


def short_month_of(year: int, month: int) -> str:
    """Return a month, counted from 1, of a year in few letters: “Oct 2022”."""
    if current() is ENGLISH:
        return f"{short_month(month)} {year}"
    return _skeleton("yMMM", year, month, 1, current().locale)


def short_dates(first: dt.date, last: dt.date) -> str:
    """Return the days from one to another, as short as they can be: “3-9 May 2019” with a dash."""
    if first == last:
        return short_date(first)
    if current() is ENGLISH:
        return _english_dates(first, last)
    return _dates(first, last, current().locale)


def joined(items: Sequence[str]) -> str:
    """Return a list in words: “a, b and c”."""
    if current() is ENGLISH:
        return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
    return _list(tuple(items), current().locale)


# Babel is imported when it is needed: that takes longer than a search of the terminal may.


@lru_cache(1024)
def _number(value: float, digits: int, locale: str) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415

    behind = f".{'0' * digits}" if digits else ""
    return format_decimal(value, f"#,##0{behind}", locale)


@lru_cache(1024)
def _skeleton(skeleton: str, year: int, month: int, day: int, locale: str) -> str:
    from babel.core import Locale  # noqa: PLC0415
    from babel.dates import format_date  # noqa: PLC0415

    found = Locale.parse(locale).datetime_skeletons.get(skeleton)
    form = skeleton if found is None else found.pattern
    text = format_date(dt.date(year, month, day), form, locale)
    return _ordinal(text, locale)


def _english_dates(first: dt.date, last: dt.date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{_TO}{short_date(last)}"
    if first.year == last.year:
        return f"{first.day} {short_month(first.month)} {_TO} {short_date(last)}"
    return f"{short_date(first)} {_TO} {short_date(last)}"


def _dates(first: dt.date, last: dt.date, locale: str) -> str:
    from babel.dates import format_interval  # noqa: PLC0415

    return _ordinal(format_interval(first, last, "yMMMd", locale=locale), locale)


def _ordinal(date: str, locale: str) -> str:
    """Return a date whose first of a month is ordinal in French; CLDR's forms leave that out."""
    return _FIRST.sub("1er", date) if locale == "fr_FR" else date


@lru_cache
def _day_of_week(day: int, locale: str, width: Literal["abbreviated", "wide"]) -> str:
    from babel.dates import get_day_names  # noqa: PLC0415

    name: str = get_day_names(width, "stand-alone", locale)[day]
    return name


def _list(items: tuple[str, ...], locale: str) -> str:
    from babel.lists import format_list  # noqa: PLC0415

    return format_list(items, "standard", locale)
