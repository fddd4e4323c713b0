"""Views of the archive: all that one answer shows is read from one snapshot, on a reader thread."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.errors import BusyError, ReplacedError, TooLongError
from bot.services.audience import audience
from bot.services.fair_pool import FairPool, Job, PoolGroup, requester
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.readers import Accounts, NoReaderError, Readers
from bot.storage.open_file import OpenFile
from bot.storage.transaction import await_uncancelled

SEARCH_LIMIT = 1.0
"""Seconds that a search may take on its thread."""

SEARCH_PATIENCE = 2.0
"""Seconds that a search waits for a thread: with its own time nobody waits for more than three."""

# Seconds after which a busy thread yields the interpreter. With Python's default of 5 ms the event
# loop waits that long at each switch. (20 concurrent searches: p99 of 31 ms with 5 ms, 9 ms here.)
_SWITCH_INTERVAL = 0.0005

# While a file has lost its path, a view may have to wait for another one's connection.
_PAUSE = 0.02  # seconds between two tries to get it
_PATIENCE = 10.0  # seconds after which the user is asked to try again

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
        self._readers: Readers | None = None
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
        elif self._readers is not None:
            self._readers.leave()

    async def _read(
        self, pool: FairPool, job: Job, reading: Callable[..., T], args: Any, kwargs: Any
    ) -> T:
        if self._is_reading:
            raise RuntimeError("the view is being read from")
        self._is_reading = True
        try:
            result = await self._result(pool, job, reading, args, kwargs)
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

    async def _result(
        self, pool: FairPool, job: Job, reading: Callable[..., T], args: Any, kwargs: Any
    ) -> T:
        ends = time.monotonic() + _PATIENCE
        while True:
            readers = self._enter()
            turn = job.turn_again() if job.turn.done() else job
            started = await pool.start(
                turn, partial(self._run, readers, turn, reading, args, kwargs)
            )
            self._running = started.running
            try:
                return await started.result
            except NoReaderError:
                job.is_replaced = turn.is_replaced
                if job.is_replaced:
                    raise ReplacedError from None
                if time.monotonic() > ends:
                    raise BusyError from None
            await asyncio.sleep(_PAUSE)

    def _enter(self) -> Readers:
        """Return the readers of the file that this view reads: once it has begun, of the same."""
        readers = self._archive.readers if self._reader is None else self._readers
        assert readers is not None  # noqa: S101 - for the type checker
        if readers is not self._readers:
            if self._readers is not None:
                self._readers.leave()
            readers.enter()
            self._readers = readers
        return readers

    def _run(
        self, readers: Readers, job: Job, reading: Callable[..., T], args: Any, kwargs: Any
    ) -> T:
        if self._reader is None:
            self._reader = self._archive.take_reader(
                readers, self._guild, show_deleted=self._show_deleted
            )

        def is_wanted() -> bool:
            return not (job.is_replaced or self._archive.is_closing)

        with self._reader.reading(job.began_at, is_wanted):
            return reading(self._reader, *args, **kwargs)

    def _release(self, _read: "Future[Any]") -> None:
        readers = self._readers
        assert readers is not None  # noqa: S101 - for the type checker
        if self._reader is not None:
            readers.give_back(self._reader)
            self._reader = None
        readers.leave()


class Archive:
    """The archive at `path`, read in views; the state database at `state` hides some of its posts.

    `accounts` has, for each server that sees some accounts alone, their names and ids. Views opened
    for a server have only what it may see. `file` is the one that was opened at `path`: views go on
    reading it when another one is put there, until that is adopted. `check` raises if the state
    database is not the one any more that was opened; no view of another one is given.

    Searches, all other `answers`, and long work such as loading the vocabulary have threads of
    their own, so that none of them waits for the others, except for those of the same user.
    """

    def __init__(
        self,
        path: Path,
        state: Path,
        accounts: Mapping[int, frozenset[str]] | None = None,
        file: OpenFile | None = None,
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
        self.readers = Readers(path, state, file or OpenFile(path))
        """The readers of the file that new views read."""
        self.is_closing = False

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
        self.readers.retire()

    async def open_other(self, file: OpenFile) -> Readers:
        """Return readers of another file, which is at the path now. Raises DatabaseError."""
        readers = Readers(self._path, self._state, file, self.readers.opened + 1)
        try:
            await await_uncancelled(asyncio.to_thread(readers.open_spare))
        except BaseException:
            readers.retire()
            raise
        return readers

    def adopt(self, readers: Readers, then: Callable[[], None]) -> None:
        """Have new views read by other readers.

        Those of the old file are closed when its last view ends; `then` is called after that.
        """
        old, self.readers = self.readers, readers
        old.retire(then)

    def take_reader(
        self, readers: Readers, guild: int | None, *, show_deleted: bool
    ) -> ArchiveReader:
        """Return a reader at the beginning of a snapshot, for one view for a server alone."""
        self._check()
        reader = readers.take(self._accounts_of(guild), guild=guild, show_deleted=show_deleted)
        try:
            self._check()
        except BaseException:
            reader.close()
            raise
        return reader

    def _accounts_of(self, guild: int | None) -> Accounts:
        """Return the accounts that a server sees; None: all."""
        return None if guild is None else self._accounts.get(guild)


def _latest_job(kind: str, patience: float | None = None) -> Job:
    """Return a job that newer ones of the same kind and user replace.

    The bot's own jobs have nothing to do with one another, and wait as long as they have to.
    """
    user = requester.get()
    return Job() if user is None else Job((kind, user), patience)
