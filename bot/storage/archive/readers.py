"""The connections that read one archive file, also while another file has its path.

Once a file has lost its path nothing can open it any more, since SQLite would find the other file,
or that file's WAL. So some connections are opened with it, and none is closed after that.
"""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path

from bot.errors import DatabaseError
from bot.storage.archive.reader import ArchiveReader
from bot.storage.checkpoints import COUNTS
from bot.storage.connections import ReaderConnection, connect_reader
from bot.storage.errors import as_database_error
from bot.storage.open_file import OpenFile

# Readers of an audience that wait for the next view: one for each thread. After a burst of views
# that read twice there may be a hundred. Each has three megabytes: pages of the file, statements,
# and what it knows of the archive.
_MOST_IDLE = 6
_IDLE_SECONDS = 60.0  # until one that waits is closed; the one used last serves first

Accounts = frozenset[str] | None


class NoReaderError(Exception):
    """All connections to a file that has lost its path are in use; one will be free soon."""


class Readers:
    """Readers of the archive `file` at `path`, which hide what the database at `state` says.

    `opened` is as in ArchiveReader. Any thread may use it.
    """

    def __init__(self, path: Path, state: Path, file: OpenFile, opened: int = 0) -> None:
        self.file = file
        self.opened = opened
        self._path = path
        self._state = state
        self._lock = threading.Lock()
        self._spare: list[ReaderConnection] = []
        # Each with the time.monotonic() at which it was returned, the last one last.
        self._idle: dict[Accounts, deque[tuple[ArchiveReader, float]]] = defaultdict(deque)
        self._views = 0
        self._is_retired = False
        self._then: Callable[[], None] = lambda: None

    @property
    def is_closed(self) -> bool:
        """Whether it was retired, and its last view has ended."""
        return self._is_retired and not self._views

    def open_spare(self) -> None:
        """Open as many connections as there are threads.

        Raises DatabaseError if that fails, or if the file is not at its path any more.
        """
        with as_database_error(self._path):
            for _ in range(_MOST_IDLE):
                connection = connect_reader(self._path)
                self._spare.append(connection)
                connection.execute(COUNTS).fetchone()  # opens the WAL
        self.file.check()

    def enter(self) -> None:
        """Count a view that may read."""
        with self._lock:
            self._views += 1

    def leave(self) -> None:
        """Count a view out, whose reader was returned."""
        with self._lock:
            self._views -= 1
        self._close_if_done()

    def retire(self, then: Callable[[], None] = lambda: None) -> None:
        """Close all connections as soon as the last view has ended, and call `then`.

        No other view may come.
        """
        self._then = then
        self._is_retired = True
        self._close_if_done()

    def take(
        self, accounts: Accounts, *, guild: int | None = None, show_deleted: bool = False
    ) -> ArchiveReader:
        """Return a reader at the beginning of a snapshot; the arguments are those of ArchiveReader.

        Raises NoReaderError if none is free and none can be opened, MissingFileError, and what
        ArchiveReader raises.
        """
        while True:
            self.file.check(to_read=True)
            reader, is_new = self._next(accounts)
            try:
                reader.begin(guild=guild, show_deleted=show_deleted)
            except BaseException:
                reader.close()
                if is_new and self.file.is_replaced():
                    continue
                raise
            if not is_new or self.file.is_there():
                return reader
            reader.close()  # it may have opened the other file

    def give_back(self, reader: ArchiveReader) -> None:
        """End the snapshot of a reader, so that another view can take it."""
        try:
            reader.end()
        except DatabaseError:  # the next view opens a new one
            reader.close()
            return
        with self._lock:
            idle = self._idle[reader.accounts]
            is_there = self.file.is_there()
            if is_there and len(idle) >= _MOST_IDLE:
                unused = [reader]
            else:
                idle.append((reader, time.monotonic()))
                unused = self._take_unused() if is_there else []
        for one in unused:
            one.close()

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle = [reader for readers in self._idle.values() for reader, _ in readers]
            spare, self._spare = self._spare, []
            self._idle.clear()
        for reader in idle:
            reader.close()
        for connection in spare:
            connection.close()

    def _next(self, accounts: Accounts) -> tuple[ArchiveReader, bool]:
        """Return a reader for an audience, and whether its connection was opened just now."""
        with self._lock:
            if idle := self._idle[accounts]:
                return idle.pop()[0], False
            connection = self._spare.pop() if self._spare else None
        if connection is None and not self.file.is_there():
            connection = self._of_another_audience()
        new = connection is None
        reader = ArchiveReader(
            self._path, self._state, accounts, connection=connection, opened=self.opened
        )
        return reader, new

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

    def _of_another_audience(self) -> ReaderConnection:
        with self._lock:
            readers = next((one for one in self._idle.values() if one), None)
            if readers is None:
                raise NoReaderError
            reader, _ = readers.pop()
        try:
            return reader.given_up()
        except BaseException:
            reader.close()
            raise

    def _close_if_done(self) -> None:
        if self.is_closed:
            self.close()
            self._then()
