"""How freed memory returns to the system."""

import asyncio
import subprocess
import sys

import pytest

from bot.allocator import return_freed_memory, trimming

_GROW = """
import ctypes, sys, threading
from bot.allocator import return_freed_memory
if sys.argv[1] == "set":
    assert return_freed_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes, libc.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
def fill():
    large = libc.malloc(8_000_000)
    libc.free(large)  # from now on glibc would take blocks of this size from heaps
    for _ in range(5):
        large = libc.malloc(7_000_000)
        ctypes.memset(large, 1, 7_000_000)
        kept.append(libc.malloc(1_000))  # what stays behind it in a heap
        libc.free(large)
kept = []
before = resident()
threads = [threading.Thread(target=fill) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(resident() - before)
"""
_HOLES = """
import asyncio, ctypes
from bot.allocator import return_freed_memory, trimming
return_freed_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes, libc.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
def page():
    block = libc.malloc(50_000)
    ctypes.memset(block, 1, 50_000)
    return block, libc.malloc(5_000)  # what stays behind it
blocks = [page() for _ in range(400)]
for block, _small in blocks:
    libc.free(block)
async def shrunk():
    before = resident()
    async with trimming(0.01):
        for _ in range(500):
            await asyncio.sleep(0.01)
            if before - resident() > 10_000_000:
                break
    return before - resident()
print(asyncio.run(shrunk()))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's settings")
def test_large_blocks_return_to_the_system() -> None:
    """After large blocks were used and freed by several threads, the process is small again."""
    if not return_freed_memory():
        pytest.skip("not glibc")

    def grown(how: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", _GROW, how], check=True, capture_output=True, text=True
        )
        return int(done.stdout)

    assert grown("set") < 3_000_000 < grown("not")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's settings")
def test_pages_inside_of_the_heap_return_to_the_system() -> None:
    """What was freed between blocks that are still in use does not stay with the process."""
    if not return_freed_memory():
        pytest.skip("not glibc")
    done = subprocess.run(
        [sys.executable, "-c", _HOLES], check=True, capture_output=True, text=True
    )
    assert int(done.stdout) > 10_000_000


async def test_other_systems_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is called where there is no glibc."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not return_freed_memory()
    async with trimming():
        await asyncio.sleep(0)


def test_modules_are_loaded_without_looking_for_garbage() -> None:
    """It is looked for again afterwards, among later objects, unless it was not before."""
    code = (
        "import gc\n"
        "from bot.allocator import loading_modules\n"
        "for was_on in (True, False):\n"
        "    (gc.enable if was_on else gc.disable)()\n"
        "    with loading_modules(): assert not gc.isenabled()\n"
        "    assert gc.isenabled() is was_on\n"
        "    assert gc.get_freeze_count()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
