"""How fast a process may post digests, of what Discord allows the bot in all its processes."""

from dataclasses import dataclass

from bot.archive.digests.model import ShardSet
from bot.services.digests.scheduler import CONCURRENCY

MAX_PER_SECOND = 40
"""Requests for digests, of all processes together. Discord allows a bot 50, however many processes
it has; the others are for users' commands."""

_UNBOUND = 1_000
"""Requests a second of a process that a proxy holds back: more than it can make."""

_MOST_AT_PROXY = 400
"""Runs of all processes that may wait at a proxy: at Discord's 50 a second for 8 seconds, well
before a digest gives its request up."""

_FEWEST = 2  # runs at once, so that one that waits for Discord does not hold the next one up


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many requests `per_second`, for so many runs `at_once`."""

    per_second: int
    at_once: int


def pace_of(shard_set: ShardSet, *, rest_proxy: bool = False) -> Pace:
    """Return the pace of the process that has a set of shards: its share of the bot's, at least 1.

    As many runs are executed at once as are posted in half a second: what waits for its turn must
    not have waited for the time that a request may take. Behind a `rest_proxy`, which holds
    requests of all processes back, the process does not hold them back too.
    """
    shards, count = len(shard_set.shards), shard_set.count
    if rest_proxy:
        return Pace(_UNBOUND, min(CONCURRENCY, max(_FEWEST, _MOST_AT_PROXY * shards // count)))
    per_second = max(1, MAX_PER_SECOND * shards // count)
    return Pace(per_second, max(_FEWEST, CONCURRENCY * per_second // MAX_PER_SECOND))
