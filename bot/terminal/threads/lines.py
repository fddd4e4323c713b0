"""Lines of standard input, waited for in a way that Ctrl-C ends at once."""

import asyncio
import os
import sys
from threading import Thread

_CHUNK = 1 << 16  # bytes


class Lines:
    """Reads the lines of standard input, one at a time.

    A thread that waits for input cannot be interrupted, and Python waits for those of its own pools
    before it ends. So each wait is on a thread that the end of the process ends, without the locks
    that a stream of Python would still hold then.
    """

    def __init__(self) -> None:
        self._read = bytearray()

    async def next(self) -> str | None:
        """Return the next line, None at the end of the input."""
        if sys.stdin is None:  # closed by who runs the command
            return None
        try:
            descriptor = sys.stdin.fileno()
        except (OSError, ValueError):  # text in memory
            return sys.stdin.readline() or None
        while (end := self._read.find(b"\n") + 1) == 0:
            chunk = await _chunk(descriptor)
            if not chunk:
                end = len(self._read)
                break
            self._read += chunk
        line = bytes(self._read[:end])
        del self._read[:end]
        return line.decode(sys.stdin.encoding, "replace") or None


async def _chunk(descriptor: int) -> bytes:
    """Return the next bytes of a file, empty at its end."""
    loop = asyncio.get_running_loop()
    read: asyncio.Future[bytes] = loop.create_future()

    def end(found: bytes | OSError) -> None:
        if read.done():  # cancelled
            return
        if isinstance(found, OSError):
            read.set_exception(found)
        else:
            read.set_result(found)

    def wait() -> None:
        found: bytes | OSError
        try:
            found = os.read(descriptor, _CHUNK)
        except OSError as error:
            found = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(end, found)

    Thread(target=wait, daemon=True, name="questions").start()
    return await read
