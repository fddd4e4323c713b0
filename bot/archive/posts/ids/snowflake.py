"""Snowflakes: post ids that hold the time at which they were made.

Since 4 November 2010 a Twitter id is a 64-bit "snowflake": the milliseconds since Twitter's epoch
are above its lowest 22 bits. Ids before that came from a plain counter and hold no time.

Both were in use that day, the counter until about 22:00 UTC and snowflakes from about 21:00 on, but
their ranges are far apart. The counter ended beyond 29,700,000,000: read as snowflakes, all of its
ids hold times in the epoch's first eight seconds, while the first real ones hold their true times,
19 hours later. So an id that holds a time in the epoch's first hour is the counter's.
"""

from datetime import datetime
from functools import lru_cache

from bot.archive.timestamps import from_milliseconds

TWITTER_EPOCH_MS = 1288834974657
"""2010-11-04T01:42:54.657Z, in milliseconds since 1970."""

TIME_SHIFT = 22
"""How many bits are below the time."""

LAST_COUNTER_ID = (60 * 60 * 1000 << TIME_SHIFT) - 1
"""No id of the counter is greater, and no snowflake less: one hour after the epoch."""

_MAX_ID = (1 << 63) - 1


def is_snowflake(post_id: str) -> bool:
    """Return whether `post_id` holds its own time."""
    return snowflake_milliseconds(post_id) is not None


@lru_cache(maxsize=64)  # several fields of a post follow from its id
def snowflake_milliseconds(post_id: str) -> int | None:
    """Return the milliseconds since 1970 that are in `post_id`, None for an id of the counter."""
    if not (post_id.isascii() and post_id.isdigit()):
        return None
    number = int(post_id)
    if not LAST_COUNTER_ID < number <= _MAX_ID:
        return None
    return (number >> TIME_SHIFT) + TWITTER_EPOCH_MS


def snowflake_time(post_id: str) -> datetime | None:
    """Return the time in `post_id`, in UTC to the millisecond; None for an id of the counter.

    >>> snowflake_time("1585839954944749569").isoformat()
    '2022-10-28T03:44:43.397000+00:00'
    """
    ms = snowflake_milliseconds(post_id)
    return None if ms is None else from_milliseconds(ms)
