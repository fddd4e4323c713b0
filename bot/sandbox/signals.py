"""Waiting for something to become true."""

import asyncio
from collections.abc import Callable


class Signal:
    """Wakes those who wait whenever something changed."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def fire(self) -> None:
        """Let everyone who waits look again."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, until: Callable[[], bool], timeout: float) -> bool:  # noqa: ASYNC109
        """Wait until `until()` holds, for `timeout` seconds at most, and tell whether it does."""
        try:
            async with asyncio.timeout(timeout):
                while not until():
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
        except TimeoutError:
            return until()
        return True
