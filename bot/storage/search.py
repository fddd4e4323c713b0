"""What a search reads from archive.db. Plain sqlite3: each worker thread has its own connection."""

import json
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.archive.posts import Kind
from bot.archive.ranking import Candidate
from bot.storage.database import connect_reader
from bot.storage.failures import explained
from bot.storage.words import unpack


class SearchReader:
    """The index of words, read by one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with explained(path):
            self._connection = connect_reader(path)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See one state of the archive for the length of the block."""
        with explained(self._path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
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

    def by_time(
        self, keys: Iterable[int], *, newest_first: bool, offset: int, limit: int
    ) -> list[int]:
        """Return some of `keys`, from the `offset`-th on when they are ordered by time."""
        direction = "DESC" if newest_first else "ASC"
        rows = self._connection.execute(
            f"""SELECT post FROM posts WHERE post IN (SELECT value FROM json_each(?))
                ORDER BY place {direction}, post {direction} LIMIT ? OFFSET ?""",  # noqa: S608 - our own words
            (json.dumps(list(keys)), limit, offset),
        )
        return [row[0] for row in rows]

    def candidates(self, keys: Iterable[int]) -> list[Candidate]:
        """Return the posts that have these keys, ready to be ranked."""
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
