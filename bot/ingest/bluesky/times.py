"""When a post was written: what its client claimed, or else what its key says."""

import re
from datetime import datetime
from typing import NamedTuple

from bot.archive.posts.ids.tid import tid_milliseconds
from bot.archive.posts.post import Precision
from bot.archive.timestamps import to_milliseconds

_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?P<fraction>\.\d{1,30})?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_FIRST_MS = 1_136_073_600_000  # 2006-01-01: no network that posts are taken along from is older
_DAY_MS = 86_400_000
_LONGEST_CLAIM = 64  # characters that are kept of a time that is none
_MILLISECOND, _SECOND = Precision.MILLISECOND.value, Precision.SECOND.value


class WrittenAt(NamedTuple):
    """The time of a post in milliseconds since 1970, its precision, and a claim that is not taken.

    `claimed` is that time as written, where it is not plausible; else None.
    """

    milliseconds: int
    precision: str
    claimed: str | None


def written_at(claim: object, key: str, latest: int | None) -> WrittenAt | None:
    """Return when a post was written; None if neither its claim nor its key says it.

    `claim` is its claimed time, which is taken from 2006 on until a day after the time in its key.
    For a key without a time, or with an impossible one, `latest` is in place of that: when the
    repository was changed last, in milliseconds since 1970, None if it is not known.
    """
    by_key = tid_milliseconds(key)
    if by_key is not None and not (
        by_key >= _FIRST_MS and (latest is None or by_key <= latest + _DAY_MS)
    ):
        by_key = None
    stated, precision = _parse(claim)
    last = latest if by_key is None else by_key
    if stated is not None and stated >= _FIRST_MS and (last is None or stated <= last + _DAY_MS):
        return WrittenAt(stated, precision, None)
    if by_key is None:
        return None
    claimed = claim[:_LONGEST_CLAIM] if isinstance(claim, str) else None
    return WrittenAt(by_key, _MILLISECOND, claimed)


def _parse(text: object) -> tuple[int | None, str]:
    """Return a time by RFC 3339, in ms since 1970, and its precision; None if it is none.

    One without a zone is in UTC, as the network reads it.
    """
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None, _SECOND
    written = match[0]
    if written[-1] not in "Zz" and written[-6] not in "+-":
        written += "Z"
    try:
        stated = to_milliseconds(datetime.fromisoformat(written.upper()))
    except (ValueError, OverflowError):  # there is no such day, or it is before the year 1
        return None, _SECOND
    return stated, _MILLISECOND if match["fraction"] else _SECOND
