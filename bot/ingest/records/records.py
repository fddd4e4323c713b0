"""The record types that the parser's layouts share, and the checks of ids and times."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.archive.posts.ids.snowflake import snowflake_milliseconds
from bot.archive.posts.ids.sort_key import is_sortable
from bot.archive.posts.post import Media, Origin
from bot.archive.timestamps import to_milliseconds
from bot.languages import Message, lazy

MAX_BODY_LENGTH = 1_000_000
"""Characters. A longer body is not kept: its record is reported where it ends."""

MAX_ID = (1 << 63) - 1

STAMP = r"\w{3} (\w{3}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})"
"""A pattern of a time as Twitter writes it. Its six groups are what `parse_stamp` takes."""

# Translators: these reasons follow the place of a post: “tweets.js, line 12: it has no text”.
NO_END = lazy("the file ends before this post does")
TOO_LONG = lazy("it has more than {length:,} characters", length=MAX_BODY_LENGTH)
DAMAGED = lazy("the line that tells its time and address is damaged")
OTHER_NAME = lazy("its address names an account one letter off the file's own")
NO_ID = lazy("the id in its address is too large, or 0")
NO_DATE = lazy("its time is not in the calendar")
NEVER = lazy("its time is decades away from any post")
CONTRADICTS = lazy("its id and its time contradict each other")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = {name: f"{number:02}" for number, name in enumerate(_MONTHS, 1)}
_RESOLUTION = 1_000  # ms: stamps have whole seconds
_TOLERANCE = 60_000  # ms: Twitter's own two clocks were at times seconds apart


@dataclass(frozen=True, slots=True)
class Header:
    """A `Replying to` line: the accounts in order, the parent's id, if valid, and its account."""

    names: tuple[str, ...]
    parent: str | None
    parent_account: str


class ParsedRecord(NamedTuple):
    """A post as a file contains it.

    `line` is the 1-based line where it begins. `raw` is its body as the file has it; `body` is the
    same without the layout's own quoting and escaping, its lines separated by line feeds; it still
    has Twitter's entities unless `unescaped`. `account` and `id` are None if the layout has none.
    `created_at` is in milliseconds since 1970. `media` are those that the layout itself lists; None
    if their markup is in the body. `names_parents` is whether the layout names the parents of
    replies, as it does in `header`.
    """

    line: int
    raw: str
    body: str
    account: str | None
    id: str | None
    created_at: int
    origin: Origin
    header: Header | None = None
    names_parents: bool = False
    media: tuple[Media, ...] | None = None
    unescaped: bool = False


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be read: the 1-based line where it begins, and the reason."""

    line: int
    reason: str


def broken(line: int, reason: Message) -> BrokenRecord:
    """Return a record that cannot be read, with the reason in the current language."""
    return BrokenRecord(line, f"{reason}")


def parse_stamp(month: str, day: str, hour: str, minute: str, second: str, year: str) -> int | None:
    """Return the time of a stamp's parts, in ms since 1970; None if there is no such time."""
    try:
        # Five times as fast as from six numbers, and called once per post.
        return to_milliseconds(
            datetime.fromisoformat(f"{year}-{_MONTH[month]}-{day}T{hour}:{minute}:{second}Z")
        )
    except (KeyError, ValueError):
        return None


def as_id(value: object) -> str | None:
    """Return an id as text without leading zeros; None if `value` is not valid."""
    if not isinstance(value, str) or not (value.isascii() and value.isdigit()):
        return None
    digits = value.lstrip("0")
    return digits if 0 < len(digits) <= len(str(MAX_ID)) and int(digits) <= MAX_ID else None


def moment_of(post_id: str, stamp: int) -> int | None:
    """Return a post's time: that of its id if it agrees with `stamp`, else `stamp`.

    All are in milliseconds since 1970. None if the two contradict each other, and for a time that
    is decades away from any post.
    """
    by_id = snowflake_milliseconds(post_id)
    if by_id is None:  # the id says nothing of the time
        return stamp if is_sortable(stamp) else None
    difference = by_id - stamp
    if 0 <= difference < _RESOLUTION:
        return by_id
    return stamp if abs(difference) < _TOLERANCE else None


def record_time(post_id: str, stamp: tuple[str, ...]) -> int | Message:
    """Return a post's time by the id and stamp in its footer, or why they are invalid.

    It is in milliseconds since 1970; `stamp` holds the six groups of STAMP.
    """
    if as_id(post_id) is None:
        return NO_ID
    if (created_at := parse_stamp(*stamp)) is None:
        return NO_DATE
    moment = moment_of(post_id, created_at)
    return CONTRADICTS if moment is None else moment
