"""Numbers and days as the pictures write them."""

from datetime import date

from bot.languages import (
    ENGLISH,
    Language,
    _,
    current,
    npgettext,
    number,
    pgettext,
    short_date,
    short_dates,
    short_month_of,
    speaking,
    weekday,
)
from bot.workers.charts.fonts import Fonts

_THOUSAND, _MILLION = 1_000, 1_000_000
_MYRIAD, _MYRIADS = 10_000, 100_000_000
_TO = "\N{EN DASH}"


def compact(count: int) -> str:
    """Return a number in at most five characters: "9,999", "12k", "1.2M"."""
    if count < _MYRIAD:
        return number(count)
    if current().catalogue == "ja":  # its units are ten thousand and a hundred million
        return _in_myriads(count)
    if count < _MILLION:
        return pgettext("short number", "{number}k", number=count // _THOUSAND)
    if count < 10 * _MILLION:
        tenths = number(count // (_MILLION // 10) / 10, 1)
        return pgettext("short number", "{number}M", number=tenths)
    return pgettext("short number", "{number}M", number=number(count // _MILLION))


def _in_myriads(count: int) -> str:
    size, unit = (_MYRIAD, "万") if count < _MYRIADS else (_MYRIADS, "億")
    if count < 10 * size:
        return f"{number(count // (size // 10) / 10, 1)}{unit}"
    return f"{number(count // size)}{unit}"


def span(least: int, most: int) -> str:
    """Return the counts from one to another: "7", "8\N{EN DASH}14"."""
    return compact(least) if least == most else f"{compact(least)}{_TO}{compact(most)}"


def day(of: date) -> str:
    """Return a day: "3 May 2019"."""
    return short_date(of)


def month(year: int, number: int) -> str:
    """Return a month: "May 2019"."""
    return short_month_of(year, number)


def days(first: date, last: date) -> str:
    """Return the days from one to another, as short as they can be: "3\N{EN DASH}9 May 2019"."""
    return short_dates(first, last)


def unit_of_posts(count: int) -> str:
    """Return "posts" as it stands beside a large number."""
    return npgettext("beside a number", "post", "posts", count)


def writable(language: Language) -> Language:
    """Return a language if some installed font has its letters, else English."""
    if language is ENGLISH:
        return language
    with speaking(language):
        # These have letters of all kinds that the language writes.
        shown = "".join((sample(), short_date(date(2019, 5, 3)), *map(weekday, range(7))))
    fonts = Fonts([shown])
    return language if all(map(fonts.family, shown.replace(" ", ""))) else ENGLISH


def sample() -> str:
    """Return a text in the letters of the current language."""
    return _("Posts by hour of the week")
