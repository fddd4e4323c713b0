"""Values of filters: text to days, numbers and names. What cannot be read gives None."""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.archive.calendar import Day
from bot.archive.search.languages import code_of
from bot.archive.search.query.filters import YEARS, During
from bot.archive.search.query.signs import DASHES, QUOTES
from bot.archive.spelled import spelled
from bot.errors import BadQueryError
from bot.languages import lazy

Value = TypeVar("Value", bound=StrEnum)

_ACCOUNT = re.compile(
    r"@?(did:[a-z]{1,10}:[a-z0-9._:%-]{1,150}|[a-z0-9_][a-z0-9_.@-]{0,99})",
    re.ASCII | re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_YEAR_RANGE = re.compile(r"(\d{4})(?:(?:-|\.\.)(\d{4}))?", re.ASCII)
_COUNT = re.compile(r"\d{1,12}", re.ASCII)
_DASH = re.compile(f"[{DASHES}]")
_UPPER = re.compile("[A-Z]+")


def account(value: str) -> str | None:
    """Return the name of an account, or its DID, in lower case and without @."""
    match = _ACCOUNT.fullmatch(narrow(value))
    return match[1].lower() if match else None


def address_part(value: str) -> str | None:
    """Return a part of an address, its ASCII letters in lower case."""
    if not value or any(character in value for character in QUOTES + " "):
        return None
    return _UPPER.sub(lambda letters: letters[0].lower(), value)


def count(value: str) -> int | None:
    """Return a number."""
    value = narrow(value)
    return int(value) if _COUNT.fullmatch(value) else None


def language(value: str) -> str:
    """Return the code of a language. Raises BadQueryError for one that is not known."""
    if code := code_of(narrow(value)):
        return code
    raise BadQueryError(
        lazy(
            "lang: knows no such language. Write its name or its code, such as {example}.",
            example="lang:de",
        )
    )


def days(value: str) -> During | None:
    """Return the days of a date, of a month or of a year: 2022-10-28, October 2022, 2022."""
    value = _numeric(narrow(value))
    match = _DATE.fullmatch(value)
    if match is None or int(match[1]) not in YEARS:
        return None
    if match[2] is None:
        return years(value)
    year, month = int(match[1]), int(match[2])
    try:
        if match[3] is not None:
            day = date(year, month, int(match[3]))
            return During(day, day)
        first = date(year, month, 1)
    except ValueError:
        return None
    return During(first, first.replace(day=calendar.monthrange(year, month)[1]))


def years(value: str) -> During | None:
    """Return the days of a year, or of several from one to another: 2014, 2014-2016."""
    if not (match := _YEAR_RANGE.fullmatch(_numeric(narrow(value)))):
        return None
    first, last = sorted((int(match[1]), int(match[2] or match[1])))
    if first not in YEARS or last not in YEARS:
        return None
    return During(date(first, 1, 1), date(last, 12, 31))


def day_of_year(value: str) -> Day | None:
    """Return a day of every year: 10-28, 28 October."""
    if match := _DAY.fullmatch(_numeric(narrow(value))):
        day = Day(int(match[1]), int(match[2]))
        leap = 2000
        try:
            date(leap, day.month, day.day)
        except ValueError:
            return None
        return day
    return None


def _numeric(value: str) -> str:
    """Return a date that is spelled in any language in numbers; another value as it is."""
    if (found := spelled(value)) is None:
        return value
    year = None if found.year is None else f"{found.year:04}"
    return "-".join(f"{part}" for part in (year, found.month, found.day) if part is not None)


def one_of(choices: type[Value], value: str, aliases: Mapping[str, Value]) -> Value | None:
    """Return the member of `choices` that `value` names, in the singular or plural."""
    by_name = {choice.value: choice for choice in choices} | dict(aliases)
    name = narrow(value).lower()
    return by_name.get(name) or by_name.get(name.removesuffix("s"))


def narrow(value: str) -> str:
    """Return `value` with wide digits, letters and signs narrowed, and any dash a hyphen."""
    return _DASH.sub("-", unicodedata.normalize("NFKC", value))
