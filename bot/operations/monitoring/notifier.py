"""Notifications of a service manager, as sd_notify(3) describes them."""

import logging
import socket

_TIMEOUT = 1.0  # seconds: a manager that does not read must not stop what notifies it

_log = logging.getLogger(__name__)


class Notifier:
    """Sends notifications to the socket at `address`, a path or an @ with an abstract name.

    Without an address, and on failure, it does nothing: the bot runs all the same.
    """

    def __init__(self, address: str | None) -> None:
        self._address = address
        if address is not None and address.startswith("@"):
            self._address = f"\0{address[1:]}"

    def send(self, *assignments: str) -> None:
        """Send assignments such as "READY=1" in one message. May be called by any thread."""
        if self._address is None or not hasattr(socket, "AF_UNIX"):
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
                manager.settimeout(_TIMEOUT)
                manager.sendto("\n".join(assignments).encode(), self._address)
        except OSError as error:
            _log.debug("The service manager was not notified (%s)", type(error).__name__)
