"""The watchdog: ends a process that no longer does what it is for, so that it is started again.

Two things end it: an event loop that does not answer, and a gateway that is gone. A thread looks
for both, since a loop that is stuck can report nothing. It also keeps a service manager informed.
"""

import asyncio
import logging
import os
import sys
import threading
import time
import traceback as tracebacks
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from bot.errors import ThrowbackError
from bot.languages import lazy
from bot.operations.monitoring.notifier import Notifier
from bot.operations.monitoring.patience import Patience

_LONGEST_LOG = 5.0  # seconds: what has stopped the loop may be the log itself
_REPORTS = 3  # in the time in which the service manager expects one
_SHORTEST_STEP = 0.05  # seconds
_EXTENSION = 60  # seconds that a start may still take, as long as the loop answers

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: how long the loop may stall, the gateway be gone, and an orderly end then take.

    The watchdog looks every `step` seconds, and notifies the service manager every `report`.
    """

    stall: float = 60.0
    gateway: float = 600.0
    end: float = 30.0
    step: float = 1.0
    report: float = 10.0

    def for_manager(self, interval: float | None) -> Self:
        """Return the limits for a manager that has to be notified once in `interval` seconds."""
        if interval is None:
            return self
        report = min(self.report, interval / _REPORTS)
        # It reports when it looks.
        return replace(self, report=report, step=min(self.step, max(report / 2, _SHORTEST_STEP)))


class GatewayGoneError(ThrowbackError):
    """The end of a bot that had no connection to Discord for too long."""

    sentence = lazy(
        "There was no connection to Discord for too long. The bot ends, so that what started it "
        "starts it again."
    )


class Watchdog:
    """Watches the event loop in which its block runs, and the gateway from `serving` on.

    `is_connected` returns whether any shard is connected; the watchdog's thread calls it. When the
    gateway was gone for too long, `on_gone` is called on the loop, and `is_gone` is true: the bot
    is to end, with GatewayGoneError. If it does not, or when the loop stalls, `end` ends the
    process at once with status 1, which no service manager takes for wrong settings. `on_lag` is
    given by how many seconds the loop was late, about twice a second.
    """

    def __init__(
        self,
        is_connected: Callable[[], bool],
        on_gone: Callable[[], None],
        notifier: Notifier,
        *,
        limits: Limits | None = None,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self.on_lag: Callable[[float], None] = lambda _seconds: None
        self.is_gone = False
        self._is_connected = is_connected
        self._on_gone = on_gone
        self._notifier = notifier
        self._limits = limits = limits or Limits()
        self._end = end
        self._stalled = Patience(limits.stall, limits.step)
        self._disconnected = Patience(limits.gateway, limits.step)
        self._ending = Patience(limits.end, limits.step)
        self._beats = 0
        self._is_serving = self._is_preparing = self._is_closing = False
        self._stop = threading.Event()
        self._watched = threading.get_ident()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._watched = threading.get_ident()
        self._beating = asyncio.create_task(self._beat())
        self._thread.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self.is_gone:  # else the rest of the process, too, has to end in time
            self._stop.set()
        self._beating.cancel()
        await asyncio.wait([self._beating])

    def serving(self) -> None:
        """Report that the start is over; from now on the gateway is missed when it is gone.

        This does not wait for Discord: a start must not fail because Discord is away.
        """
        self._is_serving, self._is_preparing = True, False
        self._notifier.send("READY=1", self._status())

    def preparing(self) -> None:
        """Report that databases are opened, at the start or later, which an upgrade makes long.

        Until the next `serving` the gateway cannot be there, and that counts for nothing.
        """
        self._is_preparing = True

    def failed(self) -> None:
        """Report that they could not be opened."""
        self._is_preparing = False

    def closing(self) -> None:
        """Report that the end has begun; the gateway is not missed from now on."""
        self._is_closing = True
        self._notifier.send("STOPPING=1", "STATUS=Closing")

    async def _beat(self) -> None:
        pause = self._limits.step / 2  # so that a loop that answers has done so at each look
        while True:
            due = self._loop.time() + pause
            await asyncio.sleep(pause)
            self._beats += 1
            self.on_lag(max(0.0, self._loop.time() - due))

    def _watch(self) -> None:
        seen, before, reported = -1, time.monotonic(), -self._limits.report
        while not self._stop.wait(self._limits.step):
            now = time.monotonic()
            elapsed, before = now - before, now
            beats = self._beats
            answers, seen = beats != seen, beats
            if self._stalled.is_over(well=answers, elapsed=elapsed):
                self._log_briefly(self._log_stall)
                self._end(1)
                return
            if answers and now - reported >= self._limits.report:
                reported = now
                self._report()
            if self._is_over(elapsed):
                self._log_briefly(lambda: _log.critical("The bot did not end by itself"))
                self._end(1)
                return

    def _is_over(self, elapsed: float) -> bool:
        """Look at the gateway; return whether the bot should have ended by now."""
        if self.is_gone:
            return self._ending.is_over(well=False, elapsed=elapsed)
        well = not self._is_serving or self._is_closing or self._is_connected()
        elapsed = 0.0 if self._is_preparing else elapsed
        if self._disconnected.is_over(well=well, elapsed=elapsed):
            self.is_gone = True
            self._loop.call_soon_threadsafe(self._on_gone)
        return False

    def _report(self) -> None:
        if not self._is_serving:
            self._notifier.send(f"EXTEND_TIMEOUT_USEC={_EXTENSION * 1_000_000}", "STATUS=Starting")
        elif self._is_closing:
            self._notifier.send("WATCHDOG=1")
        else:
            self._notifier.send("WATCHDOG=1", self._status())

    def _status(self) -> str:
        # never translated: systemctl status shows it
        return "STATUS=" + ("Connected to Discord" if self._is_connected() else "Without Discord")

    def _log_stall(self) -> None:
        """Log where the loop is stuck: files and lines, no values."""
        frame = sys._current_frames().get(self._watched)  # noqa: SLF001 - the documented way
        stack = "".join(tracebacks.format_stack(frame)) if frame else ""
        _log.critical(
            "The event loop has not answered for %.0f s, so the process ends. It is stuck in:\n%s",
            self._stalled.waited,
            stack,
        )

    def _log_briefly(self, log: Callable[[], None]) -> None:
        """Log on a thread that nobody waits for if it cannot: the stuck thread may have the log."""
        writing = threading.Thread(target=log, daemon=True)
        writing.start()
        writing.join(min(_LONGEST_LOG, self._limits.end))
