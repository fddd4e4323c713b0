"""Ids and the time in them.

Since November 2010 a Twitter id is a 64-bit "snowflake": the milliseconds since Twitter's epoch
stand above its lowest 22 bits. Ids before that were a plain counter and hold no time.
"""

import hashlib
import re
from datetime import UTC, datetime, timedelta

TWITTER_EPOCH_MS = 1288834974657
"""2010-11-04T01:42:54.657Z, in milliseconds since 1970."""

_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_COUNTER_END = 29_700_000_000  # where the counter stood when snowflakes began
_MAX_ID = (1 << 63) - 1

FIRST_TIMED_SORT_KEY = _COUNTER_END + 1
"""From here on the places of posts hold their moments."""

_MADE = re.compile(r"t-?\d{1,12}-[0-9a-f]{8}", re.ASCII)


def is_snowflake(post_id: str) -> bool:
    """Tell whether `post_id` holds its own time."""
    return milliseconds(post_id) is not None


def milliseconds(post_id: str) -> int | None:
    """Return the milliseconds since 1970 that are in `post_id`, or None for an old counter."""
    if not (post_id.isascii() and post_id.isdigit()):
        return None
    number = int(post_id)
    if not _COUNTER_END < number <= _MAX_ID:
        return None
    return (number >> 22) + TWITTER_EPOCH_MS


def moment(post_id: str) -> datetime | None:
    """Return the moment, in UTC to the millisecond, that is in `post_id`; None for an old counter.

    >>> moment("1585839954944749569").isoformat()
    '2022-10-28T03:44:43.397000+00:00'
    """
    ms = milliseconds(post_id)
    return None if ms is None else from_milliseconds(ms)


def from_milliseconds(ms: int) -> datetime:
    """Return the moment `ms` milliseconds after 1970, in UTC, exactly."""
    return _1970 + timedelta(milliseconds=ms)


def to_milliseconds(when: datetime) -> int:
    """Return the whole milliseconds from 1970 to `when`, which has a zone."""
    return (when - _1970) // _MILLISECOND


def synthetic_id(created_at: datetime, text: str, occurrence: int = 0) -> str:
    """Return an id for a post whose source tells none: its second and a hash of its text.

    `occurrence` counts, from 0, the earlier posts of the same file with the same second and text.
    """
    seconds = to_milliseconds(created_at) // 1000
    told = f"{text}\0{occurrence}" if occurrence else text
    return f"t{seconds}-{hashlib.blake2b(told.encode(), digest_size=4).hexdigest()}"


def is_synthetic(post_id: str) -> bool:
    """Tell whether `post_id` was made by `made_id`."""
    return post_id.startswith("t") and _MADE.fullmatch(post_id) is not None


def synthetic_second(post_id: str) -> int:
    """Return the second, since 1970, that is in an id which `made_id` made."""
    return int(post_id[1:].rpartition("-")[0])


def sort_key_of(post_id: str, created_at: datetime) -> int:
    """Return the 64-bit key that a post is ordered by: its id, or what a made one stands for.

    That is what a snowflake of the same second would be; before snowflakes, a negative number.
    """
    if not is_synthetic(post_id):
        return int(post_id)
    low = int(post_id.rpartition("-")[2], 16) & ((1 << 22) - 1)
    return (to_milliseconds(created_at) - TWITTER_EPOCH_MS << 22) | low
