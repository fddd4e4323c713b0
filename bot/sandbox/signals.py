"""Waiting for a condition to become true."""

import asyncio
from collections.abc import Callable


class Signal:
    """Wakes its waiters on every change."""

    def __init__(self) -> None:
        self._waiters: list[asyncio.Future[None]] = []

    def fire(self) -> None:
        """Make all waiters check their condition again."""
        waiters, self._waiters = self._waiters, []
        for future in waiters:
            if not future.done():
                future.set_result(None)

    async def wait(self, condition: Callable[[], bool], timeout: float) -> bool:  # noqa: ASYNC109
        """Wait until `condition()` is true, for at most `timeout` seconds; return whether it is."""
        try:
            async with asyncio.timeout(timeout):
                while not condition():
                    future = asyncio.get_running_loop().create_future()
                    self._waiters.append(future)
                    await future
        except TimeoutError:
            return condition()
        return True
