"""Views of the archive: all that one answer shows is read from one snapshot, on a reader thread."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.errors import DatabaseError
from bot.storage.archive.reader import ArchiveReader

_THREADS = 2  # more would only take the interpreter away from the event loop

# Seconds after which a busy thread yields the interpreter. With Python's default of 5 ms the event
# loop waits that long at each switch. (20 concurrent searches: p99 of 31 ms with 5 ms, 9 ms here.)
_SWITCH_INTERVAL = 0.0005

P = ParamSpec("P")
T = TypeVar("T")
Reading = Callable[Concatenate[ArchiveReader, P], T]
"""A function that reads what an answer shows; it runs on a reader thread.

It neither writes nor waits, and what it returns is read completely: no cursor, no lazy iterator.
`ArchiveReader.posts` includes hidden posts; those in `ArchiveReader.hidden` are to be left out.
"""


class View:
    """A snapshot of the archive, begun by the first read and valid until the view is closed.

    Each read is one trip to a reader thread, so an answer should need no more than one. Reads of
    one view follow one another: a read during another raises RuntimeError. While a view is open the
    WAL cannot be cut down, so nothing should wait for Discord in it.
    """

    def __init__(self, archive: "Archive", *, show_deleted: bool) -> None:
        self._archive = archive
        self._show_deleted = show_deleted
        self._reader: ArchiveReader | None = None
        self._running: Future[Any] | None = None

    async def read(self, reading: Reading[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of `reading`; it waits while all reader threads are busy."""
        return await asyncio.wrap_future(self._submit(self._archive.answers, reading, args, kwargs))

    async def read_long(self, reading: Reading[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of `reading`, from the thread for long work: other reads go on."""
        pool = self._archive.long_work
        return await asyncio.wrap_future(self._submit(pool, reading, args, kwargs))

    async def read_latest(
        self, key: Hashable, reading: Reading[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Return the same as `read`; None if a newer read of the same `key` replaced this one."""
        latest = self._archive.latest
        if earlier := latest.get(key):
            earlier.cancel()
        future = latest[key] = self._submit(self._archive.answers, reading, args, kwargs)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if latest.get(key) is future:
                raise  # no newer read replaced it: the waiting task was cancelled
            return None
        finally:
            if latest.get(key) is future:
                del latest[key]

    def close(self) -> None:
        """End the snapshot: at once, or when a read ends whose task was cancelled."""
        if self._running is not None:
            self._running.add_done_callback(self._release)

    def _submit(
        self, pool: ThreadPoolExecutor, reading: Callable[..., T], args: Any, kwargs: Any
    ) -> "Future[T]":
        if self._running is not None and not self._running.done():
            raise RuntimeError("the view is being read from")
        future = self._running = pool.submit(self._run, reading, args, kwargs)
        return future

    def _run(self, reading: Callable[..., T], args: Any, kwargs: Any) -> T:
        if self._reader is None:
            self._reader = self._archive.take_reader(show_deleted=self._show_deleted)
        with self._reader.errors():
            return reading(self._reader, *args, **kwargs)

    def _release(self, _read: "Future[Any]") -> None:
        if self._reader is not None:
            self._archive.return_reader(self._reader)
            self._reader = None


class Archive:
    """The archive at `path`, read in views; the state database at `state` hides some of its posts.

    Two threads serve answers, and one serves long work such as loading the vocabulary. `latest`
    are the reads that a newer one of the same key may replace.
    """

    def __init__(self, path: Path, state: Path) -> None:
        sys.setswitchinterval(_SWITCH_INTERVAL)
        self.answers = ThreadPoolExecutor(_THREADS, thread_name_prefix="answer")
        self.long_work = ThreadPoolExecutor(1, thread_name_prefix="long work")
        self.latest: dict[Hashable, Future[Any]] = {}
        self._open_reader = partial(ArchiveReader, path, state)
        self._idle: list[ArchiveReader] = []
        self._is_closed = False

    @asynccontextmanager
    async def view(
        self, within: View | None = None, *, show_deleted: bool = False
    ) -> AsyncIterator[View]:
        """Open a view: everything that is read in the block comes from one snapshot.

        With `within`, a view that is open already, the block reads from that one. With
        `show_deleted`, which is for owners alone, it has the posts that their authors deleted.
        """
        view = View(self, show_deleted=show_deleted) if within is None else within
        try:
            yield view
        finally:
            if within is None:
                view.close()

    async def close(self) -> None:
        """Finish running reads, drop those that wait, and close the connections."""
        for pool in (self.answers, self.long_work):
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()

    def take_reader(self, *, show_deleted: bool) -> ArchiveReader:
        """Return a reader at the beginning of a snapshot, for one view alone."""
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = self._open_reader()
        try:
            reader.begin(show_deleted=show_deleted)
        except BaseException:
            reader.close()
            raise
        return reader

    def return_reader(self, reader: ArchiveReader) -> None:
        """End the snapshot of a reader, so that another view can take it."""
        try:
            reader.end()
        except DatabaseError:  # the next view opens a new one
            reader.close()
            return
        if self._is_closed:
            reader.close()
        else:
            self._idle.append(reader)
