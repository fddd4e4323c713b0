"""A count of the work that must not be cut off when the bot closes, or only with care."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.errors import RestartingError

_log = logging.getLogger(__name__)

LONGEST_WAIT = 3.0
"""Seconds that closing waits for answers. Then they are interrupted: the process has to end within
five seconds, although service managers give ten before they kill."""

_LONGEST_WIND_UP = 1.0  # seconds that the interrupted have to say so
_LONGEST_END = 0.25  # seconds that those have to end which could not even say it


class Drain:
    """Counts the work under way, and lets closing wait for it."""

    def __init__(self) -> None:
        self._working: Counter[asyncio.Task[Any]] = Counter()
        self._stoppable: set[asyncio.Task[Any]] = set()
        self._interrupted: set[asyncio.Task[Any]] = set()
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    def check(self) -> None:
        """Raise RestartingError if the bot is closing: nothing new is begun then."""
        if self._closing:
            raise RestartingError

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count the block as work: closing waits until it ends, or interrupts it.

        Raises RestartingError if it was interrupted; closing waits until the task has reported it.
        """
        task = _current()
        self._working[task] += 1
        self._idle.clear()
        try:
            yield
        except asyncio.CancelledError:
            if task not in self._interrupted:
                raise
            self._interrupted.discard(task)
            task.uncancel()
            raise RestartingError from None
        finally:
            self._working[task] -= 1
            self._working += Counter()  # without those that are done
            if not self._working:
                self._idle.set()

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Have closing cancel the task during the block: it would take longer than closing waits.

        It is cancelled once, however long the bot is closing.
        """
        task = _current()
        self._stoppable.add(task)
        if self._closing:
            task.cancel()
        try:
            yield
        finally:
            self._stoppable.discard(task)

    async def wait(self, longest: float = LONGEST_WAIT, wind_up: float = _LONGEST_WIND_UP) -> None:
        """Cancel what is stoppable; wait until no work is under way, `longest` seconds at most.

        What is still under way then is interrupted, and has `wind_up` seconds to say so. What did
        not end by then is cancelled.
        """
        self._closing = True
        for task in self._stoppable:
            task.cancel()
        try:
            async with asyncio.timeout(longest):
                await self._idle.wait()
        except TimeoutError:
            late = set(self._working)
            self._interrupted |= late
            for task in late:
                task.cancel()
            if late:  # they may all have ended in the last moment
                _, hanging = await asyncio.wait(late, timeout=wind_up)
                await self._cut_off(hanging)

    async def _cut_off(self, tasks: "set[asyncio.Task[Any]]") -> None:
        """Cancel tasks for good, as each request that they make after the closing would fail."""
        if not tasks:
            return
        _log.warning("Discord took neither answer nor sentence before the end: %d", len(tasks))
        self._interrupted -= tasks
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_LONGEST_END)


def _current() -> "asyncio.Task[Any]":
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("only a task can be counted or cancelled")
    return task
