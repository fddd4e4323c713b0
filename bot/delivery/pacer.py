"""The bot's own rate limit: Discord rejects too many requests, and bans after many rejections."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

_MAX_EARLY = 0.0005  # seconds: a sleeper wakes too early by at most this


class Pacer:
    """Spaces requests evenly, and allows at most `most` in any `seconds`, however late it wakes.

    `now` returns a monotonic time in seconds; `sleep` waits for a number of seconds.
    """

    def __init__(
        self,
        most: int,
        seconds: float = 1.0,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._interval = seconds / most
        self._seconds = seconds + _MAX_EARLY
        self._planned = 0.0
        self._sent: deque[float] = deque(maxlen=most)
        self._turn = asyncio.Lock()  # fair: wakes its waiters in order
        self.waiting = 0
        """Requests that wait for their turn."""

    async def wait_turn(self) -> None:
        """Wait until it is this request's turn."""
        self.waiting += 1
        try:
            async with self._turn:
                self._planned = max(self._now(), self._planned + self._interval)
                due = max(self._planned, self._busy_until())
                await self._sleep(max(0.0, due - self._now()))
                self._sent.append(self._now())
        finally:
            self.waiting -= 1

    def _busy_until(self) -> float:
        """Return the time at which the oldest of the last `most` requests is long enough ago."""
        return self._sent[0] + self._seconds if len(self._sent) == self._sent.maxlen else 0.0
