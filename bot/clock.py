"""The time: the only reader of the wall clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever can say what time it is."""

    def now(self) -> datetime:
        """Return the present moment, with its zone: UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs on from where it is set, for the demo and for tests.

    The bot and the sandbox share one, so that both live in the same moment.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        """Return the present moment of this clock in UTC."""
        return datetime.now(UTC) + self._offset

    def set(self, moment: datetime) -> None:
        """Make `moment`, which has a zone, the present; time runs on from there."""
        self._offset = moment.astimezone(UTC) - datetime.now(UTC)

    def move(self, by: timedelta) -> None:
        """Move the present by `by`, which may be negative."""
        self._offset += by
