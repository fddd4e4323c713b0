"""Ids as Discord makes them: the milliseconds since 2015, then a count."""

from collections.abc import Callable
from datetime import datetime

_EPOCH = 1_420_070_400_000
_SHIFT = 22


class Snowflakes:
    """Mints ids from the moment that `now` tells. No two are alike within four million."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._count = 0

    def mint(self) -> int:
        """Return a new id."""
        self._count = (self._count + 1) % (1 << _SHIFT)
        return at(self._now()) | self._count


def at(moment: datetime) -> int:
    """Return the lowest id of a moment."""
    return (int(moment.timestamp() * 1000) - _EPOCH) << _SHIFT


def shard_of(guild_id: int, shards: int) -> int:
    """Return which of so many shards a guild's events go to."""
    return (guild_id >> _SHIFT) % shards
