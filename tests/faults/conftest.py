"""What every fault must leave as it was: descriptors, tasks, threads, and the memory in use.

`FAULTS=full`, as `make faults` sets it, repeats each fault more often and lets it last as long as
in life; otherwise these tests are quick.
"""

import asyncio
import gc
import os
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from discord.gateway import KeepAliveHandler

FULL = os.environ.get("FAULTS") == "full"
"""Whether faults are repeated, and last as long as in life."""

PATIENCE = 120.0 if FULL else 20.0
"""Seconds that a test waits for what a fault took to come back."""

_POOLS = ("asyncio_", "ThreadPoolExecutor")  # their threads are kept for the next piece of work
_WAITS = {"Event.wait"}  # of asyncio.wait_for, which comes and goes with each poll
_SLACK = 24 << 20  # bytes: what allocators and caches keep of a first time
_STATM = Path("/proc/self/statm")


@pytest.fixture(autouse=True)
def _what_was_there_is_not_counted() -> Iterator[None]:
    """Have each count look at what a test made, not at all modules again, for garbage."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _end_lost_heartbeats() -> None:
    """End the heartbeats of connections that are lost.

    If one is lost between HELLO and IDENTIFY, discord.py leaves the thread, which ends by itself a
    minute later.
    """
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            transport: Any = thread.ws.socket._writer.transport
            if thread.ws.socket.closed or transport is None or transport.is_closing():
                thread.stop()
                thread.join()


@dataclass(frozen=True, slots=True)
class Resources:
    """The open descriptors, the tasks of the loop and the threads of this process, and its memory.

    Threads of pools are left out. `memory` is in bytes; it is 0 where the system does not say it.
    """

    descriptors: tuple[str, ...]
    tasks: tuple[str, ...]
    threads: tuple[str, ...]
    memory: int

    @classmethod
    def now(cls) -> Self:
        """Count them; what only waits for the garbage collector is collected first."""
        gc.collect()
        _end_lost_heartbeats()
        names = [thread.name for thread in threading.enumerate()]
        pages = int(_STATM.read_text("ascii").split()[1]) if _STATM.exists() else 0
        return cls(
            descriptors=tuple(_opened()),
            tasks=tuple(task for task in map(_name, asyncio.all_tasks()) if task not in _WAITS),
            threads=tuple(name for name in names if not name.startswith(_POOLS)),
            memory=pages * os.sysconf("SC_PAGE_SIZE"),
        )

    def holds(self, other: "Resources") -> bool:
        """Return whether another count is within this one, and its memory close to it."""
        return (
            len(other.descriptors) <= len(self.descriptors)
            and len(other.tasks) <= len(self.tasks)
            and len(other.threads) <= len(self.threads)
            and other.memory <= self.memory + _SLACK
        )

    def more(self, other: "Resources") -> str:
        """Return what another count has beyond this one, to be read."""
        more = [
            dict(Counter(getattr(other, name)) - Counter(getattr(self, name)))
            for name in ("descriptors", "tasks", "threads")
        ]
        return f"{more}, {(other.memory - self.memory) >> 10:,} KiB"

    async def assert_back(self, patience: float = PATIENCE) -> None:
        """Wait until no more is in use than at this count, for `patience` seconds at most."""
        deadline = asyncio.get_running_loop().time() + patience
        while not self.holds(now := Resources.now()):
            assert asyncio.get_running_loop().time() < deadline, f"not back: {self.more(now)}"
            await asyncio.sleep(0.05)


def _name(task: "asyncio.Task[object]") -> str:
    return getattr(task.get_coro(), "__qualname__", "")


def _opened() -> Iterator[str]:
    """Yield what each open descriptor is of, as far as the system says it; sockets are alike."""
    for number in os.listdir("/dev/fd"):  # noqa: PTH208 - of Linux and macOS alike
        try:
            yield os.readlink(f"/dev/fd/{number}").partition(":[")[0]  # noqa: PTH115
        except FileNotFoundError:  # that of the listing itself
            continue
        except OSError:  # no link, on macOS
            yield "open"
