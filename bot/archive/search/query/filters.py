"""Filters of a query: the author of a post, when it was written, what it contains, its counts.

Each filter prints as it is typed. Days are dates, not moments: which moments belong to them depends
on the time zone of the person who asks; see `time_ranges`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from enum import StrEnum
from typing import ClassVar, TypeAlias

from bot.archive.calendar import Day, TimeRange, day_ranges
from bot.archive.posts.ids.networks import Network

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
    TEXT = "text"


class PostType(StrEnum):
    """The types of post that `is:` selects."""

    POST = "post"
    REPLY = "reply"
    REPOST = "repost"
    QUOTE = "quote"
    THREAD = "thread"
    DELETED = "deleted"
    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"


class _Keyed:
    """A filter that is typed, and prints, as a name, a colon and the value of its one field."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]
    name: ClassVar[str]

    def __str__(self) -> str:
        return f"{self.name}:{getattr(self, self.__match_args__[0])}"


@dataclass(frozen=True, slots=True)
class From(_Keyed):
    """By this author, in lower case and without @: see `bot.archive.posts.ids.account_names`."""

    name = "from"

    account: str


@dataclass(frozen=True, slots=True)
class To(_Keyed):
    """In reply to this account, or beginning with its @name; given as in From."""

    name = "to"

    account: str


@dataclass(frozen=True, slots=True)
class OnNetwork(_Keyed):
    """Written on this network."""

    name = "network"

    network: Network


@dataclass(frozen=True, slots=True)
class Id(_Keyed):
    """The post with this id, which an edited post or one joined from parts may have had before."""

    name = "id"

    id: str


@dataclass(frozen=True, slots=True)
class Since(_Keyed):
    """Written on this local day or later."""

    name = "since"

    day: date


@dataclass(frozen=True, slots=True)
class After(_Keyed):
    """Written later than on this local day."""

    name = "after"

    day: date


@dataclass(frozen=True, slots=True)
class Until(_Keyed):
    """Written on this local day or earlier."""

    name = "until"

    day: date


@dataclass(frozen=True, slots=True)
class Before(_Keyed):
    """Written earlier than on this local day."""

    name = "before"

    day: date


@dataclass(frozen=True, slots=True)
class During:
    """Written on one of these local days, both included: one day, one month, or whole years."""

    first: date
    last: date

    def __str__(self) -> str:
        if self.first == self.last:
            return f"on:{self.first}"
        if self.last != date(self.last.year, 12, 31) or self.first.month > 1:
            return f"during:{self.first:%Y-%m}"
        first, last = self.first.year, self.last.year
        return f"year:{first}" if first == last else f"year:{first}-{last}"


@dataclass(frozen=True, slots=True)
class OnEvery(_Keyed):
    """Written on this local day of any year; 29 February only in leap years."""

    name = "on"

    day: Day


@dataclass(frozen=True, slots=True)
class Has(_Keyed):
    """Contains a link, a picture, a video (including GIFs), or either of the latter two.

    Or a picture in which text was read.
    """

    name = "has"

    content: Content


@dataclass(frozen=True, slots=True)
class Is(_Keyed):
    """Is an original post, a reply, a repost, or in a thread: certainly linked to another post.

    Or it is a quote: no repost, and it links to another post, whether the archive has that or not.
    Or its author deleted it: only owners find such posts. Or it was written for all, for all
    without being listed, or for followers alone.
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


@dataclass(frozen=True, slots=True)
class MinLikes(_Keyed):
    """Known to have at least this many likes."""

    name = "min_likes"

    count: int


@dataclass(frozen=True, slots=True)
class MinReposts(_Keyed):
    """Known to have at least this many reposts."""

    name = "min_reposts"

    count: int


@dataclass(frozen=True, slots=True)
class Lang(_Keyed):
    """In this language, given by its code as `languages.canonical` has it: stated or detected."""

    name = "lang"

    code: str


TimeFilter: TypeAlias = Since | After | Until | Before | During | OnEvery
Filter: TypeAlias = (
    From | To | OnNetwork | Id | TimeFilter | Has | Is | Url | MinLikes | MinReposts | Lang
)


def time_ranges(when: TimeFilter, zone: tzinfo) -> list[TimeRange]:
    """Return the time ranges that `when` selects, by the local days of `zone`, oldest first.

    Only a day of every year gives more than one: one for each of YEARS that has the day.
    """
    match when:
        case OnEvery(day):
            return list(day_ranges(day, YEARS, zone))
        case During(first, last):
            return [TimeRange.of_days(first, _next(last), zone)]
        case Since(day):
            return [_from(day, zone)]
        case After(day):
            return [_from(_next(day), zone)]
        case Until(day):
            return [_up_to(_next(day), zone)]
        case Before(day):
            return [_up_to(day, zone)]


def intersect_time_ranges(wanted: Sequence[TimeFilter], zone: tzinfo) -> list[TimeRange]:
    """Return the time ranges that all of `wanted`, at least one, select; as `time_ranges` does."""
    ranges, *others = (time_ranges(when, zone) for when in wanted)
    for other in others:
        overlaps = (one.intersect(another) for one in ranges for another in other)
        ranges = [overlap for overlap in overlaps if not overlap.is_empty]
    return ranges


def _from(first: date, zone: tzinfo) -> TimeRange:
    return TimeRange.of_days(first, first, zone)._replace(end=END, day_end=END)


def _up_to(end: date, zone: tzinfo) -> TimeRange:
    return TimeRange.of_days(end, end, zone)._replace(start=BEGINNING, day_start=BEGINNING)


def _next(day: date) -> date:
    return day + timedelta(days=1)
