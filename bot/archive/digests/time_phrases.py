"""Parsing and formatting of times of day and days of the week as people write them."""

import re
from collections.abc import Collection
from datetime import time

from bot.archive.digests.schedule import EVERY_DAY
from bot.errors import BadDigestError
from bot.languages import lazy, short_weekday
from bot.languages.punctuation import commas

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d{2})|h)?\s*"
    r"(?:(?P<half>[ap])\.?m?\.?|o['\u2019]?clock)?",
    re.ASCII,
)
_WORDS = {"noon": time(12), "midday": time(12), "midnight": time()}
_WORDS |= {"12 noon": time(12), "12 midnight": time()}
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,  # never translated: typed
    "everyday": EVERY_DAY,
    "all": EVERY_DAY,
    "weekdays": frozenset(range(5)),
    "workdays": frozenset(range(5)),
    "weekends": frozenset({5, 6}),
    "weekend": frozenset({5, 6}),
}
_RANGE = re.compile(r"\s*(?:-|–|to|until)\s*")  # noqa: RUF001 - dashes of both kinds
_LAST_HOUR, _LAST_MINUTE, _NOON = 23, 59, 12
_MIN_LETTERS = 2  # the fewest that distinguish days


def parse_time(text: str) -> time:
    """Return the time of day that `text` names: 9, 9:00, 0900, 9 am, 9.30 pm, 21h30, noon.

    Without am or pm the hours are 0 to 23. Raises BadDigestError, whose message gives the right
    form, for any other text.
    """
    plain = " ".join(text.lower().split())
    if plain in _WORDS:
        return _WORDS[plain]
    match = _CLOCK.fullmatch(plain)
    if match is not None:
        hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
        fits = 1 <= hour <= _NOON if half else hour <= _LAST_HOUR
        if fits and minute <= _LAST_MINUTE:
            if half:
                hour = hour % _NOON + (_NOON if half == "p" else 0)
            return time(hour, minute)
    raise BadDigestError(lazy("That is no time of day. Write it as 9:00, 21:30 or 9 am."))


def parse_weekdays(text: str) -> frozenset[int]:
    """Return the days that `text` names, Monday being 0: mon-fri, "sat, sun", weekends, daily.

    Raises BadDigestError, whose message gives the right form, for any other text.
    """
    days: set[int] = set()
    for part in re.split(r"[,;/]|\band\b", text.strip().lower()):
        plain = " ".join(part.split())
        if plain in _SETS:
            days |= _SETS[plain]
            continue
        first, *last = (_weekday(name) for name in _RANGE.split(plain, maxsplit=1))
        days |= {(first + n) % 7 for n in range((last[0] - first) % 7 + 1)} if last else {first}
    return frozenset(days)


def format_weekdays(chosen: Collection[int]) -> str:
    """Return days of the week in words, Monday being 0: "Mon, Fri"."""
    return commas(short_weekday(day) for day in sorted(chosen))


def _weekday(name: str) -> int:
    name = name.strip()
    found = [day for day, known in enumerate(_NAMES) if known.startswith(name.removesuffix("s"))]
    if len(name) < _MIN_LETTERS or len(found) != 1:
        raise BadDigestError(
            lazy(
                "Those are no days of the week. Write them as mon-fri, sat,sun, weekends or daily."
            )
        )
    return found[0]
