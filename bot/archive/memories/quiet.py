"""Quiet rules: the days, people and words that only a search brings back.

A rule is stored as its text, from which it is parsed again. `12-24` is a day of every year,
`12-24 to 12-26` some days of every year, `2016-03-01 to 2016-03-09`, `2016-03` and `2016` days of a
calendar, `@ada` a person, and `"so it goes"`, with or without the quotation marks, words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Self

from bot.archive.calendar import MONTH_NAMES, Day, TimeRange, day_ranges, parse_day
from bot.archive.search.query import values
from bot.archive.search.query.ast import Node, Or, Phrase
from bot.archive.search.query.filters import YEARS, During, From, To
from bot.archive.search.query.signs import QUOTES
from bot.errors import BadDateError, BadQuietRuleError

MAX_RULE_LENGTH = 100
"""Characters of a rule."""

MAX_RULES = 100
"""The most rules: each is looked for when the archive has changed."""

_RANGE = re.compile(r"(.+?)\s*(?:\bto\b|\.\.|\u2026)\s*(.+)", re.IGNORECASE)
_PERSON = re.compile(r"[@\uff20](\S+)")
_MONTHS = {word for name in MONTH_NAMES for word in (name.lower(), name[:3].lower())}
_DATE_WORD = re.compile(r"[a-z]+", re.ASCII)
_LEAP_YEAR = 2000

FORMS = (
    ("12-24", "a day of every year, also “24 December”"),
    ("12-24 to 12-26", "some days of every year"),
    ("2016-03-01 to 2016-03-09", "some days; one day, a month or a year likewise"),
    ("@ada", "a person: posts by them, to them, and that name them"),
    ("so it goes", "posts with these words, exactly so; in quotes what looks like a day"),
)
"""The forms of a rule, each with what it keeps quiet: plain text."""


@dataclass(frozen=True, slots=True)
class DaysOfYear:
    """The days of every year from `first` to `last`, both included; around New Year too."""

    first: Day
    last: Day

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"

    def ranges(self, zone: tzinfo) -> Iterator[TimeRange]:
        """Yield the time ranges of these days, by the local days of `zone`."""
        for year in YEARS:
            if self.first == self.last:
                yield from day_ranges(self.first, range(year, year + 1), zone)
                continue
            ends_in = year + (self.last < self.first)
            yield TimeRange.of_days(self.first.date_in(year), self.last.end_in(ends_in), zone)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of the calendar from `first` to `last`, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        for whole in (f"{self.first:%Y-%m}", f"{self.first:%Y}"):
            if values.days(whole) == During(self.first, self.last):
                return whole
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"

    def ranges(self, zone: tzinfo) -> Iterator[TimeRange]:
        """Yield the time range of these days, by the local days of `zone`."""
        yield TimeRange.of_days(self.first, self.last + timedelta(days=1), zone)


@dataclass(frozen=True, slots=True)
class Person:
    """The account with a name, in lower case and without @."""

    name: str

    def __str__(self) -> str:
        return f"@{self.name}"

    @property
    def nodes(self) -> tuple[Node, ...]:
        """What matches posts by the account, to it, and that name it.

        Filters are apart from words: storage decides them in one walk.
        """
        return Or((From(self.name), To(self.name))), Phrase(f"@{self.name}")


@dataclass(frozen=True, slots=True)
class Words:
    """Words in just this order, typos not forgiven."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'

    @property
    def nodes(self) -> tuple[Phrase, ...]:
        """What matches posts with these words."""
        return (Phrase(self.text),)


@dataclass(frozen=True, slots=True)
class QuietRule:
    """A rule; its text is canonical: rules that leave out the same by the same form are equal."""

    what: DaysOfYear | Days | Person | Words

    def __str__(self) -> str:
        return str(self.what)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the rule with a text. Raises BadQuietRuleError where nothing can match it."""
        text = " ".join(text.split())
        bare = text.strip(QUOTES)
        if bare == text:
            if (days := _days(text)) is not None:
                return cls(days)
            if match := _PERSON.fullmatch(text):
                if name := values.account(match[1]):
                    return cls(Person(name))
                raise BadQuietRuleError("That is no name of an account. Write it as @ada.")
        words = Words(bare.casefold())
        if not words.nodes[0].exact_words:
            raise BadQuietRuleError("Give a day, a person or a word; that has none of them.")
        return cls(words)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """What matches the posts that it leaves out, each some of them; nothing of days."""
        return self.what.nodes if isinstance(self.what, Person | Words) else ()

    def ranges(self, zone: tzinfo) -> Iterator[TimeRange]:
        """Yield the time ranges that it leaves out; none of people and words."""
        if isinstance(self.what, DaysOfYear | Days):
            yield from self.what.ranges(zone)


def _days(text: str) -> DaysOfYear | Days | None:
    match = _RANGE.fullmatch(text)
    if not match:
        return _one(text)
    first, last = _one(match[1]), _one(match[2])
    if isinstance(first, DaysOfYear) and isinstance(last, DaysOfYear):
        return DaysOfYear(first.first, last.last)
    if isinstance(first, Days) and isinstance(last, Days):
        if first.first > last.last:
            raise BadQuietRuleError("The first of the two days is later than the second.")
        return Days(first.first, last.last)
    if first is not None and last is not None:
        raise BadQuietRuleError("Give both days with a year, or both without one.")
    return None


def _one(text: str) -> DaysOfYear | Days | None:
    """Return the days that one expression names, None for words."""
    if during := values.days(text):
        return Days(during.first, during.last)
    if day := values.day_of_year(text):
        return DaysOfYear(day, day)
    word = _DATE_WORD.search(text.lower())
    if word is None or word[0] not in _MONTHS:
        return None
    try:
        day, year = parse_day(text, date(_LEAP_YEAR, 1, 1))
    except BadDateError:
        return None
    if year is None:
        return DaysOfYear(day, day)
    return Days(day.date_in(year), day.date_in(year)) if day.exists_in(year) else None
