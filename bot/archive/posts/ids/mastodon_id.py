"""Ids of posts on Mastodon: addresses that end in a number, which holds a time since 2017.

Above the lowest 16 bits of the number are the milliseconds since 1970; before Mastodon 2.0 it was a
plain counter. The lowest bits are no time: they only distinguish the posts of one millisecond. The
forms of addresses are those of docs/FORMATS.md.
"""

import re
from functools import lru_cache

NUMBER_SHIFT = 16
"""How many bits of a number are below the time."""

_NUMBERED = re.compile(r"https?://[^/]+/(?:ap/)?users/[^/]+/statuses/(\d{1,19})", re.ASCII)
_FIRST_MS = 1_451_606_400_000  # 2016-01-01: no number of a counter is so high


@lru_cache(maxsize=64)  # several fields of a post follow from its id
def status_number(post_id: str) -> int | None:
    """Return the number in the id of a post on Mastodon; None for ids of other servers."""
    match = _NUMBERED.fullmatch(post_id)
    return int(match[1]) if match else None


def status_milliseconds(post_id: str) -> int | None:
    """Return the milliseconds since 1970 in the id of a post on Mastodon, None if it has none."""
    number = status_number(post_id)
    if number is None or number >> NUMBER_SHIFT < _FIRST_MS:
        return None
    return number >> NUMBER_SHIFT
