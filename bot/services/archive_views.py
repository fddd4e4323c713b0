"""Views of the archive: all that one answer shows is read from one snapshot, on a reader thread."""

import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.errors import DatabaseError, ReplacedError, TooLongError
from bot.services.audience import audience
from bot.services.fair_pool import FairPool, Job, PoolGroup, requester
from bot.storage.archive.reader import ArchiveReader

SEARCH_LIMIT = 1.0
"""Seconds that a search may take on its thread."""

SEARCH_PATIENCE = 2.0
"""Seconds that a search waits for a thread: with its own time nobody waits for more than three."""

# Seconds after which a busy thread yields the interpreter. With Python's default of 5 ms the event
# loop waits that long at each switch. (20 concurrent searches: p99 of 31 ms with 5 ms, 9 ms here.)
_SWITCH_INTERVAL = 0.0005

# Readers of an audience that wait for the next view: one for each thread. After a burst of views
# that read twice there may be a hundred. Each has three megabytes: pages of the file, statements,
# and what it knows of the archive.
_MOST_IDLE = 6
_IDLE_SECONDS = 60.0  # until one that waits is closed; the one used last serves first

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
        self._guild = audience.get()
        self._show_deleted = show_deleted
        self._reader: ArchiveReader | None = None
        self._running: Future[Any] | None = None
        self._is_reading = False

    async def read(self, reading: Reading[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of `reading`; searches and long work do not delay it.

        Raises BusyError if too many reads wait already.
        """
        return await self._read(self._archive.answers, Job(), reading, args, kwargs)

    async def read_long(self, reading: Reading[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of `reading`, from the threads for long work; errors as of `read`."""
        return await self._read(self._archive.long_work, Job(), reading, args, kwargs)

    async def read_latest(
        self, kind: str, reading: Reading[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return the same as `read`, unless a newer read of this `kind` serves the same user.

        Raises ReplacedError then.
        """
        return await self._read(self._archive.answers, _latest_job(kind), reading, args, kwargs)

    async def search(self, reading: Reading[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of `reading`, a search, from the threads for searches.

        Raises ReplacedError if the same user begins a newer search meanwhile, and BusyError if it
        waits for too long.
        """
        job = _latest_job("search", SEARCH_PATIENCE)
        return await self._read(self._archive.searches, job, reading, args, kwargs)

    def close(self) -> None:
        """End the snapshot: at once, or when a read ends whose task was cancelled."""
        if self._running is not None:
            self._running.add_done_callback(self._release)

    async def _read(
        self, pool: FairPool, job: Job, reading: Callable[..., T], args: Any, kwargs: Any
    ) -> T:
        if self._is_reading:
            raise RuntimeError("the view is being read from")
        self._is_reading = True
        try:
            started = await pool.start(job, lambda: self._run(job, reading, args, kwargs))
            self._running = started.running
            result = await started.result
        except TooLongError:
            if job.is_replaced:
                raise ReplacedError from None
            raise
        finally:
            # A read whose task was cancelled goes on.
            self._is_reading = self._running is not None and not self._running.done()
        if job.is_replaced:
            raise ReplacedError
        return result

    def _run(self, job: Job, reading: Callable[..., T], args: Any, kwargs: Any) -> T:
        if self._reader is None:
            self._reader = self._archive.take_reader(self._guild, show_deleted=self._show_deleted)

        def is_wanted() -> bool:
            return not (job.is_replaced or self._archive.is_closing)

        with self._reader.reading(job.began_at, is_wanted):
            return reading(self._reader, *args, **kwargs)

    def _release(self, _read: "Future[Any]") -> None:
        if self._reader is not None:
            self._archive.return_reader(self._guild, self._reader)
            self._reader = None


class Archive:
    """The archive at `path`, read in views; the state database at `state` hides some of its posts.

    `accounts` has, for each server that sees some accounts alone, their names and ids. Views opened
    for a server have only what it may see. `check` raises if either file is not the one any more
    that was opened; no view of another one is given.

    Searches, all other `answers`, and long work such as loading the vocabulary have threads of
    their own, so that none of them waits for the others, except for those of the same user.
    """

    def __init__(
        self,
        path: Path,
        state: Path,
        accounts: Mapping[int, frozenset[str]] | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        sys.setswitchinterval(_SWITCH_INTERVAL)
        group = PoolGroup()
        self.searches = FairPool("search", group)
        self.answers = FairPool("answer", group)
        self.long_work = FairPool("long work", group)  # never translated: a name of threads
        self._path = path
        self._state = state
        self._accounts = accounts or {}
        self._check = check
        self._idle_lock = threading.Lock()
        # Each with the time.monotonic() at which it was returned, the last one last.
        self._idle: dict[frozenset[str] | None, deque[tuple[ArchiveReader, float]]] = defaultdict(
            deque
        )
        self.is_closing = False
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
        """Drop the reads that wait, have those that run and may be cut off end early, and close."""
        self.is_closing = True
        for pool in (self.searches, self.answers, self.long_work):
            await pool.close()
        with self._idle_lock:
            self._is_closed = True
            idle = [reader for readers in self._idle.values() for reader, _ in readers]
            self._idle.clear()
        for reader in idle:
            reader.close()

    def take_reader(self, guild: int | None, *, show_deleted: bool) -> ArchiveReader:
        """Return a reader at the beginning of a snapshot, for one view for a server alone."""
        accounts = self._accounts_of(guild)
        self._check()
        with self._idle_lock:
            idle = self._idle[accounts]
            reader = idle.pop()[0] if idle else None
        if reader is None:
            reader = ArchiveReader(self._path, self._state, accounts)
        try:
            reader.begin(guild=guild, show_deleted=show_deleted)
            self._check()
        except BaseException:
            reader.close()
            raise
        return reader

    def return_reader(self, guild: int | None, reader: ArchiveReader) -> None:
        """End the snapshot of a reader, so that another view for this server can take it."""
        try:
            reader.end()
        except DatabaseError:  # the next view opens a new one
            reader.close()
            return
        with self._idle_lock:
            idle = self._idle[self._accounts_of(guild)]
            if self._is_closed or len(idle) >= _MOST_IDLE:
                unused = [reader]
            else:
                idle.append((reader, time.monotonic()))
                unused = self._take_unused()
        for one in unused:
            one.close()

    def _take_unused(self) -> list[ArchiveReader]:
        """Return the readers that no view has needed for long, but for one of each audience.

        That one knows of the archive what takes a while to read.
        """
        since = time.monotonic() - _IDLE_SECONDS
        unused = []
        for readers in self._idle.values():
            while len(readers) > 1 and readers[0][1] < since:
                unused.append(readers.popleft()[0])
        return unused

    def _accounts_of(self, guild: int | None) -> frozenset[str] | None:
        """Return the accounts that a server sees; None: all."""
        return None if guild is None else self._accounts.get(guild)


def _latest_job(kind: str, patience: float | None = None) -> Job:
    """Return a job that newer ones of the same kind and user replace.

    The bot's own jobs have nothing to do with one another, and wait as long as they have to.
    """
    user = requester.get()
    return Job() if user is None else Job((kind, user), patience)
