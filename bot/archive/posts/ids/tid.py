"""TIDs: keys of Bluesky's records that hold the time at which they were made.

A TID is 64 bits in 13 characters: a zero, 53 bits of microseconds since 1970, 10 bits of the clock
that made it. The alphabet is in the order of ASCII, so TIDs sort as their times do. Servers of 2023
took other keys too. Source: the specification of record keys, atproto.com/specs/tid.
"""

import re

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_DIGITS = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")  # as int() reads them
_TID = re.compile(f"[{_ALPHABET[:16]}][{_ALPHABET}]{{12}}", re.ASCII)
_CLOCK_BITS = 10  # below the time: which of the clocks wrote it


def tid_milliseconds(key: str) -> int | None:
    """Return the milliseconds since 1970 that a record's key holds; None for one that is no TID.

    >>> tid_milliseconds("3krfzjspc2222")
    1714550400000
    """
    if not _TID.fullmatch(key):
        return None
    number = int(key.translate(_DIGITS), 32)
    return (number >> _CLOCK_BITS) // 1000
