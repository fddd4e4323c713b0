"""Chromium without a window, driven by the DevTools protocol: pages are shown and photographed."""

import asyncio
import base64
import os
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
_POLL_INTERVAL = 0.02
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
    """A tab of Chromium, which shows one page at a time, as wide as it was last told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = count(1)

    async def resize(self, width: int, *, scale: float = 1) -> None:
        """Make the page `width` CSS pixels wide, each of which is `scale` pixels of photographs."""
        await self._do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=scale,
            mobile=False,
        )

    async def show(self, page: Path) -> None:
        """Show a file, and wait until it is loaded with its pictures."""
        await self._do("Page.enable")
        await self._do("Page.navigate", url=page.absolute().as_uri())
        loaded = "document.readyState === 'complete' && location.protocol === 'file:'"
        async with asyncio.timeout(_ANSWERS_WITHIN):
            while not await self.evaluate(loaded):
                await asyncio.sleep(_POLL_INTERVAL)

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
        async with asyncio.timeout(_ANSWERS_WITHIN):
            while (answer := await self._socket.receive_json()).get("id") != id:
                pass  # an event
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        result: dict[str, Any] = answer["result"]
        return result


class Chromium:
    """A running Chromium: an async context manager. Entering raises LookupError if there is none."""

    def __init__(self) -> None:
        self._profile = tempfile.TemporaryDirectory(
            prefix="throwback-chromium-", ignore_cleanup_errors=True
        )
        self._process: asyncio.subprocess.Process

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
            stderr=asyncio.subprocess.DEVNULL,
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
        """Wait until it listens, and return its port."""
        path = Path(self._profile.name) / "DevToolsActivePort"
        async with asyncio.timeout(_STARTS_WITHIN):
            while not (path.exists() and path.read_text().strip()):
                await asyncio.sleep(_POLL_INTERVAL)
        return int(path.read_text().split()[0])
