"""Snowflake ids as Discord makes them: the milliseconds since 2015, then a counter."""

from collections.abc import Callable
from datetime import datetime

_EPOCH = 1_420_070_400_000
_SHIFT = 22


class Snowflakes:
    """Generates ids from the time that `now` returns; each four million in a row are unique."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._count = 0

    def mint(self) -> int:
        """Return a new id."""
        self._count = (self._count + 1) % (1 << _SHIFT)
        return lowest_id(self._now()) | self._count


def lowest_id(time: datetime) -> int:
    """Return the lowest id of a time."""
    return (int(time.timestamp() * 1000) - _EPOCH) << _SHIFT


def shard_of(guild_id: int, shards: int) -> int:
    """Return the number of the shard, out of `shards`, that receives a guild's events."""
    return (guild_id >> _SHIFT) % shards
