"""The page's server over the demo, a browser opened on it, and the signals that end it."""

import asyncio
import signal
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from bot.demo.harness import DemoHarness
from bot.demo.web.host import DemoHost
from bot.errors import ThrowbackError, system_reason
from bot.languages import lazy
from bot.sandbox.page.server.server import PageServer


@asynccontextmanager
async def served_page(harness: DemoHarness, port: int = 0) -> AsyncIterator[str]:
    """Serve the page on 127.0.0.1 during the block, which gets its address.

    Port 0 is any that is free. Raises ThrowbackError if the port cannot be had.
    """
    server = PageServer(DemoHost(harness), port=port)
    try:
        await server.__aenter__()
    except OSError as error:
        raise ThrowbackError(
            lazy(
                "The page cannot be served at port {port}: {reason}. Without --port it takes one "
                "that is free.",
                port=port,
                reason=system_reason(error),
            )
        ) from error
    try:
        yield server.url
    finally:
        await server.__aexit__(None, None, None)


def open_browser(url: str, on_failure: Callable[[], None]) -> None:
    """Open a browser on a page; if there is none, `on_failure` is called on the event loop."""
    loop = asyncio.get_running_loop()

    def run() -> None:
        if not webbrowser.open(url):
            with suppress(RuntimeError):  # the demo has ended meanwhile
                loop.call_soon_threadsafe(on_failure)

    # Some browsers hold up who starts them until they are closed.
    threading.Thread(target=run, daemon=True).start()


async def until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` until it ends, or SIGINT or SIGTERM ends it, which is no failure."""
    loop, task = asyncio.get_running_loop(), asyncio.create_task(work)
    stopping = asyncio.Event()

    def stop() -> None:
        if not stopping.is_set():  # a second signal must not interrupt what cleans up
            stopping.set()
            task.cancel()

    handled = []
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows, where Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(name, stop)
            handled.append(name)
    try:
        await task
    except asyncio.CancelledError:
        if not stopping.is_set():
            raise
    finally:
        for name in handled:
            loop.remove_signal_handler(name)
