"""The words that posts share, and how many of an author's posts have them, by the search index.

Both are found when they are asked for. Nothing is stored that a later import, or the erasing of a
post, would have to correct, and no word of an erased post is left in another one's row.
"""

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pyroaring import BitMap

from bot.archive.threads.words import Wording, has_longer_words, shared_stems, stem_of
from bot.storage.archive.search.index import bitmap

_FEW = 500  # words whose posts are in memory together
_LAST = "\U0010ffff"
_WORDINGS = """
    SELECT post, text, coalesce(spaced, '') FROM main.posts LEFT JOIN words USING (post)
    WHERE post IN (SELECT value FROM json_each(?))
"""


class OwnCounts(NamedTuple):
    """The number of an author's posts, and of those with a word, by its stem."""

    posts: int
    with_stem: Mapping[str, int]


class OwnWords:
    """Counts posts of authors, given by the keys of their accounts: without reposts.

    It must be used for one state of the archive alone. What was counted once is remembered.
    """

    def __init__(self) -> None:
        self._posts: dict[int, BitMap] = {}
        self._counts: dict[int, dict[str, int]] = defaultdict(dict)

    def count(
        self, connection: sqlite3.Connection, account: int, stems: Iterable[str]
    ) -> OwnCounts:
        """Return how many posts an author has, and in how many are words with each of `stems`."""
        own, known = self._own(connection, account), self._counts[account]
        new = sorted({stem for stem in stems if stem not in known})
        for first in range(0, len(new), _FEW):
            some = new[first : first + _FEW]
            found = _posts_with(connection, some)
            known.update((stem, found[stem].intersection_cardinality(own)) for stem in some)
        return OwnCounts(len(own), known)

    def _own(self, connection: sqlite3.Connection, account: int) -> BitMap:
        if account not in self._posts:
            rows = connection.execute(
                "SELECT post FROM main.posts WHERE account = ? AND kind <> 'repost'", (account,)
            )
            self._posts[account] = BitMap(array("I", (row[0] for row in rows)))  # no list of them
        return self._posts[account]


class WordReader:
    """Reads which words posts share, and how rare these are."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def shared(self, pairs: Sequence[tuple[int, int]]) -> list[set[str]]:
        """Return the stems of the words that the posts of each pair share, given by their keys."""
        found: list[set[str]] = []
        for first in range(0, len(pairs), _FEW):
            some = pairs[first : first + _FEW]
            keys = {key for pair in some for key in pair}
            rows = self._connection.execute(_WORDINGS, (json.dumps([*keys]),))
            wordings = {key: Wording(text, words) for key, text, words in rows}
            found += [shared_stems(wordings[one], wordings[other]) for one, other in some]
        return found

    def own_counts(self, words: OwnWords, account: int, stems: Iterable[str]) -> OwnCounts:
        """Return how many posts an author has, and in how many are words with each of `stems`.

        `words` remembers what was counted in the present state of the archive.
        """
        return words.count(self._connection, account, stems)

    def texts(self, keys: Iterable[int]) -> dict[int, str]:
        """Return the texts of posts, by key."""
        rows = self._connection.execute(
            "SELECT post, text FROM posts WHERE post IN (SELECT value FROM json_each(?))",
            (json.dumps([*keys]),),
        )
        return dict(rows.fetchall())


def _posts_with(connection: sqlite3.Connection, stems: Iterable[str]) -> Mapping[str, BitMap]:
    """Return the posts that have words with each of these stems."""
    words = {stem: stem for stem in stems}
    for stem in [*words]:
        if has_longer_words(stem):
            rows = connection.execute(
                "SELECT word FROM vocabulary WHERE word > ? AND word < ?", (stem, stem + _LAST)
            )
            words.update((row[0], stem) for row in rows if stem_of(row[0]) == stem)
    blobs: dict[str, list[bytes]] = defaultdict(list)
    for word, blob in connection.execute(
        "SELECT word, posts FROM json_each(?) JOIN postings ON word = value",
        (json.dumps([*words]),),
    ):
        blobs[words[word]].append(blob)
    return defaultdict(BitMap, {stem: bitmap(parts) for stem, parts in blobs.items()})
