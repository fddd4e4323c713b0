"""Months of the calendar, and which of them an archive has posts of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Self

from bot.archive.calendar import TimeRange
from bot.archive.paging import Paging
from bot.archive.posts.post import Post
from bot.archive.search.query import values
from bot.archive.search.query.filters import YEARS
from bot.archive.spelled import spelled
from bot.errors import BadDateError
from bot.languages import lazy, month_of
from bot.languages.months import month_number

_NUMBERS = re.compile(r"(\d{4})(?:[-/.\s]+(\d{1,2}))?|(\d{1,2})[-/.\s]+(\d{4})", re.ASCII)
_NAME = r"[^\W\d_]{3,10}"
_NAMED = re.compile(rf"({_NAME})[-/.,\s]*([0-9]{{4}})|([0-9]{{4}})[-/.,\s]*({_NAME})\.?")
_MONTHS = 12

Counts = Mapping["Month", int]
"""The months that have posts, in order, with how many they have."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; January is 1."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @classmethod
    def of(cls, when: date | datetime) -> Self:
        """Return the month of a date."""
        return cls(when.year, when.month)

    @property
    def name(self) -> str:
        """The month in words: March 2016."""
        return month_of(self.year, self.month)

    def is_typed(self, text: str) -> bool:
        """Return whether a text names the month or its year, or is a part of its name.

        The name may be in any of the languages; a part of it is of the current one.
        """
        text = " ".join(text.casefold().split())
        if text in f"{self} {self.name}".casefold() or month_number(text) == self.month:
            return True
        try:
            year, month = parse_month(text)
        except BadDateError:
            return False
        return (year, month or self.month) == (self.year, self.month)

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month.numbered(self.ordinal + 1)

    @classmethod
    def numbered(cls, number: int) -> Self:
        """Return the month with this ordinal."""
        return cls(number // _MONTHS, number % _MONTHS + 1)

    def distance(self, other: "Month") -> int:
        """Return by how many months two are apart."""
        return abs(self.ordinal - other.ordinal)

    def range(self, zone: tzinfo) -> TimeRange:
        """Return the time range of the month, by the local days of `zone`."""
        after = self.next
        first, end = date(self.year, self.month, 1), date(after.year, after.month, 1)
        return TimeRange.of_days(first, end, zone)

    @property
    def ordinal(self) -> int:
        """The number of months from January of year 0."""
        return self.year * _MONTHS + self.month - 1


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A page of the posts of a month, oldest first, each with the length of its thread.

    `counts` are of all months of the same account, or of all accounts.
    """

    month: Month
    posts: tuple[tuple[Post, int], ...]
    paging: Paging
    counts: Counts

    def instead_of(self, year: int | None, month: int | None) -> str:
        """Return in words which month or year was wanted and has no posts; "" if it is shown."""
        if year is None or (year, month or self.month.month) == (self.month.year, self.month.month):
            return ""
        return Month(year, month).name if month else f"{year}"


def parse_month(text: str) -> tuple[int, int | None]:
    """Return the year and the month, or None for a whole year, that a text names.

    Texts may be 2016-03, 03/2016, March 2016, mar 2016, 2016 Sept., 2016, also with names of any of
    the languages. Raises BadDateError for any other.
    """
    text = values.narrow(text).strip().lower()
    if match := _NUMBERS.fullmatch(text):
        year, month = int(match[1] or match[4]), match[2] or match[3]
        number = int(month) if month else None
    elif match := _NAMED.fullmatch(text):
        year, number = int(match[2] or match[3]), month_number(match[1] or match[4]) or 0
    else:
        year, number = 0, 0
    if number == 0 and (found := spelled(text)):
        year, number = found.year or 0, 0 if found.day else found.month
    if year not in YEARS or number not in {None, *range(1, _MONTHS + 1)}:
        raise BadDateError(
            lazy("That is no month. Write it as YYYY-MM, such as 2016-03, or as a year.")
        )
    return year, number


def chosen_month(counts: Counts, year: int | None, month: int | None) -> Month:
    """Return the month to show, of those that have posts, at least one, in `counts`.

    It is the last one without a year. In a year that has posts it is the wanted month or the
    nearest, or else the first; otherwise the nearest of all. Of two that are as near it is the
    earlier one.
    """
    if year is None:
        return max(counts)
    own = [one for one in counts if one.year == year]
    if month is None and own:
        return min(own)
    wanted = Month(year, month or 1)
    return min(own or counts, key=lambda one: (one.distance(wanted), one))


def years_of(counts: Counts) -> dict[int, int]:
    """Return how many posts each year has, the newest first."""
    years: dict[int, int] = {}
    for month in sorted(counts, reverse=True):
        years[month.year] = years.get(month.year, 0) + counts[month]
    return years
