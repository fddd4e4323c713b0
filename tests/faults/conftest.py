"""What every fault must leave as it was: descriptors, tasks, threads, and the memory in use.

`FAULTS=full`, as `make faults` sets it, repeats each fault more often and lets it last as long as in
life; otherwise these tests are quick.
"""

import asyncio
import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FULL = os.environ.get("FAULTS") == "full"
"""Whether faults are repeated, and last as long as in life."""

PATIENCE = 60.0 if FULL else 15.0
"""Seconds that a test waits for what a fault took to come back."""

_POOLS = ("asyncio_", "ThreadPoolExecutor")  # their threads are kept for the next piece of work
_SLACK = 24 << 20  # bytes: what allocators and caches keep of a first time
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Resources:
    """The open descriptors, the tasks of the loop and the threads of this process, and its memory.

    Threads of pools are left out. `memory` is in bytes; it is 0 where the system does not say it.
    """

    descriptors: int
    tasks: int
    threads: int
    memory: int

    @classmethod
    def now(cls) -> Self:
        """Count them; what only waits for the garbage collector is collected first."""
        gc.collect()
        threads = [one for one in threading.enumerate() if not one.name.startswith(_POOLS)]
        pages = int(_STATM.read_text("ascii").split()[1]) if _STATM.exists() else 0
        return cls(
            descriptors=len(os.listdir("/dev/fd")),  # noqa: PTH208 - of Linux and macOS alike
            tasks=len(asyncio.all_tasks()),
            threads=len(threads),
            memory=pages * os.sysconf("SC_PAGE_SIZE"),
        )

    def holds(self, other: "Resources") -> bool:
        """Return whether another count is within this one, and its memory close to it."""
        return (
            other.descriptors <= self.descriptors
            and other.tasks <= self.tasks
            and other.threads <= self.threads
            and other.memory <= self.memory + _SLACK
        )

    async def assert_back(self, patience: float = PATIENCE) -> None:
        """Wait until no more is in use than at this count, for `patience` seconds at most."""
        deadline = asyncio.get_running_loop().time() + patience
        while not self.holds(now := Resources.now()):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"in use before: {self}, after: {now}")
            await asyncio.sleep(0.05)
