"""A count of the work that must not be cut off when the bot closes, or only with care."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

LONGEST_WAIT = 8.0
"""Seconds that closing waits at most: service managers give 10 before they kill."""


class Drain:
    """Counts the work under way, and lets closing wait for it."""

    def __init__(self) -> None:
        self._working = 0
        self._stoppable: set[asyncio.Task[Any]] = set()
        self._closing = False
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

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Have closing cancel the task during the block: it would take longer than closing waits.

        It is cancelled once, however long the bot is closing.
        """
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be cancelled")
        self._stoppable.add(task)
        if self._closing:
            task.cancel()
        try:
            yield
        finally:
            self._stoppable.discard(task)

    async def wait(self, longest: float = LONGEST_WAIT) -> None:
        """Cancel what is stoppable; wait until no work is under way, `longest` seconds at most."""
        self._closing = True
        for task in self._stoppable:
            task.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), longest)
