"""Real processes: their pages, what a service manager is sent, how the watchdog ends them."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.operations.monitoring.conftest import metrics, page, samples
from tests.test_lifecycle import environment, sandbox, start, with_member
from tests.waiting import PATIENCE

__all__ = ["sandbox"]


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
async def manager(tmp_path: Path) -> AsyncIterator[socket.socket]:
    """A service manager's socket, at `notify` in the folder."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


def multiprocess_files(folder: Path) -> list[Path]:
    """Return the files of prometheus_client's mode for several processes."""
    return [
        *folder.glob("counter_*.db"),
        *folder.glob("gauge_*.db"),
        *folder.glob("histogram_*.db"),
    ]


async def received(manager: socket.socket, wanted: str) -> list[str]:
    """Return what a manager was sent, up to an assignment."""
    loop, found = asyncio.get_running_loop(), []
    async with asyncio.timeout(3 * PATIENCE):
        while wanted not in found:
            found += (await loop.sock_recv(manager, 1000)).decode().split("\n")
    return found


async def limited(
    folder: Path, variables: dict[str, str], *arguments: str
) -> asyncio.subprocess.Process:
    """Start a bot with short limits."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.operations.monitoring.limited", *arguments,
        cwd=folder,
        env=variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_a_monitored_process(
    tmp_path: Path, sandbox: Sandbox, port: int, manager: socket.socket
) -> None:
    """The pages answer, in spite of the multiprocess mode; a manager hears of start and end.

    A second process finds the bot running, not the port taken.
    """
    with_member(sandbox)
    variables = environment(
        sandbox,
        MONITORING=str(port),
        PROMETHEUS_MULTIPROC_DIR=str(tmp_path),
        NOTIFY_SOCKET=str(tmp_path / "notify"),
        WATCHDOG_USEC="600000",
    )
    process = await start(tmp_path, variables, "run")
    try:
        await sandbox.wait_ready(timeout=3 * PATIENCE)
        assert "READY=1" in await received(manager, "WATCHDOG=1")
        async with asyncio.timeout(PATIENCE):
            while (await page(port, "/readyz"))[0] != 200:  # noqa: ASYNC110 - nothing fires an event
                await asyncio.sleep(0.01)
        assert (await page(port, "/healthz"))[0] == 200
        found = await metrics(port)
        assert samples(found, "throwback_posts") == {(): 0}
        assert samples(found, "process_resident_memory_bytes")[()] > 1e7
        assert samples(found, "throwback_event_loop_lag_seconds_count")[()] >= 0
        assert not multiprocess_files(tmp_path)
        second = await start(tmp_path, variables, "run")
        _, errors = await second.communicate()
        assert b"The bot is running already" in errors
    finally:
        process.terminate()
        _, errors = await process.communicate()
    assert process.returncode == 0
    await received(manager, "STOPPING=1")
    with pytest.raises(aiohttp.ClientConnectionError):
        await page(port, "/healthz")


async def test_it_is_ready_for_systemd_without_discord(
    tmp_path: Path, sandbox: Sandbox, manager: socket.socket
) -> None:
    """A start succeeds while Discord is away; a bot without Discord for too long ends with 1."""
    with_member(sandbox)
    variables = {
        **environment(sandbox, DISCORD_API_URL="http://127.0.0.1:9"),
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
    }
    process = await limited(tmp_path, variables, "0.5")
    assert "STATUS=Without Discord" in await received(manager, "READY=1") + await received(
        manager, "WATCHDOG=1"
    )
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert b"There was no connection to Discord for too long." in errors
    assert b"Traceback" not in errors


async def test_a_stuck_process_ends(tmp_path: Path, sandbox: Sandbox) -> None:
    """A loop that stands still ends the process with status 1; the log has the place in a line."""
    with_member(sandbox)
    process = await limited(tmp_path, dict(environment(sandbox)), "60", "0")
    _, errors = await process.communicate()
    assert process.returncode == 1
    lines = [json.loads(line) for line in errors.decode().splitlines()]
    (last,) = (line for line in lines if line["level"] == "CRITICAL")
    assert last["message"].startswith("The event loop has not answered for ")
    assert "run_forever" in last["message"]
