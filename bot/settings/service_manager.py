"""What a service manager such as systemd states in the environment of the services it starts."""

import os
from dataclasses import dataclass

_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """How the service manager is notified.

    `socket` is where it listens, as in sd_notify(3), None if nobody does. It restarts a process
    that does not report within `watchdog` seconds, None for never.
    """

    socket: str | None = None
    watchdog: float | None = None


def take_service_manager() -> ServiceManager:
    """Return what the environment states, and remove it there: it is not for our own children."""
    socket, interval, of = (
        os.environ.pop(name, "") for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
    )
    is_meant = of in {"", str(os.getpid())}
    watchdog = int(interval) / _MICROSECONDS if is_meant and interval.isdecimal() else None
    return ServiceManager(socket or None, watchdog or None)


def leave_multiprocess_mode() -> None:
    """Have prometheus_client, which reads these when it is imported, keep its figures in memory.

    In files for several processes it would lose most of them, and this bot is one process a port.
    """
    for name in ("PROMETHEUS_MULTIPROC_DIR", "prometheus_multiproc_dir"):
        os.environ.pop(name, None)
