"""What statistics count, read from archive.db."""

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyroaring import BitMap

from bot.storage.archive.audience import Audience
from bot.storage.archive.posts.people.named import keys_named
from bot.storage.archive.search.index import unpack
from bot.storage.archive.statistics.columns import Columns, read_columns

_BATCH = 2_000  # posts whose words are read together
# Each a run of the primary key.
_TAGS = """
    SELECT * FROM (SELECT word, posts FROM postings WHERE word >= '#' AND word < '$'
                   ORDER BY word, part)
    UNION ALL
    SELECT * FROM (SELECT word, posts FROM postings WHERE word >= '@' AND word < 'A'
                   ORDER BY word, part)
"""
_WORDS = """
    SELECT word, postings.posts FROM vocabulary CROSS JOIN postings USING (word)
    WHERE vocabulary.posts >= ? AND vocabulary.posts < ?
    AND NOT (word >= '#' AND word < '$') AND NOT (word >= '@' AND word < 'A')
    ORDER BY word, part
"""
_PICTURED = "SELECT post, spaced, pictured FROM words WHERE pictured <> ''"


class StatisticsReader:
    """Reads what statistics count.

    Columns, tags and postings are of all posts, for all audiences, and have hidden posts.
    """

    def __init__(self, connection: sqlite3.Connection, audience: Audience) -> None:
        self._connection = connection
        self._audience = audience

    def columns(self, generation: int) -> Columns:
        """Return the columns of all posts; the snapshot is of this `generation`."""
        return read_columns(self._connection, generation)

    def accounts_seen(self) -> frozenset[int] | None:
        """Return the keys of the accounts that the audience sees; None: all."""
        return self._audience.accounts()

    def accounts_named(self, name: str) -> frozenset[int]:
        """Return the keys of the accounts that a name means, as `from:` takes it."""
        return frozenset(keys_named(self._connection, name))

    def networks(self) -> dict[int, str]:
        """Return the network of each account, by its key."""
        return dict(self._connection.execute("SELECT account, network FROM accounts").fetchall())

    def names(self) -> dict[int, list[str]]:
        """Return the names that each account has had, by the key of the account."""
        found: dict[int, list[str]] = defaultdict(list)
        for account, name in self._connection.execute("SELECT account, name FROM account_names"):
            found[account].append(name)
        return found

    def tags(self) -> Iterator[tuple[str, "array[int]"]]:
        """Yield every @name and #tag with the keys of all posts that contain it, ascending.

        Not of those that have it only in their pictures: nobody wrote that into a post.
        """
        return self._own(self._connection.execute(_TAGS))

    def postings(self, least: int, below: int) -> Iterator[tuple[str, "array[int]"]]:
        """Yield the other words of at least so many posts, and below so many, in the same way."""
        return self._own(self._connection.execute(_WORDS, (least, below)))

    def _own(self, rows: Iterable[sqlite3.Row]) -> Iterator[tuple[str, "array[int]"]]:
        """Yield each word with the keys of the posts whose own text has it, if there are any."""
        pictured: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for key, spaced, others in self._connection.execute(_PICTURED):
            for word in set(others.split(" ")).difference(spaced.split(" ")):
                pictured[word].append(key)
        for word, keys in _by_word(rows):
            if word not in pictured:
                yield word, keys
            elif own := BitMap(keys) - BitMap(pictured[word]):
                yield word, own.to_array()

    def words(self, keys: "array[int]") -> Iterator[set[str]]:
        """Yield the words of each of the posts `keys` that has words."""
        for start in range(0, len(keys), _BATCH):
            rows = self._connection.execute(
                """SELECT spaced FROM words
                   WHERE post IN (SELECT value FROM json_each(?)) AND spaced <> ''""",
                (json.dumps(keys[start : start + _BATCH].tolist()),),
            )
            yield from (set(row[0].split(" ")) for row in rows)

    def texts(self, keys: Iterable[int]) -> dict[int, str]:
        """Return the texts of the posts `keys`, by key."""
        rows = self._connection.execute(
            "SELECT post, text FROM posts WHERE post IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        return {row[0]: row[1] for row in rows}

    def links(self) -> Iterator[tuple[int, int]]:
        """Yield the certain links between posts that the audience sees, as child and parent."""
        rows = self._connection.execute("SELECT child, parent FROM parent_links")
        return ((row[0], row[1]) for row in rows)


def _by_word(rows: Iterable[sqlite3.Row]) -> Iterator[tuple[str, "array[int]"]]:
    """Yield each word with the keys of its parts, which follow one another."""
    present: str | None = None
    blobs: list[bytes] = []
    for word, blob in rows:
        if word != present:
            if present is not None:
                yield present, unpack(blobs)
            present, blobs = word, []
        blobs.append(blob)
    if present is not None:
        yield present, unpack(blobs)
