"""A count of the work that must not be cut off when the bot closes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LONGEST_WAIT = 8.0
"""Seconds that closing waits at most: service managers give 10 before they kill."""


class Drain:
    """Counts the work under way, and lets closing wait for it."""

    def __init__(self) -> None:
        self._working = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count the block as work: closing waits until it ends."""
        self._working += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._working -= 1
            if not self._working:
                self._idle.set()

    async def wait(self, longest: float = LONGEST_WAIT) -> None:
        """Wait until no work is under way, `longest` seconds at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), longest)
