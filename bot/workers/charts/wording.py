"""Numbers and days as the pictures write them."""

from datetime import date

from bot.archive.statistics.phrases import MONTHS

_THOUSAND, _MILLION = 1_000, 1_000_000
_TO = "\N{EN DASH}"


def compact(number: int) -> str:
    """Return a number in at most five characters: "9,999", "12k", "1.2M"."""
    if number < 10 * _THOUSAND:
        return f"{number:,}"
    if number < _MILLION:
        return f"{number // _THOUSAND}k"
    if number < 10 * _MILLION:
        return f"{number // (_MILLION // 10) / 10}M"
    return f"{number // _MILLION:,}M"


def span(least: int, most: int) -> str:
    """Return the counts from one to another: "7", "8\N{EN DASH}14"."""
    return compact(least) if least == most else f"{compact(least)}{_TO}{compact(most)}"


def day(of: date) -> str:
    """Return a day: "3 May 2019"."""
    return f"{of.day} {month(of.year, of.month)}"


def month(year: int, number: int) -> str:
    """Return a month: "May 2019"."""
    return f"{MONTHS[number - 1]} {year}"


def days(first: date, last: date) -> str:
    """Return the days from one to another, as short as they can be: "3\N{EN DASH}9 May 2019"."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{_TO}{day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} {_TO} {day(last)}"
    return f"{day(first)} {_TO} {day(last)}"
