"""What a post is asked for beside its words: whose it is, when it was written, what it holds.

Each filter prints as it is typed. Days are dates, no moments: which moments belong to them depends
on the zone that the question is asked in; see `moments`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from enum import StrEnum
from typing import ClassVar, TypeAlias

from bot.archive.calendar import Day, day_spans, midnight
from bot.archive.timestamps import to_milliseconds

YEARS = range(1970, 2100)
"""The years that a query may name. A snowflake's 41 bits of milliseconds end in 2080."""

BEGINNING, END = -(1 << 62), 1 << 62
"""Before and after every moment, in milliseconds since 1970."""


class Content(StrEnum):
    """What a post may hold beside its text."""

    LINK = "link"
    IMAGE = "image"
    VIDEO = "video"
    MEDIA = "media"


class PostType(StrEnum):
    """What a post may be."""

    POST = "post"
    REPLY = "reply"
    REPOST = "repost"
    THREAD = "thread"


class _Keyed:
    """What is typed as a name, a colon and the value of its one field, and prints so."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]
    name: ClassVar[str]

    def __str__(self) -> str:
        return f"{self.name}:{getattr(self, self.__match_args__[0])}"


@dataclass(frozen=True, slots=True)
class From(_Keyed):
    """The author, in lower case and without @."""

    name = "from"

    account: str


@dataclass(frozen=True, slots=True)
class To(_Keyed):
    """Whom the post answers, or begins by addressing; in lower case and without @."""

    name = "to"

    account: str


@dataclass(frozen=True, slots=True)
class Since(_Keyed):
    """Written on that local day or later."""

    name = "since"

    day: date


@dataclass(frozen=True, slots=True)
class Until(_Keyed):
    """Written on that local day or before."""

    name = "until"

    day: date


@dataclass(frozen=True, slots=True)
class On(_Keyed):
    """Written on that local day."""

    name = "on"

    day: date


@dataclass(frozen=True, slots=True)
class OnEvery(_Keyed):
    """Written on that local day of any year; 29 February is in leap years alone."""

    name = "on"

    day: Day


@dataclass(frozen=True, slots=True)
class InYear(_Keyed):
    """Written in that local year."""

    name = "year"

    year: int


@dataclass(frozen=True, slots=True)
class Has(_Keyed):
    """Holds a link, a picture, a film (a GIF moves and is one), or either of these."""

    name = "has"

    content: Content


@dataclass(frozen=True, slots=True)
class Is(_Keyed):
    """Is an own post, a reply, a repost, or part of a thread: surely linked to another post."""

    name = "is"

    post_type: PostType


@dataclass(frozen=True, slots=True)
class Url(_Keyed):
    """Holds an address with this in it, whatever the case of its ASCII letters."""

    name = "url"

    part: str

    def __str__(self) -> str:
        # A parenthesis in it could pair with one that groups.
        bare = not any(mark in self.part for mark in "()\uff08\uff09")
        return f"url:{self.part}" if bare else f'url:"{self.part}"'


TimeFilter: TypeAlias = Since | Until | On | OnEvery | InYear
Filter: TypeAlias = From | To | TimeFilter | Has | Is | Url


def time_ranges(when: TimeFilter, zone: tzinfo) -> list[tuple[int, int]]:
    """Return the moments that `when` asks for, as days pass in `zone`, oldest first.

    Each pair is in milliseconds since 1970, the first included, the second not. More than one pair
    comes of a day of every year alone: one for each of YEARS that has it.
    """
    match when:
        case Since(day):
            return [(_begin(day, zone), END)]
        case Until(day):
            return [(BEGINNING, _begin(day + timedelta(days=1), zone))]
        case OnEvery(day):
            return [
                (to_milliseconds(span.start), to_milliseconds(span.end))
                for span in day_spans(day, YEARS, zone)
            ]
        case On(day):
            return [(_begin(day, zone), _begin(day + timedelta(days=1), zone))]
        case InYear(year):
            return [(_begin(date(year, 1, 1), zone), _begin(date(year + 1, 1, 1), zone))]


def intersect_time_ranges(wanted: Sequence[TimeFilter], zone: tzinfo) -> list[tuple[int, int]]:
    """Return the moments that all of `wanted`, at least one, ask for; as `moments` does."""
    first, *others = (time_ranges(one, zone) for one in wanted)
    spans = first
    for other in others:
        met = ((max(start, begin), min(end, stop)) for start, end in spans for begin, stop in other)
        spans = [(start, end) for start, end in met if start < end]
    return spans


def _begin(day: date, zone: tzinfo) -> int:
    return to_milliseconds(midnight(day, zone))
