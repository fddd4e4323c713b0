"""Threads that read the archive on their own, beside the event loop."""

import asyncio
import sys
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from bot.storage.archive.search.reader import SearchReader

_THREADS = 2  # more only take the interpreter from the event loop

# Seconds after which a thread that computes lets another go on; Python's 5 ms let the event loop
# wait so long at each turn. (20 searches at once: p99 of 31 ms with 5 ms, 9 ms with this.)
_TURN = 0.0005

T = TypeVar("T")
Work = Callable[[SearchReader], T]


class ReaderThreads:
    """Two threads that search, and one for what may take long; each with its own connection.

    Work that finds both searching threads busy queues. All that one piece of work reads is one
    state of the archive, without the posts that `state`, if it is there, tells to be hidden.
    """

    def __init__(self, path: Path, state: Path) -> None:
        sys.setswitchinterval(_TURN)
        self._path = path
        self._state = state
        self._searching = ThreadPoolExecutor(_THREADS, thread_name_prefix="search")
        self._loading = ThreadPoolExecutor(1, thread_name_prefix="load")
        self._local = threading.local()
        self._readers: list[SearchReader] = []
        self._latest: dict[Hashable, Future[Any]] = {}

    async def run(self, work: Work[T], seconds: float | None = None) -> T:
        """Run `work` on a searching thread and return what it returns.

        Raises TooLongError when it takes more than so many seconds, if that is given.
        """
        return await asyncio.wrap_future(self._searching.submit(self._do, work, seconds))

    async def run_latest(
        self, key: Hashable, work: Work[T], seconds: float | None = None
    ) -> T | None:
        """Run `work` as `run` does; None if, before it began, other work for its `lane` came."""
        if earlier := self._latest.get(key):
            earlier.cancel()
        future = self._latest[key] = self._searching.submit(self._do, work, seconds)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if self._latest.get(key) is future:
                raise  # nobody overtook it: whoever waits for it was cancelled
            return None
        finally:
            if self._latest.get(key) is future:
                del self._latest[key]

    def run_long(self, work: Work[T]) -> "Future[T]":
        """Run `work` behind the searches' backs."""
        return self._loading.submit(self._do, work)

    async def close(self) -> None:
        """Finish what runs, drop what queues, close the connections."""
        for pool in (self._searching, self._loading):
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)
        for reader in self._readers:
            reader.close()
        self._readers.clear()

    def _do(self, work: Work[T], seconds: float | None = None) -> T:
        reader = self._reader()
        with reader.snapshot(seconds):
            return work(reader)

    def _reader(self) -> SearchReader:
        reader: SearchReader | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = SearchReader(self._path, self._state)
            self._readers.append(reader)
        return reader
