"""Snapshots of archive.db: all that one answer reads, over one connection in one transaction."""

import math
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import TooLongError
from bot.storage.archive.audience import Audience
from bot.storage.archive.meaning.reader import MeaningReader
from bot.storage.archive.memories.best import BestPostReader
from bot.storage.archive.memories.drawn import DrawnPostReader
from bot.storage.archive.memories.months import MonthReader
from bot.storage.archive.memories.quiet import QuietRuleReader
from bot.storage.archive.posts.left_out.hidden_view import HiddenPostView
from bot.storage.archive.posts.people.cross_post_reader import CrossPostReader
from bot.storage.archive.posts.reader import PostReader
from bot.storage.archive.posts.status import StatusReader
from bot.storage.archive.posts.times import TimeReader
from bot.storage.archive.search.reader import SearchReader
from bot.storage.archive.statistics.reader import StatisticsReader
from bot.storage.archive.threads.reader import ThreadReader
from bot.storage.archive.threads.teaching import TeachingReader
from bot.storage.connections import ReaderConnection, connect_reader
from bot.storage.errors import as_database_error

_STEPS = 10_000  # SQLite instructions, about a millisecond, between two checks of the time
_OF_ONE_FILE = 1 << 40  # generations; no file has as many


class ArchiveReader:
    """A read-only connection to the archive at `path`, with the state database at `state` attached.

    Between `begin` and `end` everything is read from one snapshot of both. One thread uses it at a
    time. Of the archive it has the posts of `accounts`, which are names and ids; None: of all.
    `connection` is one that is open already. `opened` counts the files that were opened one after
    the other at the path: two may have the same numbers of generations. Raises DatabaseError, with
    a sentence, when a file cannot be read.
    """

    def __init__(
        self,
        path: Path,
        state: Path,
        accounts: frozenset[str] | None = None,
        *,
        connection: ReaderConnection | None = None,
        opened: int = 0,
    ) -> None:
        self._path = path
        self._state = state
        self.accounts = accounts
        self.opened = opened
        self._deadline = math.inf  # of time.monotonic(), like the next
        self._since = math.inf
        self._is_wanted: Callable[[], bool] = lambda: True
        self._generation = -1
        with as_database_error(path):
            connection = self._connection = connection or connect_reader(path)
            self._audience = Audience(connection, accounts)
        self.hidden = HiddenPostView(connection, state)
        self.cross_posts = CrossPostReader(connection, self.hidden)
        self.posts = PostReader(connection, self.cross_posts)
        self.times = TimeReader(connection, self.hidden)
        self.search = SearchReader(connection, self._audience, self.hidden, self._check_time)
        self.meaning = MeaningReader(connection)
        self.threads = ThreadReader(connection, self.hidden)
        self.teaching = TeachingReader(connection)
        self.drawn = DrawnPostReader(connection)
        self.status = StatusReader(connection, self.hidden)
        self.months = MonthReader(connection, self.hidden, self.times)
        self.best = BestPostReader(connection)
        self.quiet = QuietRuleReader(connection, self.hidden)
        self.statistics = StatisticsReader(connection, self._audience)

    def begin(self, *, guild: int | None = None, show_deleted: bool = False) -> None:
        """Begin a snapshot without the posts that are hidden, also those hidden for one server.

        With `show_deleted` it has the posts that their authors deleted.
        """
        self.hidden.attach()
        with as_database_error(self._path):
            self._connection.execute("BEGIN")
            (row,) = self._connection.execute("SELECT number FROM generation")
            self._generation = self.opened * _OF_ONE_FILE + int(row[0])
            self._audience.begin(self._generation)
            self.cross_posts.begin(self._generation)
            self.hidden.refresh(self._generation, guild=guild, show_deleted=show_deleted)

    def end(self) -> None:
        """End the snapshot, if one was begun."""
        with as_database_error(self._path):
            self._connection.close_cursors()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def given_up(self) -> ReaderConnection:
        """Return the connection, as it was opened, for a reader that sees other accounts."""
        with as_database_error(self._path):
            self.hidden.detach()
            self._audience.remove()
        return self._connection

    @contextmanager
    def reading(self, since: float, is_wanted: Callable[[], bool]) -> Iterator[None]:
        """Turn errors of SQLite inside the block into DatabaseError.

        Time limits in the block count from `since`, of time.monotonic(), and are up as soon as
        `is_wanted` returns False, which is asked often.
        """
        self._since, self._is_wanted = since, is_wanted
        try:
            yield
        except sqlite3.DatabaseError as error:
            path = self._state if self._is_state_damaged(error) else self._path
            with as_database_error(path):
                raise

    @contextmanager
    def time_limit(self, seconds: float, *, from_now: bool = False) -> Iterator[None]:
        """Raise TooLongError when the time is up: `seconds` after the read began, or `from_now`."""
        self._deadline = (time.monotonic() if from_now else self._since) + seconds
        self._connection.set_progress_handler(self._is_late, _STEPS)
        try:
            self._check_time()
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooLongError from error
            raise
        finally:
            self._connection.set_progress_handler(None, 0)
            self._deadline = math.inf

    def generation(self) -> int:
        """Return the number of the archive's state in the snapshot; a later file has later ones."""
        return self._generation

    def _is_state_damaged(self, error: sqlite3.DatabaseError) -> bool:
        """Return whether an error that reports damage means state.db, which SQLite does not say."""
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT or not self.hidden.is_attached:
            return False
        try:  # it is small: some milliseconds
            (found,) = self._connection.rows("PRAGMA state.quick_check(1)")
        except sqlite3.DatabaseError:
            return True
        return found != ("ok",)

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline or not self._is_wanted()

    def _check_time(self) -> None:
        """Raise TooLongError when the time of the present block is up.

        SQLite's progress handler does not see the time that Python takes.
        """
        if self._is_late():
            raise TooLongError
