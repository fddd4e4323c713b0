"""How the C library keeps memory that was freed, as set for a process that runs for years.

glibc gives each thread a heap of its own, of which memory returns to the system only from the end,
and with the first large block that is freed it begins to take blocks of that size from those heaps
as well. A vocabulary or the columns of statistics, which each import replaces, would so leave holes
behind, in a heap for each thread that has loaded one.
"""

import ctypes
import sys

# Of malloc.h, which gives them no other name in a library.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# Bytes. asyncio asks for 256 KiB at each read from a socket, too often for the system.
_LARGE = 320 * 1024
_SPARE = 1024 * 1024  # at the end of the heap
_HEAPS = 1  # the interpreter lets one thread allocate at a time, almost always


def return_freed_memory() -> bool:
    """Have large blocks return to the system as soon as they are freed, and use one heap.

    Call it before the process has threads: those that have a heap keep it. Return whether it is
    so; other C libraries than glibc do without it.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    chosen = {_ARENA_MAX: _HEAPS, _MMAP_THRESHOLD: _LARGE, _TRIM_THRESHOLD: _SPARE}
    return {mallopt(name, value) for name, value in chosen.items()} == {1}
