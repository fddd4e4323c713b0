"""The watchdog, with short limits: a stuck loop, a gateway that is gone, reports."""

import asyncio
import logging
import threading
import time

import pytest

from bot.operations.monitoring.notifier import Notifier
from bot.operations.monitoring.watchdog import Limits, Watchdog
from tests.waiting import until

LIMITS = Limits(stall=0.1, gateway=0.1, end=0.1, step=0.02, report=0.02)
PATIENT = Limits(stall=60, gateway=0.1, end=60, step=0.02, report=0.02)


class Held(logging.Handler):
    """A handler that does nothing, but that somebody may hold."""

    def emit(self, record: logging.LogRecord) -> None:
        """Do nothing."""


class Manager(Notifier):
    """A service manager that keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(None)
        self.received: list[str] = []

    def send(self, *assignments: str) -> None:
        """Keep the assignments."""
        self.received += assignments


def watchdog(
    *, connected: bool = True, limits: Limits = LIMITS, ends: list[int], gone: list[None]
) -> tuple[Watchdog, Manager]:
    """Return a watchdog that notes the ends that it would bring about, and its manager."""
    manager = Manager()
    dog = Watchdog(
        lambda: connected, lambda: gone.append(None), manager, limits=limits, end=ends.append
    )
    return dog, manager


async def test_a_stuck_loop(caplog: pytest.LogCaptureFixture) -> None:
    """A loop that does not answer ends the process, and the log says where it is stuck."""
    ends: list[int] = []
    secret = "a post about wombats"
    async with watchdog(ends=ends, gone=[])[0]:
        until_ended = time.monotonic() + 10
        while not ends and time.monotonic() < until_ended:
            time.sleep(0.01)  # noqa: ASYNC251 - this is what it is about
    assert ends == [1]
    assert "in test_a_stuck_loop" in caplog.text
    assert secret == "a post about wombats"
    assert f"{secret!r}" not in caplog.text


async def test_a_log_that_is_stuck() -> None:
    """If the stuck thread holds the log, the process ends all the same."""
    ends: list[int] = []
    handler = Held()
    logging.getLogger().addHandler(handler)
    handler.acquire()
    try:
        async with watchdog(ends=ends, gone=[])[0]:
            until_ended = time.monotonic() + 10
            while not ends and time.monotonic() < until_ended:
                time.sleep(0.01)  # noqa: ASYNC251 - this is what it is about
    finally:
        handler.release()
        logging.getLogger().removeHandler(handler)
    assert ends == [1]


async def test_a_gateway_that_is_gone() -> None:
    """A bot without a connection is asked to end, once; if it does not, it is ended."""
    ends: list[int] = []
    gone: list[None] = []
    dog, _manager = watchdog(connected=False, ends=ends, gone=gone)
    async with dog:
        await asyncio.sleep(0.2)
        assert not dog.is_gone  # it has not begun to serve
        dog.serving()
        await until(lambda: gone)
        assert dog.is_gone
        await until(lambda: ends)
    assert (len(gone), ends) == (1, [1])


async def test_a_long_upgrade() -> None:
    """A bot that opens another database for long is not ended; one that fails to for long is."""
    gone: list[None] = []
    dog, manager = watchdog(connected=False, ends=[], gone=gone, limits=PATIENT)
    async with dog:
        dog.preparing()
        dog.serving()
        dog.preparing()
        await asyncio.sleep(0.3)
        assert not gone
        assert "WATCHDOG=1" in manager.received
        dog.failed()
        await until(lambda: gone)


@pytest.mark.parametrize("interval", [1.0, 2.0, 6.0, 90.0, 3600.0])
def test_a_manager_is_notified_in_time(interval: float) -> None:
    """It is notified twice in each interval, although the watchdog only looks now and then."""
    limits = Limits().for_manager(interval)
    assert 2 * (limits.report + limits.step) <= interval
    assert limits.step <= limits.report <= Limits().report
    assert Limits().for_manager(None) == Limits()


async def test_an_end_is_not_hurried() -> None:
    """A bot that closes on its own has no connection, and is left alone."""
    ends: list[int] = []
    gone: list[None] = []
    dog, manager = watchdog(connected=False, ends=ends, gone=gone, limits=PATIENT)
    async with dog:
        dog.serving()
        dog.closing()
        await asyncio.sleep(0.3)
    assert not gone
    assert not ends
    assert "STOPPING=1" in manager.received


async def test_reports() -> None:
    """While it starts more time is asked for, then the watchdog is fed, and the status is said."""
    dog, manager = watchdog(ends=[], gone=[], limits=PATIENT)
    async with dog:
        await until(lambda: "EXTEND_TIMEOUT_USEC=60000000" in manager.received)
        assert "WATCHDOG=1" not in manager.received
        dog.serving()
        assert manager.received[-2:] == ["READY=1", "STATUS=Connected to Discord"]
        await until(lambda: "WATCHDOG=1" in manager.received)
    assert "watchdog" not in {one.name for one in threading.enumerate() if one.daemon is False}


async def test_the_lag_is_measured() -> None:
    """How late the loop is is noted all the time."""
    lags: list[float] = []
    dog, _manager = watchdog(ends=[], gone=[], limits=PATIENT)
    dog.on_lag = lags.append
    async with dog:
        await until(lambda: len(lags) > 2)
        time.sleep(0.1)  # noqa: ASYNC251 - this is what it is about
        await until(lambda: max(lags) > 0.05)
    assert min(lags) >= 0
