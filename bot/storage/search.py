"""What a search reads from archive.db. Plain sqlite3: each worker thread has its own connection."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.archive.posts import Kind
from bot.archive.ranking import Candidate
from bot.storage.database import connect_reader
from bot.storage.failures import explained


class SearchReader:
    """The index of words, read by one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with explained(path):
            self._connection = connect_reader(path)
            self._connection.execute(
                "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab ('main', 'words', 'row')"
            )

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

    def vocabulary(self) -> dict[str, int]:
        """Return every word, with the number of posts it occurs in."""
        return dict(map(tuple, self._connection.execute("SELECT term, doc FROM temp.vocabulary")))

    def posts_with(self, word: str, limit: int) -> list[int]:
        """Return the keys of posts that hold `word`, the latest loaded first, at most `limit`."""
        rows = self._connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?",
            (_quoted(word), limit),
        )
        return [row[0] for row in rows]

    def posts_with_all(self, alternatives: Iterable[Iterable[str]]) -> list[int]:
        """Return the keys of all posts that hold one word of each of `alternatives`."""
        query = " AND ".join(f"({' OR '.join(map(_quoted, words))})" for words in alternatives)
        rows = self._connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", (query,)
        )
        return [row[0] for row in rows]

    def candidates(self, keys: Iterable[int]) -> list[Candidate]:
        """Return the posts that have these keys, ready to be ranked."""
        rows = self._connection.execute(
            """SELECT posts.post, posts.place, posts.kind, words.spaced
               FROM json_each(?) JOIN posts ON posts.post = json_each.value
               JOIN words ON words.rowid = posts.post""",
            (json.dumps(list(keys)),),
        )
        return [
            Candidate(key, place, Kind(kind), words.split(" ")) for key, place, kind, words in rows
        ]

    def _number(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchone()[0])


def _quoted(word: str) -> str:
    """Return `word` as a string of FTS5's query language, where it can mean nothing else."""
    return '"' + word.replace('"', '""') + '"'
