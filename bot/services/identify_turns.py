"""Turns at identifying: Discord takes so many new sessions of a bot in five seconds, by shard."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from bot.storage.state.settings import IdentifyTurnStore

SPACING = timedelta(seconds=5.5)
"""Between two new sessions of shards with one rate limit key. Discord asks for five seconds; what
is more is for the connection, which is made after the turn was taken and not always as quickly."""


class IdentifyTurns:
    """Keeps processes on one state database, on one machine or many, from identifying at once.

    A shard's rate limit key is its number modulo the `max_concurrency` that Discord allows the bot.
    """

    def __init__(
        self,
        store: IdentifyTurnStore,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._sleep = sleep

    async def wait(self, shard: int, max_concurrency: int) -> None:
        """Wait until a shard may identify, which it has to do at once. Raises DatabaseError.

        Nobody queues: all that wait try again when the turn is over, so a process that ends while
        it waits holds nobody up.
        """
        key = shard % max(1, max_concurrency)
        while wait := await self._store.take(key, self._clock.now, SPACING):
            await self._sleep(wait.total_seconds())
