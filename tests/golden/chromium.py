"""Chromium without a window, driven by the DevTools protocol: pages are shown and photographed."""

import asyncio
import base64
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

INSTALL = "apt-get install -y chromium"
"""The command that installs it on Debian."""

_STARTS_WITHIN = 20.0  # seconds
_ANSWERS_WITHIN = 20.0
_LISTENING = re.compile(rb"DevTools listening on ws://127\.0\.0\.1:(\d+)/")
_MAX_MESSAGE = 1 << 28  # bytes, of an answer with a photograph
_OPTIONS = (
    *("--headless", "--remote-debugging-port=0", "--disable-gpu", "--hide-scrollbars"),
    *("--no-first-run", "--disable-extensions", "--disable-background-networking"),
    "--disable-dev-shm-usage",
)


def chromium() -> str | None:
    """Return the path of Chromium; None if it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Tab:
    """A tab of Chromium, which shows one page at a time."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = count(1)
        self._events: set[object] = set()

    async def resize(self, width: int, *, scale: float = 1) -> None:
        """Make the page `width` CSS pixels wide, each of which is `scale` pixels of photographs."""
        await self._do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=1,  # so that a photograph is as high as what it shows
            deviceScaleFactor=scale,
            mobile=False,
        )

    async def show(self, page: Path) -> None:
        """Show a file, given by its absolute path, and wait until its pictures are loaded too."""
        await self._do("Page.enable")
        await self._do("Page.navigate", url=page.as_uri())
        await self._event("Page.loadEventFired")

    async def evaluate(self, expression: str) -> Any:
        """Return the value of an expression of JavaScript in the page."""
        result = await self._do("Runtime.evaluate", expression=expression, returnByValue=True)
        return result["result"].get("value")

    async def photograph(self) -> bytes:
        """Return a photograph of the whole page, however high it is, as PNG."""
        metrics = await self._do("Page.getLayoutMetrics")
        clip = metrics["cssContentSize"] | {"scale": 1}
        shot = await self._do("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    async def _do(self, method: str, **parameters: Any) -> dict[str, Any]:
        id = next(self._ids)
        await self._socket.send_json({"id": id, "method": method, "params": parameters})
        answer = await self._receive("id", id)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        result: dict[str, Any] = answer["result"]
        return result

    async def _event(self, name: str) -> None:
        """Wait until an event of this name comes, unless one came since the last wait."""
        if name not in self._events:
            await self._receive("method", name)
        self._events.clear()

    async def _receive(self, key: str, value: object) -> dict[str, Any]:
        """Return the next message that has this value; note the events that come before it."""
        async with asyncio.timeout(_ANSWERS_WITHIN):
            while True:
                message: dict[str, Any] = await self._socket.receive_json()
                if message.get(key) == value:
                    return message
                self._events.add(message.get("method"))


class Chromium:
    """A running Chromium, as a context manager. Entering raises LookupError if there is none."""

    def __init__(self) -> None:
        self._profile = tempfile.TemporaryDirectory(
            prefix="throwback-chromium-", ignore_cleanup_errors=True
        )
        self._process: asyncio.subprocess.Process
        self._log: asyncio.Task[bytes] | None = None

    async def __aenter__(self) -> Self:
        program = chromium()
        if program is None:
            raise LookupError(f"Chromium is not installed: {INSTALL}")
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []  # it refuses to start otherwise
        self._process = await asyncio.create_subprocess_exec(
            program,
            *_OPTIONS,
            *as_root,
            f"--user-data-dir={self._profile.name}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()
        if self._log is not None:
            await self._log
        self._profile.cleanup()

    @asynccontextmanager
    async def tab(self) -> AsyncIterator[Tab]:
        """Open its first tab."""
        address = f"http://127.0.0.1:{await self._port()}/json/list"
        async with aiohttp.ClientSession() as session:
            async with session.get(address) as response:
                tabs = [one for one in await response.json() if one["type"] == "page"]
            url = tabs[0]["webSocketDebuggerUrl"]
            async with session.ws_connect(url, max_msg_size=_MAX_MESSAGE) as socket:
                yield Tab(socket)

    async def _port(self) -> int:
        """Wait until it listens, and return its port, which it writes to its standard error."""
        assert self._process.stderr is not None
        async with asyncio.timeout(_STARTS_WITHIN):
            async for line in self._process.stderr:
                if listening := _LISTENING.search(line):
                    # The rest is read as well: a full pipe would stop it.
                    self._log = asyncio.create_task(self._process.stderr.read())
                    return int(listening[1])
        raise RuntimeError("Chromium ended before it listened")
