"""The query language, defined once.

The parser gets its keywords from here; help, in Discord and in the terminal, and the error messages
about unreadable queries are made from the same definitions.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.archive.calendar import Day
from bot.archive.search.query.filters import (
    YEARS,
    Content,
    Filter,
    From,
    Has,
    InYear,
    Is,
    On,
    OnEvery,
    PostType,
    Since,
    To,
    Until,
    Url,
)
from bot.errors import BadDateError, BadQueryError, ThrowbackError

Value = TypeVar("Value", bound=StrEnum)

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
"""What opens and closes a phrase: all are equivalent, because keyboards insert any of them."""
DASHES = "-\u2010\u2011\u2012\u2013\u2212\uff0d"
"""What means "not" before a word. Not the long dash, which joins parts of a sentence."""
COLONS = ":\uff1a"
OPEN, CLOSE = "(\uff08", ")\uff09"

_ACCOUNT = re.compile(r"@?([a-z0-9_][a-z0-9_.@-]{0,99})", re.ASCII | re.IGNORECASE)
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_DAY = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_UPPER = re.compile("[A-Z]+")


@dataclass(frozen=True, slots=True)
class Syntax:
    """One form of the language: its pattern, an example, and a description of what it finds."""

    pattern: str
    example: str
    description: str


@dataclass(frozen=True, slots=True)
class Keyword(Syntax):
    """A form that is a name, a colon and a value, with the function that makes a filter of it.

    `read` returns None for a value that it cannot parse, for which `error` is then raised.
    """

    read: Callable[[str], Filter | None]
    error: type[ThrowbackError] = BadQueryError

    @property
    def name(self) -> str:
        """The name before the colon."""
        return self.pattern.partition(":")[0]

    @property
    def values(self) -> list[str]:
        """The values to choose from; empty if they are too many to list."""
        return self.pattern.partition(":")[2].split("|") if "|" in self.pattern else []

    def filter(self, value: str) -> Filter:
        """Return the filter for `value`. Raises `error`, giving the right form, for bad values."""
        parsed = self.read(value)
        if parsed is None:
            raise self.error(
                f"{self.name}: does not take that. Write it as {self.pattern}, such as "
                f"{self.example}. In quotes it is plain text."
            )
        return parsed


def _from(value: str) -> From | None:
    return From(name) if (name := _account(value)) else None


def _to(value: str) -> To | None:
    return To(name) if (name := _account(value)) else None


def _since(value: str) -> Since | None:
    return Since(day) if (day := _date(value)) else None


def _until(value: str) -> Until | None:
    return Until(day) if (day := _date(value)) else None


def _on(value: str) -> On | OnEvery | None:
    if date := _date(value):
        return On(date)
    return OnEvery(day) if (day := _day(value)) else None


def _year(value: str) -> InYear | None:
    value = _narrow(value)
    return InYear(int(value)) if _YEAR.fullmatch(value) and int(value) in YEARS else None


def _has(value: str) -> Has | None:
    content = _one_of(
        Content, value, {"photo": Content.IMAGE, "picture": Content.IMAGE, "gif": Content.VIDEO}
    )
    return None if content is None else Has(content)


def _is(value: str) -> Is | None:
    post_type = _one_of(
        PostType,
        value,
        {"tweet": PostType.POST, "retweet": PostType.REPOST, "replie": PostType.REPLY},
    )
    return None if post_type is None else Is(post_type)


def _url(value: str) -> Url | None:
    if not value or any(character in value for character in QUOTES + " "):
        return None
    return Url(_UPPER.sub(lambda letters: letters[0].lower(), value))


def _account(value: str) -> str | None:
    match = _ACCOUNT.fullmatch(_narrow(value))
    return match[1].lower() if match else None


def _date(value: str) -> date | None:
    if (match := _DATE.fullmatch(_narrow(value))) and int(match[1]) in YEARS:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return None


def _day(value: str) -> Day | None:
    if match := _DAY.fullmatch(_narrow(value)):
        day = Day(int(match[1]), int(match[2]))
        leap = 2000
        try:
            date(leap, day.month, day.day)
        except ValueError:
            return None
        return day
    return None


def _one_of(choices: type[Value], value: str, aliases: Mapping[str, Value]) -> Value | None:
    """Return the member of `choices` that `value` names, in the singular or plural."""
    by_name = {choice.value: choice for choice in choices} | dict(aliases)
    name = _narrow(value).lower()
    return by_name.get(name) or by_name.get(name.removesuffix("s"))


def _narrow(value: str) -> str:
    """Return `value` with wide digits, letters and signs narrowed."""
    return unicodedata.normalize("NFKC", value).replace("\u2212", "-")


WORDS = Syntax("words", "comet photo", "posts with these words; typos are forgiven")
PHRASE = Syntax('"a phrase"', '"so it goes"', "just these words, in this order")
NOT = Syntax("-word", "-rain", "posts without it; - works before everything here")
EITHER = Syntax("this OR that", "comet OR meteor", "one of both; binds less than a space does")
GROUP = Syntax("( … )", "moon (full OR new)", "taken together")

KEYWORDS = (
    Keyword("from:NAME", "from:ada", "posts of that account", _from),
    Keyword("to:NAME", "to:ada", "posts that answer that account or begin with its @name", _to),
    Keyword(
        "since:YYYY-MM-DD", "since:2022-10-28", "posts of that day and later", _since, BadDateError
    ),
    Keyword(
        "until:YYYY-MM-DD",
        "until:2022-10-28",
        "posts up to that day, the day itself included",
        _until,
        BadDateError,
    ),
    Keyword(
        "on:YYYY-MM-DD or on:MM-DD",
        "on:2022-10-28 or on:10-28",
        "posts of that day, or of that day in every year",
        _on,
        BadDateError,
    ),
    Keyword("year:YYYY", "year:2022", "posts of that year", _year, BadDateError),
    Keyword(
        "has:link|image|video|media",
        "has:image",
        "posts that hold one; media is an image or a video",
        _has,
    ),
    Keyword(
        "is:post|reply|repost|thread|deleted",
        "is:thread",
        "posts that are one, or part of a thread (deleted: owners only)",
        _is,
    ),
    Keyword("url:PART", "url:github.com", "posts with that in the address of a link", _url),
)
BY_NAME = {keyword.name: keyword for keyword in KEYWORDS}

SYNTAXES: tuple[Syntax, ...] = (WORDS, PHRASE, NOT, EITHER, GROUP, *KEYWORDS)
"""All forms of the language, in the order to explain them."""


def _help() -> str:
    width = max(len(form.pattern) for form in SYNTAXES)
    return "\n".join(f"{form.pattern:{width}}  {form.description}" for form in SYNTAXES)


HELP = _help()
"""The language as plain text, one form per line, in columns."""

HELP_QUERY = "?"
"""The query that asks for the help instead; as a word it would find nothing."""
