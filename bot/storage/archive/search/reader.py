"""Reads of archive.db for searches, by sqlite3: each worker thread has its own connection."""

import json
import math
import sqlite3
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.archive.posts.post import Kind
from bot.archive.search.ranking import Candidate
from bot.archive.timestamps import from_milliseconds
from bot.errors import TooLongError
from bot.storage.archive.posts.hidden_view import HiddenPostView
from bot.storage.archive.search.filters import Condition
from bot.storage.archive.search.index import unpack
from bot.storage.connections import connect_reader
from bot.storage.errors import as_database_error

_STEPS = 10_000  # SQLite instructions, about a millisecond, between two checks of the time


class SearchReader:
    """Reads posts and the index of words in one thread.

    Hidden posts, which the database at `state` lists, are left out by `postings`, `in_time_order`,
    `in_time_spans` and `passing`, and every search starts from one of those. The column `place` is
    the sort key.
    """

    def __init__(self, path: Path, state: Path) -> None:
        self._path = path
        self._deadline = math.inf  # time.monotonic() at which a search is interrupted
        with as_database_error(path):
            self._connection = connect_reader(path)
        self.hidden = HiddenPostView(self._connection, state)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def snapshot(self, seconds: float | None = None) -> Iterator[None]:
        """Read one state of the archive for the length of the block.

        Raises TooLongError when that takes longer than `seconds`.
        """
        self.hidden.attach()
        with as_database_error(self._path):
            self._connection.execute("BEGIN")
            self.hidden.refresh(self.generation())
            self._deadline = math.inf if seconds is None else time.monotonic() + seconds
            self._connection.set_progress_handler(lambda: time.monotonic() > self._deadline, _STEPS)
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
        """Return the number of the archive's current state."""
        return self._number("SELECT number FROM generation")

    def post_count(self) -> int:
        """Return how many posts there are."""
        return self._number("SELECT count(*) FROM posts")

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """Yield every word, in order, with the number of posts that contain it."""
        yield from map(tuple, self._connection.execute("SELECT word, posts FROM vocabulary"))

    def postings(self, words: Iterable[str]) -> dict[str, "array[int]"]:
        """Return for each of `words` the keys of the posts with it, in ascending order."""
        blobs: dict[str, list[bytes]] = {word: [] for word in words}
        rows = self._connection.execute(
            """SELECT word, posts FROM json_each(?) JOIN postings ON word = value
               ORDER BY word, part""",
            (json.dumps(list(blobs)),),
        )
        for word, blob in rows:
            blobs[word].append(blob)
        return {word: self._without_hidden(unpack(parts)) for word, parts in blobs.items()}

    def by_time(self, keys: Iterable[int], *, newest_first: bool) -> list[int]:
        """Return `keys` ordered by time."""
        direction = "DESC" if newest_first else "ASC"
        rows = self._connection.execute(
            f"""SELECT post FROM posts WHERE post IN (SELECT value FROM json_each(?))
                ORDER BY place {direction}, post {direction}""",  # noqa: S608 - constants
            (json.dumps(list(keys)),),
        )
        return [row[0] for row in rows]

    def in_time_order(self, condition: Condition, *, newest_first: bool) -> Iterator[int]:
        """Yield the keys of posts that meet a condition, by time; rows are read lazily."""
        direction = "DESC" if newest_first else "ASC"
        rows = self._connection.execute(
            f"SELECT post FROM posts WHERE {condition.sql} ORDER BY place {direction}",  # noqa: S608 - constants
            condition.parameters,
        )
        return (row[0] for row in rows if row[0] not in self.hidden.keys)

    def in_time_spans(self, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the posts of `spans`, each from its start up to but excluding its end.

        Spans are in milliseconds since 1970. A post is a pair of sort key and key; the posts of a
        span are in this order.
        """
        found: list[tuple[int, int]] = []
        for span in spans:
            rows = self._connection.execute(
                "SELECT place, post FROM posts WHERE created_at >= ? AND created_at < ?", span
            )
            found += sorted((row[0], row[1]) for row in rows if row[1] not in self.hidden.keys)
        return found

    def first_since(self, moment: int) -> int | None:
        """Return the time of the first post from `moment` on; milliseconds since 1970."""
        return self._nearest(">= ? ORDER BY created_at", moment)

    def last_before(self, moment: int) -> int | None:
        """Return the time of the last post before `moment`; milliseconds since 1970."""
        return self._nearest("< ? ORDER BY created_at DESC", moment)

    def years(self) -> range:
        """Return the years, in UTC, from the first post's to the last one's."""
        first, last = self.first_since(-(1 << 62)), self.last_before(1 << 62)
        if first is None or last is None:
            return range(0)
        return range(from_milliseconds(first).year, from_milliseconds(last).year + 1)

    def times(self, keys: Iterable[int]) -> list[int]:
        """Return the times of the posts with these keys, unordered; milliseconds since 1970."""
        rows = self._connection.execute(
            "SELECT created_at FROM posts WHERE post IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        return [row[0] for row in rows]

    def last_key(self) -> int:
        """Return the highest key of a post; keys are assigned consecutively from 1."""
        return self._number("SELECT coalesce(max(post), 0) FROM posts")

    def already_drawn(self, shuffle: int, keys: Iterable[int]) -> set[int]:
        """Return those of `keys` whose posts were drawn in the round `shuffle`."""
        rows = self._connection.execute(
            """SELECT post FROM posts WHERE post IN (SELECT value FROM json_each(?)) AND EXISTS (
                   SELECT 1 FROM state.drawn WHERE drawn.shuffle = ?
                   AND drawn.id = posts.id AND drawn.network = posts.network)""",
            (json.dumps(list(keys)), shuffle),
        )
        return {row[0] for row in rows}

    def last_drawn(self, shuffle: int) -> int | None:
        """Return the key of the post drawn last, possibly in the previous round, or None."""
        rows = self._connection.execute(
            """SELECT post FROM state.shuffles JOIN posts ON posts.id = shuffles.last
               WHERE shuffle = ?""",
            (shuffle,),
        )
        return next((int(row[0]) for row in rows), None)

    def passing(self, keys: Iterable[int], condition: Condition) -> set[int]:
        """Return those of `keys` whose posts meet a condition and are not hidden."""
        rows = self._connection.execute(
            f"""SELECT post FROM posts
                WHERE post IN (SELECT value FROM json_each(?)) AND {condition.sql}""",  # noqa: S608 - constants
            (json.dumps(list(keys)), *condition.parameters),
        )
        return {row[0] for row in rows} - self.hidden.keys

    def accounts(self) -> tuple[str, ...]:
        """Return the names of all accounts that have posts."""
        rows = self._connection.execute(
            """SELECT name FROM accounts WHERE EXISTS
               (SELECT 1 FROM posts WHERE posts.account = accounts.account)"""
        )
        return tuple(row[0] for row in rows)

    def containing_phrase(
        self, keys: Iterable[int], words: Sequence[str], *, unfinished: bool = False
    ) -> set[int]:
        """Return those of `keys` whose posts contain `words` side by side, in this order.

        With `unfinished` the last word may continue.
        """
        phrase = f" {' '.join(words)}{'' if unfinished else ' '}"
        rows = self._connection.execute(
            """SELECT post FROM words WHERE post IN (SELECT value FROM json_each(?))
               AND instr(' ' || spaced || ' ', ?) > 0""",
            (json.dumps(list(keys)), phrase),
        )
        return {row[0] for row in rows}

    def candidates(self, keys: Iterable[int]) -> list[Candidate]:
        """Return the posts with these keys, ready to be ranked.

        Raises TooLongError when the time is up: callers that read many posts read them in batches.
        """
        if time.monotonic() > self._deadline:
            raise TooLongError
        rows = self._connection.execute(
            """SELECT posts.post, posts.place, posts.kind, words.spaced
               FROM json_each(?) JOIN posts ON posts.post = json_each.value
               JOIN words USING (post)""",
            (json.dumps(list(keys)),),
        )
        return [
            Candidate(key, sort_key, Kind(kind), words.split(" "))
            for key, sort_key, kind, words in rows
        ]

    def _without_hidden(self, keys: "array[int]") -> "array[int]":
        for key in self.hidden.keys:
            position = bisect_left(keys, key)
            if position < len(keys) and keys[position] == key:
                del keys[position]
        return keys

    def _nearest(self, clause: str, moment: int) -> int | None:
        rows = self._connection.execute(
            f"SELECT created_at, post FROM posts WHERE created_at {clause}",  # noqa: S608 - constants
            (moment,),
        )
        return next((row[0] for row in rows if row[1] not in self.hidden.keys), None)

    def _number(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchone()[0])
