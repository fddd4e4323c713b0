"""Worker threads that read the archive outside the event loop."""

import asyncio
import sys
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from bot.storage.archive.search.reader import SearchReader

_SEARCH_THREADS = 2  # more would only take the interpreter away from the event loop

# Seconds after which a busy thread yields the interpreter. With Python's default of 5 ms the event
# loop waits that long at each switch. (20 concurrent searches: p99 of 31 ms with 5 ms, 9 ms here.)
_SWITCH_INTERVAL = 0.0005

T = TypeVar("T")
Work = Callable[[SearchReader], T]


class ReaderThreads:
    """Two threads for searches and one for long-running work, each with its own connection.

    Work is queued while both search threads are busy. Each piece of work reads one snapshot of the
    archive at `path`, without the posts that the state database at `state`, if it exists, hides.
    """

    def __init__(self, path: Path, state: Path) -> None:
        sys.setswitchinterval(_SWITCH_INTERVAL)
        self._archive_path = path
        self._state_path = state
        self._search_pool = ThreadPoolExecutor(_SEARCH_THREADS, thread_name_prefix="search")
        self._long_pool = ThreadPoolExecutor(1, thread_name_prefix="load")
        self._local = threading.local()
        self._readers: list[SearchReader] = []
        self._latest: dict[Hashable, Future[Any]] = {}

    async def run(self, work: Work[T], seconds: float | None = None) -> T:
        """Run `work` on a search thread and return its result.

        Raises TooLongError when it takes more than `seconds`, if a limit is given.
        """
        return await asyncio.wrap_future(
            self._search_pool.submit(self._run_in_snapshot, work, seconds)
        )

    async def run_latest(
        self, key: Hashable, work: Work[T], seconds: float | None = None
    ) -> T | None:
        """Run `work` as `run` does; return None if newer work of the same `key` replaced it."""
        if earlier := self._latest.get(key):
            earlier.cancel()
        future = self._latest[key] = self._search_pool.submit(self._run_in_snapshot, work, seconds)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if self._latest.get(key) is future:
                raise  # no newer work replaced it: the waiting task was cancelled
            return None
        finally:
            if self._latest.get(key) is future:
                del self._latest[key]

    def submit_long(self, work: Work[T]) -> "Future[T]":
        """Run `work` on the thread for long-running work, so that searches do not wait for it."""
        return self._long_pool.submit(self._run_in_snapshot, work)

    async def close(self) -> None:
        """Finish running work, drop queued work and close the connections."""
        for pool in (self._search_pool, self._long_pool):
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)
        for reader in self._readers:
            reader.close()
        self._readers.clear()

    def _run_in_snapshot(self, work: Work[T], seconds: float | None = None) -> T:
        reader = self._reader()
        with reader.snapshot(seconds):
            return work(reader)

    def _reader(self) -> SearchReader:
        reader: SearchReader | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = SearchReader(self._archive_path, self._state_path)
            self._readers.append(reader)
        return reader
