"""Times as whole milliseconds since 1970, which is how both databases and rows keep them."""

from datetime import UTC, datetime, timedelta

_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def from_milliseconds(ms: int) -> datetime:
    """Return the time `ms` milliseconds after 1970, in UTC, exactly."""
    return _1970 + timedelta(milliseconds=ms)


def to_milliseconds(when: datetime) -> int:
    """Return the whole milliseconds from 1970 to `when`, which must have a time zone."""
    return (when - _1970) // _MILLISECOND
