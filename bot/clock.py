"""The current time: the only module that reads the wall clock."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

# Python's own monotonic clock stands still while a machine sleeps: on Linux CLOCK_BOOTTIME does
# not, nor does macOS's CLOCK_MONOTONIC. (A virtual machine that is paused may not notice at all.)
_SLEEPLESS = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds_with_sleep() -> float:
    """Return seconds since some moment, also those in which the machine slept; never set back."""
    return time.clock_gettime(_SLEEPLESS)


class Clock(Protocol):
    """A source of the current time."""

    def now(self) -> datetime:
        """Return the current time, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs on from the time it is set to, for the demo and for tests.

    The bot and the sandbox share one, so that both have the same time.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        """Return the current time of this clock in UTC."""
        return datetime.now(UTC) + self._offset

    def set(self, moment: datetime) -> None:
        """Set the clock to `moment`, which is timezone-aware; time runs on from there."""
        self._offset = moment.astimezone(UTC) - datetime.now(UTC)

    def move(self, by: timedelta) -> None:
        """Move the clock by `by`, which may be negative."""
        self._offset += by
