"""The bot's process with short limits of its watchdog: `python -m … GATEWAY [STALL_AFTER]`."""

import asyncio
import sys
import time
from functools import partial

from bot import lifecycle
from bot.operations.monitoring.watchdog import Limits, Watchdog
from bot.terminal.cli import main


def stall_after(seconds: float) -> None:
    """Have the event loop stop for a minute, some seconds after the bot serves."""
    serving = Watchdog.serving

    def serve_and_stall(watchdog: Watchdog) -> None:
        serving(watchdog)
        asyncio.get_running_loop().call_later(seconds, time.sleep, 60)

    Watchdog.serving = serve_and_stall  # type: ignore[assignment,method-assign]


if __name__ == "__main__":
    gateway, *stall = map(float, sys.argv[1:])
    if stall:
        stall_after(*stall)
    limits = Limits(stall=0.5, gateway=gateway, end=5, step=0.1, report=0.1)
    lifecycle.run = partial(lifecycle.run, limits=limits)
    sys.exit(main(["run"]))
