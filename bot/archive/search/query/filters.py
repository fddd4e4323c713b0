"""Filters of a query: the author of a post, when it was written, what it contains.

Each filter prints as it is typed. Days are dates, not moments: which moments belong to them depends
on the time zone of the person who asks; see `time_ranges`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from enum import StrEnum
from typing import ClassVar, TypeAlias

from bot.archive.calendar import Day, TimeRange, day_ranges

YEARS = range(1970, 2100)
"""The years that a query may name. A snowflake's 41 bits of milliseconds end in 2080."""

BEGINNING, END = -(1 << 62), 1 << 62
"""Earlier and later than every moment, in milliseconds since 1970."""


class Content(StrEnum):
    """What a post may contain besides its text."""

    LINK = "link"
    IMAGE = "image"
    VIDEO = "video"
    MEDIA = "media"


class PostType(StrEnum):
    """The types of post that `is:` selects."""

    POST = "post"
    REPLY = "reply"
    REPOST = "repost"
    THREAD = "thread"
    DELETED = "deleted"


class _Keyed:
    """A filter that is typed, and prints, as a name, a colon and the value of its one field."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]
    name: ClassVar[str]

    def __str__(self) -> str:
        return f"{self.name}:{getattr(self, self.__match_args__[0])}"


@dataclass(frozen=True, slots=True)
class From(_Keyed):
    """By this author, in lower case and without @."""

    name = "from"

    account: str


@dataclass(frozen=True, slots=True)
class To(_Keyed):
    """In reply to this account, or beginning with its @name; in lower case and without @."""

    name = "to"

    account: str


@dataclass(frozen=True, slots=True)
class Since(_Keyed):
    """Written on this local day or later."""

    name = "since"

    day: date


@dataclass(frozen=True, slots=True)
class Until(_Keyed):
    """Written on this local day or earlier."""

    name = "until"

    day: date


@dataclass(frozen=True, slots=True)
class On(_Keyed):
    """Written on this local day."""

    name = "on"

    day: date


@dataclass(frozen=True, slots=True)
class OnEvery(_Keyed):
    """Written on this local day of any year; 29 February only in leap years."""

    name = "on"

    day: Day


@dataclass(frozen=True, slots=True)
class InYear(_Keyed):
    """Written in this local year."""

    name = "year"

    year: int


@dataclass(frozen=True, slots=True)
class Has(_Keyed):
    """Contains a link, a picture, a video (including GIFs), or either of the latter two."""

    name = "has"

    content: Content


@dataclass(frozen=True, slots=True)
class Is(_Keyed):
    """Is an original post, a reply, a repost, or in a thread: certainly linked to another post.

    Or its author deleted it: only owners find such posts.
    """

    name = "is"

    post_type: PostType


@dataclass(frozen=True, slots=True)
class Url(_Keyed):
    """Contains an address with this part in it, ignoring the case of ASCII letters."""

    name = "url"

    part: str

    def __str__(self) -> str:
        # A parenthesis in it could be taken for one that groups.
        bare = not any(character in self.part for character in "()\uff08\uff09")
        return f"url:{self.part}" if bare else f'url:"{self.part}"'


TimeFilter: TypeAlias = Since | Until | On | OnEvery | InYear
Filter: TypeAlias = From | To | TimeFilter | Has | Is | Url


def time_ranges(when: TimeFilter, zone: tzinfo) -> list[TimeRange]:
    """Return the time ranges that `when` selects, by the local days of `zone`, oldest first.

    Only a day of every year gives more than one: one for each of YEARS that has the day.
    """
    match when:
        case Since(day):
            return [TimeRange.of_days(day, _next(day), zone)._replace(end=END, day_end=END)]
        case Until(day):
            until = TimeRange.of_days(day, _next(day), zone)
            return [until._replace(start=BEGINNING, day_start=BEGINNING)]
        case OnEvery(day):
            return list(day_ranges(day, YEARS, zone))
        case On(day):
            return [TimeRange.of_days(day, _next(day), zone)]
        case InYear(year):
            return [TimeRange.of_days(date(year, 1, 1), date(year + 1, 1, 1), zone)]


def intersect_time_ranges(wanted: Sequence[TimeFilter], zone: tzinfo) -> list[TimeRange]:
    """Return the time ranges that all of `wanted`, at least one, select; as `time_ranges` does."""
    ranges, *others = (time_ranges(when, zone) for when in wanted)
    for other in others:
        overlaps = (one.intersect(another) for one in ranges for another in other)
        ranges = [overlap for overlap in overlaps if not overlap.is_empty]
    return ranges


def _next(day: date) -> date:
    return day + timedelta(days=1)
