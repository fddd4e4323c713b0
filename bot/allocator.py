"""How memory is kept that was freed, as set for a process that runs for years, and for its start.

glibc gives each thread a heap of its own, of which memory returns to the system only from the end,
and with the first large block that is freed it begins to take blocks of that size from those heaps
as well. A vocabulary or the columns of statistics, which each import replaces, would so leave holes
behind, in a heap for each thread that has loaded one.
"""

import asyncio
import ctypes
import gc
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

# Of malloc.h, which gives them no other name in a library.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# Bytes. asyncio asks for 256 KiB at each read from a socket, too often for the system.
_LARGE = 320 * 1024
_SPARE = 1024 * 1024  # at the end of the heap
_PAUSE = 60.0  # seconds between two trims
_HEAPS = 1  # the interpreter lets one thread allocate at a time, almost always


@contextmanager
def loading_modules() -> Iterator[None]:
    """Look for no garbage while modules are loaded in the block, nor among them afterwards.

    There is none: modules stay. Looking for it again and again took a fifth to a third of a start.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def return_freed_memory() -> bool:
    """Have large blocks return to the system as soon as they are freed, and use one heap.

    Call it before the process has threads: those that have a heap keep it. Return whether it is
    so; other C libraries than glibc do without it.
    """
    if not _is_linux():
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    chosen = {_ARENA_MAX: _HEAPS, _MMAP_THRESHOLD: _LARGE, _TRIM_THRESHOLD: _SPARE}
    return {mallopt(name, value) for name, value in chosen.items()} == {1}


@asynccontextmanager
async def trimming(pause: float = _PAUSE) -> AsyncIterator[None]:
    """Return the free pages inside of the heap to the system every `pause` seconds in the block.

    Those at its end return by themselves, but one block that stays behind the pages of a cache or
    the rows of a large answer keeps all of them. It takes a millisecond or a few. Other C libraries
    than glibc do without it.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if _is_linux() else None

    async def keep_trimming() -> None:
        while trim is not None:
            await asyncio.sleep(pause)
            await asyncio.to_thread(trim, ctypes.c_size_t(0))

    task = asyncio.create_task(keep_trimming())
    try:
        yield
    finally:
        task.cancel()


def _is_linux() -> bool:
    return sys.platform.startswith("linux")
