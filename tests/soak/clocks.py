"""Discord's clock and the clock of the bot's machine."""

from datetime import datetime, timedelta


class TrueClock:
    """Discord's clock, which the simulation moves."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def now(self) -> datetime:
        """Return the time that it shows."""
        return self.moment


class HostClock:
    """The clock of the bot's machine, which is wrong now and then."""

    def __init__(self, true: TrueClock) -> None:
        self._true = true
        self.wrong_by = timedelta()

    def now(self) -> datetime:
        """Return the time that it shows."""
        return self._true.now() + self.wrong_by
