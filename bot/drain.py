"""Work that must not be cut off when the bot closes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LONGEST_WAIT = 8.0
"""Seconds that closing waits: service managers give 10 before they kill."""


class Drain:
    """Counts the work under way."""

    def __init__(self) -> None:
        self._working = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Keep closing waiting for the length of the block."""
        self._working += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._working -= 1
            if not self._working:
                self._idle.set()

    async def wait(self, longest: float = LONGEST_WAIT) -> None:
        """Wait until nothing is under way, `longest` seconds at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), longest)
