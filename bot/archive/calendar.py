"""On this day: the moments that belong to a day of the year in a time zone."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple, Self

from bot.archive.spelled import spelled
from bot.archive.timestamps import to_milliseconds
from bot.errors import BadDateError
from bot.languages import day_name, lazy

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""The names of the months in English, January first."""
DAYS = 366
"""The number of days in a year that has a 29 February."""

_LEAP_YEAR = 2000
_MONTH_NAME = r"(?P<name>[a-z]{3})[a-z]*"
_DAY_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_DAY_FORMS = [
    re.compile(form, re.ASCII)
    for form in (
        r"(?:(?P<year>\d{4})-)?(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})",
        rf"{_DAY_NUMBER}\.?\s+{_MONTH_NAME}{_YEAR}",
        rf"{_MONTH_NAME}\s+{_DAY_NUMBER}{_YEAR}",
    )
]


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day of the year, which may be 29 February."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the day with this text, such as 10-28. Raises ValueError if there is none."""
        day = date.fromisoformat(f"{_LEAP_YEAR}-{text}")
        return cls(day.month, day.day)

    @property
    def name(self) -> str:
        """The day in words: 28 October."""
        return day_name(self.month, self.day)

    @property
    def ordinal(self) -> int:
        """The position of the day in a leap year, counted from 0."""
        return date(_LEAP_YEAR, self.month, self.day).timetuple().tm_yday - 1

    def exists_in(self, year: int) -> bool:
        """Return whether `year` has this day."""
        return self.day <= calendar.monthrange(year, self.month)[1]

    def date_in(self, year: int) -> date:
        """Return the date of the day in `year`; 29 February becomes 1 March in a common year."""
        return date(year, self.month, self.day) if self.exists_in(year) else date(year, 3, 1)

    def end_in(self, year: int) -> date:
        """Return the date after the day in `year`; for 29 February always 1 March."""
        start = self.date_in(year)
        return start + timedelta(days=1) if self.exists_in(year) else start

    def remembered_in(self, year: int) -> date:
        """Return the date of the day in `year`; 29 February becomes the 28th in a common year."""
        return self.end_in(year) - timedelta(days=1)


LEAP_DAY = Day(2, 29)


class TimeRange(NamedTuple):
    """Some local days, in milliseconds since 1970: starts are included, ends are excluded.

    Posts whose time is known are from `start` to `end`. A post of which only the day is known is of
    that day in every time zone; its time is 00:00 UTC then, from `day_start` to `day_end`.
    """

    start: int
    end: int
    day_start: int
    day_end: int

    @classmethod
    def of_days(cls, first: date, end: date, zone: tzinfo) -> Self:
        """Return the range from the date `first` up to but excluding `end` in a time zone."""
        moments = (midnight(first, zone), midnight(end, zone), midnight(first), midnight(end))
        return cls(*map(to_milliseconds, moments))

    def intersect(self, other: Self) -> Self:
        """Return the days that are in both ranges."""
        return type(self)(
            max(self.start, other.start),
            min(self.end, other.end),
            max(self.day_start, other.day_start),
            min(self.day_end, other.day_end),
        )

    @property
    def is_empty(self) -> bool:
        """Whether no post can be in the range."""
        return self.start >= self.end and self.day_start >= self.day_end


def parse_day(text: str, today: date) -> tuple[Day, int | None]:
    """Return the day that `text` names, and the year if it names one.

    Texts may be 10-28, 2022-10-28, 28 October, "Oct 28, 2022" in any of the languages, today or
    yesterday; `today` is the local date. Raises BadDateError, whose message gives the right form,
    for any other text and for days that no year has.
    """
    text = text.strip().lower()
    for word, days in (("today", 0), ("yesterday", -1), ("tomorrow", 1)):
        if text == word:
            return day_of(today + timedelta(days=days)), None
    matches = (form.fullmatch(text) for form in _DAY_FORMS)
    parts = next((match.groupdict() for match in matches if match), {"month": "0", "day": "0"})
    month = _MONTHS.get(parts["name"], 0) if "name" in parts else int(parts["month"])
    day, year = int(parts["day"]), int(parts.get("year") or 0)
    if not month and (found := spelled(text)):
        month, day, year = found.month or 0, found.day or 0, found.year or 0
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1]:  # noqa: PLR2004
        raise BadDateError(lazy("That is no day of the year. Write it as MM-DD, such as 10-28."))
    return Day(month, day), year or None


def day_of(date: date) -> Day:
    """Return the day of the year of `date`."""
    return Day(date.month, date.day)


def days_from(day: Day, other: Day) -> int:
    """Return how many days after `day` the next `other` is in a leap year: 1 to 366."""
    return (other.ordinal - day.ordinal - 1) % DAYS + 1


def days_remembered_on(day: Day, year: int) -> tuple[Day, ...]:
    """Return the days whose posts are remembered on `day` in `year`.

    A year without a 29 February remembers that day on the 28th.
    """
    if day == Day(2, 28) and not calendar.isleap(year):
        return day, LEAP_DAY
    return (day,)


def day_ranges(day: Day, years: range, zone: tzinfo) -> Iterator[TimeRange]:
    """Yield the range of `day` in `zone`, for each of `years` that has the day."""
    for year in years:
        if day.exists_in(year):
            yield TimeRange.of_days(day.date_in(year), day.end_in(year), zone)


def midnight(local: date, zone: tzinfo = UTC) -> datetime:
    """Return the moment when `local` begins in `zone`.

    Where the clocks skip midnight, that is the moment of the skip; where they show it twice, the
    first time. In both cases fold=0 gives exactly that.
    """
    return datetime(local.year, local.month, local.day, tzinfo=zone).astimezone(UTC)
