"""Quiet rules: the days, people and words that only a search brings back.

A rule is stored as its text, from which it is parsed again. `12-24` is a day of every year,
`12-24 to 12-26` some days of every year, `2016-03-01 to 2016-03-09`, `2016-03` and `2016` days of a
calendar, `@ada` a person, and `"so it goes"`, with or without the quotation marks, words. What
looks like a day or like a filter of a search, and is neither, is refused: as words it would leave
out nothing, and its owner would not notice.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Self

from bot.archive.calendar import MONTH_NAMES, Day, TimeRange, day_ranges, parse_day
from bot.archive.memories.months import parse_month
from bot.archive.memories.typed_days import both_ends, looks_like_days
from bot.archive.search.query import values
from bot.archive.search.query.ast import Node, Or, Phrase, Word, leaves
from bot.archive.search.query.filters import YEARS, During, From, To
from bot.archive.search.query.parser import parse
from bot.archive.search.query.signs import QUOTES
from bot.errors import BadDateError, BadQueryError, BadQuietRuleError
from bot.languages import lazy

MAX_RULE_LENGTH = 100
"""Characters of a rule, with the quotation marks of words: an option's choice has no more."""

MAX_RULES = 100
"""The most rules: each is looked for when the archive has changed."""

_PERSON = re.compile(r"[@\uff20](\S+)")
_MONTHS = {"sept"} | {word for name in MONTH_NAMES for word in (name.lower(), name[:3].lower())}
_DATE_WORD = re.compile(r"[a-z]+", re.ASCII)
_LEAP_YEAR = 2000

FORMS = (
    ("12-24", lazy("a day of every year, also “24 December”")),
    ("12-24 to 12-26", lazy("some days of every year")),
    ("2016-03-01 to 2016-03-09", lazy("some days; one day, a month or a year likewise")),
    ("@ada", lazy("a person: posts by them, to them, and that name them")),
    (
        "so it goes",  # never translated
        lazy("posts with these words, exactly so; in quotes what looks like a day"),
    ),
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

    def nodes(self, names: Collection[str]) -> tuple[Node, ...]:
        """Return what matches posts by the account, to it, and that name it.

        `names` are all that it has had, in lower case. Filters are apart from words: storage
        decides them in one walk.
        """
        known = dict.fromkeys((self.name, *names))
        filters: tuple[Node, ...] = (From(self.name), *map(To, known))
        return Or(filters), *(Phrase(f"@{name}") for name in known)


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
        if not can_be_stored(text):
            raise BadQuietRuleError(lazy("That has characters that are no text."))
        text = " ".join(text.split())
        bare = text.strip(QUOTES)
        if bare == text:
            if (days := _days(text)) is not None:
                return cls(days)
            if match := _PERSON.fullmatch(text):
                if name := values.account(match[1]):
                    return cls._of_length(Person(name))
                raise BadQuietRuleError(lazy("That is no name of an account. Write it as @ada."))
            if looks_like_days(text):
                raise BadQuietRuleError(
                    lazy(
                        "That names no days as it is written. Write them as 12-24, 12-24 to 12-26, "
                        "2016-03-01 to 2016-03-09 or 2016-03, and words in quotation marks."
                    )
                )
            if _has_filter(text):
                raise BadQuietRuleError(
                    lazy(
                        "Filters of a search are no rules. Give a day, a person such as @ada, or "
                        "words, in quotation marks if they look like a filter."
                    )
                )
        words = Words(bare.casefold())
        if not words.nodes[0].exact_words:
            raise BadQuietRuleError(lazy("Give a day, a person or a word; that has none of them."))
        return cls._of_length(words)

    @classmethod
    def _of_length(cls, what: Person | Words) -> Self:
        if len(str(what)) > MAX_RULE_LENGTH:
            raise BadQuietRuleError(
                lazy("A rule has at most {most} characters.", most=MAX_RULE_LENGTH)
            )
        return cls(what)

    @property
    def person(self) -> str | None:
        """The name of the person whom it leaves out, None if it is about none."""
        return self.what.name if isinstance(self.what, Person) else None

    def nodes(self, names: Collection[str] = ()) -> tuple[Node, ...]:
        """Return what matches the posts that it leaves out, each some of them; nothing of days.

        `names` are all that its person has had.
        """
        if isinstance(self.what, Person):
            return self.what.nodes(names)
        return self.what.nodes if isinstance(self.what, Words) else ()

    def ranges(self, zone: tzinfo) -> Iterator[TimeRange]:
        """Yield the time ranges that it leaves out; none of people and words."""
        if isinstance(self.what, DaysOfYear | Days):
            yield from self.what.ranges(zone)


def can_be_stored(text: str) -> bool:
    """Return whether a text can be encoded: half of a surrogate pair cannot.

    A terminal passes a byte that is none of its encoding as such a half.
    """
    try:
        return bool(text.encode()) or not text
    except UnicodeEncodeError:
        return False


def _days(text: str) -> DaysOfYear | Days | None:
    if (one := _one(text)) is not None:
        return one
    for ends in both_ends(text):
        first, last = map(_one, ends)
        if isinstance(first, DaysOfYear) and isinstance(last, DaysOfYear):
            return DaysOfYear(first.first, last.last)
        if isinstance(first, Days) and isinstance(last, Days):
            if first.first > last.last:
                raise BadQuietRuleError(lazy("The first of the two days is later than the second."))
            return Days(first.first, last.last)
        if first is not None and last is not None:
            raise BadQuietRuleError(lazy("Give both days with a year, or both without one."))
    return None


def _one(text: str) -> DaysOfYear | Days | None:
    """Return the days that one expression names, None for words."""
    if during := values.days(text) or values.years(text) or _month(text):
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


def _month(text: str) -> During | None:
    """Return the days of a month that is named: March 2016, 3/2016."""
    try:
        year, month = parse_month(text)
    except BadDateError:
        return None
    return values.days(f"{year}-{month:02}" if month else f"{year}")


def _has_filter(text: str) -> bool:
    """Return whether a search would take a part of the text as a filter, not as words."""
    if ":" not in values.narrow(text):
        return False
    try:
        query = parse(text)
    except BadQueryError:  # also for a filter whose value is none
        return False
    kinds = (type(leaf) for leaf, _ in leaves(query.root))
    return query.sort is not None or not all(issubclass(kind, Word | Phrase) for kind in kinds)
