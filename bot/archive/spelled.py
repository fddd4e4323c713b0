"""Days, months and years as people write them, in any of the languages: “28. Oktober 2022”."""

import re
from typing import NamedTuple

from bot.archive.patterns import deferred
from bot.languages.months import month_number

# An accent may be a character of its own, and the small letter of an ordinal a plain one.
_NAME = r"(?P<month>(?:[^\W\d_][\u0300-\u036f]?){3,10})\.?"
_DAY = r"(?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th|er|ro|\.?[ºªoa](?!\w)|\.)?"
_OF = r"(?:\s+(?:del?|of)(?!\w))?"
_YEAR = rf"(?:,?{_OF}\s+(?P<year>\d{{4}}))"
_FORMS = [
    deferred(rf"{form}(?!\w)", re.IGNORECASE)
    for form in (
        rf"{_DAY}{_OF}\s*{_NAME}{_YEAR}?",
        rf"{_NAME}\s+{_DAY}{_YEAR}?",
        rf"{_NAME}{_YEAR}",
        r"(?:(?P<year>\d{4})年\s?)?(?P<month>\d{1,2})月(?:\s?(?P<day>\d{1,2})日)?",
        r"(?P<year>\d{4})年",
    )
]


class Spelled(NamedTuple):
    """A year, a month or a day, or a day of no year: what is not said is None.

    Nothing is checked but the name of a month.
    """

    year: int | None
    month: int | None
    day: int | None


def spelled(text: str) -> Spelled | None:
    """Return what a text spells, None if it is nothing of the kind."""
    return next((found for end, found in _at(text, 0) if end == len(text)), None)


def end_of_spelled(text: str, start: int) -> int:
    """Return where that ends which is spelled from `start` on; `start` if nothing is."""
    return max((end for end, _found in _at(text, start)), default=start)


def _at(text: str, start: int) -> list[tuple[int, Spelled]]:
    """Return what is spelled from `start` on, in each form, with its end."""
    found = []
    for form in _FORMS:
        if (match := form.match(text, start)) is None:
            continue
        parts = match.groupdict()
        name = parts.get("month")
        month = int(name) if name and name.isdecimal() else month_number(name) if name else None
        if (month is None) == (name is None):
            year, day = (int(parts.get(part) or 0) or None for part in ("year", "day"))
            found.append((match.end(), Spelled(year, month, day)))
    return found
