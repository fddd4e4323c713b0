"""What a search reads from archive.db. Plain sqlite3: each worker thread has its own connection."""

import json
import math
import sqlite3
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.archive.posts import Kind
from bot.archive.ranking import Candidate
from bot.errors import TooLongError
from bot.storage.connections import connect_reader
from bot.storage.failures import explained
from bot.storage.filters import Condition
from bot.storage.words import unpack

_STEPS = 10_000  # of SQLite's, about a millisecond: so often the time is looked at


class SearchReader:
    """The index of words, read by one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._end = math.inf  # of the time that a search may take
        with explained(path):
            self._connection = connect_reader(path)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def snapshot(self, seconds: float | None = None) -> Iterator[None]:
        """See one state of the archive for the length of the block.

        What takes longer than `seconds` is cut off, by TooLongError.
        """
        with explained(self._path):
            self._connection.execute("BEGIN")
            self._end = math.inf if seconds is None else time.monotonic() + seconds
            self._connection.set_progress_handler(lambda: time.monotonic() > self._end, _STEPS)
            try:
                yield
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise TooLongError from error
                raise
            finally:
                self._connection.set_progress_handler(None, 0)
                self._connection.execute("ROLLBACK")

    def generation(self) -> int:
        """Return the number of the archive's present state."""
        return self._number("SELECT number FROM generation")

    def total(self) -> int:
        """Return how many posts there are."""
        return self._number("SELECT count(*) FROM posts")

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """Yield every word, in order, with the number of posts it occurs in."""
        yield from map(tuple, self._connection.execute("SELECT word, posts FROM vocabulary"))

    def postings(self, words: Iterable[str]) -> dict[str, "array[int]"]:
        """Return for each of `words` the keys of the posts that hold it, in ascending order."""
        blobs: dict[str, list[bytes]] = {word: [] for word in words}
        rows = self._connection.execute(
            """SELECT word, posts FROM json_each(?) JOIN postings ON word = value
               ORDER BY word, part""",
            (json.dumps(list(blobs)),),
        )
        for word, blob in rows:
            blobs[word].append(blob)
        return {word: unpack(parts) for word, parts in blobs.items()}

    def by_time(self, keys: Iterable[int], *, newest_first: bool) -> list[int]:
        """Return `keys` in the order of time."""
        direction = "DESC" if newest_first else "ASC"
        rows = self._connection.execute(
            f"""SELECT post FROM posts WHERE post IN (SELECT value FROM json_each(?))
                ORDER BY place {direction}, post {direction}""",  # noqa: S608 - our own words
            (json.dumps(list(keys)),),
        )
        return [row[0] for row in rows]

    def in_time(self, passes: Condition, *, newest_first: bool) -> Iterator[int]:
        """Yield the keys of posts that pass a filter, by time; read as far as they are taken."""
        direction = "DESC" if newest_first else "ASC"
        rows = self._connection.execute(
            f"SELECT post FROM posts WHERE {passes.sql} ORDER BY place {direction}",  # noqa: S608 - our own words
            passes.parameters,
        )
        return (row[0] for row in rows)

    def passing_of(self, keys: Iterable[int], passes: Condition) -> set[int]:
        """Return those of `keys` whose posts pass a filter."""
        rows = self._connection.execute(
            f"""SELECT post FROM posts
                WHERE post IN (SELECT value FROM json_each(?)) AND {passes.sql}""",  # noqa: S608 - our own words
            (json.dumps(list(keys)), *passes.parameters),
        )
        return {row[0] for row in rows}

    def accounts(self) -> tuple[str, ...]:
        """Return the names of all accounts."""
        return tuple(row[0] for row in self._connection.execute("SELECT name FROM accounts"))

    def saying(
        self, keys: Iterable[int], words: Sequence[str], *, unfinished: bool = False
    ) -> set[int]:
        """Return those of `keys` whose posts hold `words` side by side, in this order.

        With `unfinished` the last may go on.
        """
        told = f" {' '.join(words)}{'' if unfinished else ' '}"
        rows = self._connection.execute(
            """SELECT post FROM words WHERE post IN (SELECT value FROM json_each(?))
               AND instr(' ' || spaced || ' ', ?) > 0""",
            (json.dumps(list(keys)), told),
        )
        return {row[0] for row in rows}

    def candidates(self, keys: Iterable[int]) -> list[Candidate]:
        """Return the posts that have these keys, ready to be ranked.

        Raises TooLongError when the time is up, for what reads many posts reads some at a time.
        """
        if time.monotonic() > self._end:
            raise TooLongError
        rows = self._connection.execute(
            """SELECT posts.post, posts.place, posts.kind, words.spaced
               FROM json_each(?) JOIN posts ON posts.post = json_each.value
               JOIN words USING (post)""",
            (json.dumps(list(keys)),),
        )
        return [
            Candidate(key, place, Kind(kind), words.split(" ")) for key, place, kind, words in rows
        ]

    def _number(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchone()[0])
