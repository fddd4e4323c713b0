"""The sort key: the 64-bit number that posts of every network are ordered by.

It holds the milliseconds since 1970 above its lowest 22 bits, which order posts of one millisecond
as far as their ids can. Posts with equal sort keys are ordered by network and id.
"""

from datetime import datetime

from bot.archive.posts.ids.mastodon_id import NUMBER_SHIFT, status_milliseconds, status_number
from bot.archive.posts.ids.networks import Network, network_of
from bot.archive.posts.ids.snowflake import TIME_SHIFT, TWITTER_EPOCH_MS, is_snowflake
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.ids.tid import tid_milliseconds
from bot.archive.timestamps import to_milliseconds

COUNTER_END_MS = 1_288_908_000_000
"""2010-11-04T22:00Z, in milliseconds since 1970: the last hour in which ids were of the counter."""

SNOWFLAKES_FROM = (COUNTER_END_MS + 1) << TIME_SHIFT
"""The lowest sort key that no post with an id of the counter has."""

_NUMBER_BITS = (1 << NUMBER_SHIFT) - 1
_LOW_BITS = (1 << TIME_SHIFT) - 1
_FROM_TWITTER_EPOCH = TWITTER_EPOCH_MS << TIME_SHIFT
MAX_KEY = (1 << 63) - 1
"""The highest sort key."""

_MAX_MS = MAX_KEY >> TIME_SHIFT  # in September 2039


def sort_key_of(post_id: str, created_at: datetime) -> int:
    """Return the sort key of a post, see `sort_key_at`."""
    return sort_key_at(post_id, to_milliseconds(created_at))


def sort_key_at(post_id: str, created_at: int) -> int:
    """Return the sort key of a post as far as it follows from its id and time, in ms since 1970.

    A snowflake holds both parts of it, with another epoch; for a synthetic id the low part is of
    its hash. Times beyond 64 bits are moved to the nearest that fits. Ids of the counter hold no
    time, and stated times run against them in some archives: their sort keys follow from the other
    posts of an archive too, see `bot/storage/archive/posts/counter_order.py`.
    """
    network = network_of(post_id)
    if network is Network.MASTODON:
        return _key(created_at, _mastodon_low(post_id, created_at))
    if network is Network.BLUESKY:
        # A low part taken from the record's key would put posts of one stated time in a wrong order
        # as soon as their keys lie in different milliseconds.
        return _key(created_at, 0)
    if is_snowflake(post_id):
        return min(int(post_id) + _FROM_TWITTER_EPOCH, MAX_KEY)
    if is_synthetic(post_id):
        return _key(created_at, int(post_id.rpartition("-")[2], 16))
    return _key(min(created_at, COUNTER_END_MS), 0)


def id_milliseconds(post_id: str) -> int | None:
    """Return the milliseconds since 1970 in the id of a post of Mastodon or Bluesky, if any.

    That is when its network got the post, which may be long after the time that it states.
    """
    match network_of(post_id):
        case Network.MASTODON:
            return status_milliseconds(post_id)
        case Network.BLUESKY:
            return tid_milliseconds(post_id.rpartition("/")[2])
        case _:
            return None


def is_sortable(created_at: int) -> bool:
    """Return whether a post of this time can have a synthetic id: within 70 years of 2010.

    It is in milliseconds since 1970.
    """
    return abs(created_at - TWITTER_EPOCH_MS) < 1 << 63 - TIME_SHIFT


def sort_key_milliseconds(sort_key: int) -> int:
    """Return the milliseconds since 1970 that a sort key holds."""
    return sort_key >> TIME_SHIFT


def _mastodon_low(post_id: str, created_at: int) -> int:
    number = status_number(post_id)
    if number is None or status_milliseconds(post_id) != created_at:
        return 0
    return (number & _NUMBER_BITS) << (TIME_SHIFT - NUMBER_SHIFT)


def _key(ms: int, low: int) -> int:
    return (max(-_MAX_MS, min(ms, _MAX_MS)) << TIME_SHIFT) | (low & _LOW_BITS)
