"""The sort key: the 64-bit number that posts are ordered by, with or without an id."""

from datetime import datetime

from bot.archive.posts.snowflake import LAST_COUNTER_ID, TIME_SHIFT, TWITTER_EPOCH_MS
from bot.archive.posts.synthetic_id import is_synthetic
from bot.archive.timestamps import to_milliseconds

FIRST_TIMED_SORT_KEY = LAST_COUNTER_ID + 1
"""From here on a sort key holds the time of its post."""


def sort_key_of(post_id: str, created_at: datetime) -> int:
    """Return the sort key of a post: its id, or for a synthetic id what a snowflake would be.

    That is a snowflake of the same second, with bits of the hash below the time; negative for
    times before snowflakes.
    """
    if not is_synthetic(post_id):
        return int(post_id)
    low = int(post_id.rpartition("-")[2], 16) & ((1 << TIME_SHIFT) - 1)
    return (to_milliseconds(created_at) - TWITTER_EPOCH_MS << TIME_SHIFT) | low


def is_sortable(created_at: datetime) -> bool:
    """Return whether a post of this time can have a synthetic id: its sort key has 64 bits."""
    limit = 1 << 63 - TIME_SHIFT
    return -limit <= to_milliseconds(created_at) - TWITTER_EPOCH_MS < limit


def sort_key_milliseconds(sort_key: int) -> int:
    """Return the milliseconds since 1970 that a sort key from FIRST_TIMED_SORT_KEY on holds."""
    return (sort_key >> TIME_SHIFT) + TWITTER_EPOCH_MS
