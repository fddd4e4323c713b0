"""The bot's own pace: Discord answers too many requests with refusals, and many of those, a ban."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

MAX_PER_SECOND = 40
"""Requests of digests. Discord allows 50 of a bot; the others are for those who ask it."""

_EARLY = 0.0005  # seconds, by more than which no sleeper wakes too early


class Pacer:
    """Lets requests go evenly, and no more than `most` in any `seconds`, however late it wakes.

    `now` tells a time that never goes back, in seconds; `sleep` waits for some.
    """

    def __init__(
        self,
        most: int = MAX_PER_SECOND,
        seconds: float = 1.0,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._apart = seconds / most
        self._seconds = seconds + _EARLY
        self._planned = 0.0
        self._gone: deque[float] = deque(maxlen=most)
        self._first = asyncio.Lock()  # whose waiters come in their order

    async def wait_turn(self) -> None:
        """Wait until it is this request's turn."""
        async with self._first:
            self._planned = max(self._now(), self._planned + self._apart)
            due = max(self._planned, self._busy_until())
            await self._sleep(max(0.0, due - self._now()))
            self._gone.append(self._now())

    def _busy_until(self) -> float:
        """Return when the oldest of the last `most` requests is long enough ago."""
        return self._gone[0] + self._seconds if len(self._gone) == self._gone.maxlen else 0.0
