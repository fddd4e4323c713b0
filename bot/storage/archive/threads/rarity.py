"""How many of an author's posts have a word, by the search index.

It is counted when it is asked for: nothing is stored that later imports, or the erasing of a post,
would have to correct.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pyroaring import BitMap

from bot.archive.threads.words import has_longer_words, stem_of
from bot.storage.archive.search.index import bitmap

_FEW = 500  # words whose posts are in memory together
_LAST = "\U0010ffff"


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
            self._posts[account] = BitMap([row[0] for row in rows])
        return self._posts[account]


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
