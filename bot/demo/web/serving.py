"""The page's server over the demo, a browser opened on it, and the signals that end it."""

import asyncio
import os
import signal
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
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
    async with AsyncExitStack() as stack:
        try:
            server = await stack.enter_async_context(PageServer(DemoHost(harness), port=port))
        except OSError as error:
            raise ThrowbackError(
                lazy(
                    "The page cannot be served at port {port}: {reason}. Without --port it takes "
                    "one that is free.",
                    port=port,
                    # That of asyncio names the address again.
                    reason=os.strerror(error.errno) if error.errno else system_reason(error),
                )
            ) from error
        yield server.url


def open_browser(url: str, on_failure: Callable[[], None]) -> None:
    """Open a browser on a page; if there is none, `on_failure` is called on the event loop."""
    loop = asyncio.get_running_loop()

    def run() -> None:
        if not webbrowser.open(url):
            with suppress(RuntimeError):  # the demo has ended meanwhile
                loop.call_soon_threadsafe(on_failure)

    # Some browsers hold up who starts them until they are closed.
    threading.Thread(target=run, daemon=True).start()


async def until_ended(
    work: Coroutine[Any, Any, None], *, by: Sequence[str] = ("SIGINT", "SIGTERM", "SIGHUP")
) -> int | None:
    """Do `work` until it ends, or one of the signals ends it, whose number is then returned.

    It cleans up in any case: of an archive that was dropped nothing must stay. A terminal that is
    closed sends SIGHUP, which nohup has ignored; what cleans up cannot write to it any more.
    """
    loop, task = asyncio.get_running_loop(), asyncio.create_task(work)
    received: list[int] = []

    def stop(number: int) -> None:
        if not received:  # a second signal must not interrupt what cleans up
            received.append(number)
            task.cancel()

    handled = []
    for name in by:
        # Windows has neither; there Ctrl-C raises KeyboardInterrupt.
        with suppress(NotImplementedError, KeyError):
            number = signal.Signals[name]
            if name != "SIGHUP" or signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, stop, number)
                handled.append(number)
    try:
        await task
    except (asyncio.CancelledError, OSError):
        if not received:
            raise
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
    return received[0] if received else None
