"""Numbers and days as the pictures write them."""

from datetime import date

from bot.archive.statistics.phrases import MONTHS


def compact(number: int) -> str:
    """Return a number in at most five characters: "9,999", "12k", "1.2M"."""
    if number < 10_000:
        return f"{number:,}"
    if number < 1_000_000:
        return f"{number // 1000}k"
    if number < 10_000_000:
        return f"{number / 1_000_000:.1f}M"
    return f"{number // 1_000_000:,}M"


def day(of: date) -> str:
    """Return a day: "3 May 2019"."""
    return f"{of.day} {month(of.year, of.month)}"


def month(year: int, number: int) -> str:
    """Return a month: "May 2019"."""
    return f"{MONTHS[number - 1]} {year}"


def days(first: date, last: date) -> str:
    """Return the days from one to another, as short as they can be: "3–9 May 2019"."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} – {day(last)}"
    return f"{day(first)} – {day(last)}"
