"""Notifications of a service manager, and what its environment says."""

import os
import secrets
import socket
import sys
from pathlib import Path

import pytest

from bot.operations.monitoring.notifier import Notifier
from bot.operations.monitoring.watchdog import Limits
from bot.settings import ServiceManager, take_service_manager


@pytest.mark.parametrize("is_abstract", [False, True])
def test_a_message_arrives(tmp_path: Path, *, is_abstract: bool) -> None:
    """All assignments come in one datagram, at a path or at an abstract name."""
    if is_abstract and sys.platform != "linux":
        pytest.skip("abstract names are Linux's own")
    name = f"throwback-{secrets.token_hex(8)}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}" if is_abstract else str(tmp_path / "s"))
        manager.settimeout(5)
        Notifier(f"@{name}" if is_abstract else str(tmp_path / "s")).send("READY=1", "STATUS=Up")
        assert manager.recv(100) == b"READY=1\nSTATUS=Up"


@pytest.mark.parametrize("address", [None, "/nowhere/at/all", "@nobody-listens-here"])
def test_nobody_listens(address: str | None) -> None:
    """Without a manager, or with one that is gone, nothing happens."""
    Notifier(address).send("READY=1")


def test_the_environment_is_not_for_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the manager states is read once; an interval for another process does not count."""
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"):
        monkeypatch.delenv(name, raising=False)
    assert take_service_manager() == ServiceManager(None, None)
    for pid, interval in ((os.getpid(), 90.0), (1, None)):
        monkeypatch.setenv("NOTIFY_SOCKET", "/run/s")
        monkeypatch.setenv("WATCHDOG_USEC", "90000000")
        monkeypatch.setenv("WATCHDOG_PID", str(pid))
        assert take_service_manager() == ServiceManager("/run/s", interval)
        assert "NOTIFY_SOCKET" not in os.environ
        assert "WATCHDOG_USEC" not in os.environ


def test_reports_come_in_time() -> None:
    """A manager that expects a report within some seconds gets three in that time."""
    assert Limits().for_manager(None).report == 10
    assert Limits().for_manager(90.0).report == 10
    assert Limits().for_manager(6.0).report == 2
