"""What the layouts of the parser have in common: a record, or what is left of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.archive.posts.post import Media, Origin
from bot.archive.posts.snowflake import snowflake_time

MAX_BODY_LENGTH = 1_000_000
"""Characters after which a body is not kept: its record is reported where it ends."""

MAX_ID = (1 << 63) - 1

STAMP = r"\w{3} (\w{3}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})"
"""A pattern of a time as Twitter writes it. Its six groups are what `written` takes."""

NO_END = "the file ends before this post does"
TOO_LONG = f"it has more than {MAX_BODY_LENGTH:,} characters"
DAMAGED = "the line that tells its time and address is damaged"
OTHER_NAME = "its address names an account one letter off the file's own"
NO_ID = "the id in its address is too large"
NO_DATE = "its time is not in the calendar"
CONTRADICTS = "its id and its time contradict each other"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = {name: f"{number:02}" for number, name in enumerate(_MONTHS, 1)}
_SAME_MOMENT = timedelta(seconds=1)  # what is written has whole seconds
_CONTRADICTION = timedelta(minutes=1)  # Twitter's own two clocks were at times seconds apart


@dataclass(frozen=True, slots=True)
class Header:
    """What `Replying to` says: whom, in order, the id of the parent, and whose it is."""

    names: tuple[str, ...]
    parent: str
    parent_account: str


class Record(NamedTuple):
    """A post as it stands in a file.

    `line` is the 1-based line where it begins. `raw` is its body as the file has it; `body` the
    same without the layout's own quoting and escaping, lines parted by a line feed alone; Twitter's
    entities are still in it unless `plain`. `account` and `id` are None where the layout tells
    none. `media` is what the layout itself tells of media; None: their markup is in the body.
    `tells_parents` says whether the layout names the parents of replies, as it does in `header`.
    """

    line: int
    raw: str
    body: str
    account: str | None
    id: str | None
    created_at: datetime
    origin: Origin
    header: Header | None = None
    names_parents: bool = False
    media: tuple[Media, ...] | None = None
    unescaped: bool = False


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be read: where it begins, and why."""

    line: int
    reason: str


def parse_stamp(
    month: str, day: str, hour: str, minute: str, second: str, year: str
) -> datetime | None:
    """Return the moment that the parts of a stamp give, in UTC; None if there is no such time."""
    try:
        # Five times as fast as from six numbers, and this is done once a post.
        return datetime.fromisoformat(f"{year}-{_MONTH[month]}-{day}T{hour}:{minute}:{second}Z")
    except (KeyError, ValueError):
        return None


def moment_of(post_id: str, stamp: datetime) -> datetime | None:
    """Return when a post was written, by its id where that agrees with `stamp`.

    None if the two exclude each other.
    """
    by_id = snowflake_time(post_id)
    if by_id is None:
        return stamp
    apart = by_id - stamp
    if timedelta() <= apart < _SAME_MOMENT:
        return by_id
    return stamp if abs(apart) < _CONTRADICTION else None


def record_time(post_id: str, stamp: tuple[str, ...]) -> datetime | str:
    """Return when a post was written by what ends its record, or why that does not tell.

    `stamp` holds the six groups of STAMP.
    """
    if len(post_id) > len(str(MAX_ID)) or int(post_id) > MAX_ID:
        return NO_ID
    if (when := parse_stamp(*stamp)) is None:
        return NO_DATE
    return moment_of(post_id, when) or CONTRADICTS
