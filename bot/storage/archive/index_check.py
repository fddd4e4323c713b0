"""Whether the search index of archive.db has what its posts have."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pyroaring import BitMap

from bot.archive.posts.details import beside_text, tags_of
from bot.archive.search.analysis.of_posts import VERSION, analyse
from bot.languages import Message
from bot.storage.archive.posts.media import media_names
from bot.storage.archive.search.index import bitmap
from bot.storage.files.soundness import DatabaseProof, prove_database

_SEARCHED = 50  # posts that are looked up by their rarest word, spread evenly over all


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """How far the index fits its posts: `words` that it has, and how many of what does not fit.

    `wrong_words` have other numbers of posts than contain them, `unindexed_posts` have no words,
    and `lost_posts`, of `searched` ones, are not found by their rarest word.
    """

    words: int
    wrong_words: int
    unindexed_posts: int
    searched: int
    lost_posts: int

    @property
    def is_sound(self) -> bool:
        """Whether everything fits."""
        return not (self.wrong_words or self.unindexed_posts or self.lost_posts)


class ArchiveProof(NamedTuple):
    """An archive that was looked at: itself, its index, and the media files that its posts name."""

    database: DatabaseProof
    index_check: IndexCheck
    media_names: list[str]


def prove_archive(
    connection: sqlite3.Connection, path: Path, problems: list[Message]
) -> ArchiveProof:
    """Do what `prove_database` does, for an archive, and look at its index too."""
    proof = prove_database(connection, path, "archive", problems)
    return ArchiveProof(proof, check_index(connection), media_names(connection))


def check_index(connection: sqlite3.Connection) -> IndexCheck:
    """Compare the words of all posts with the index.

    The caller has begun a transaction, or nobody writes.
    """
    (unindexed,) = connection.execute(
        "SELECT count(*) FROM posts WHERE post NOT IN (SELECT post FROM words)"
    ).fetchone()
    counts: Counter[str] = Counter()
    for (spaced,) in connection.execute(_all_words(connection)):
        counts.update(set(spaced.split(" ")) if spaced else ())
    vocabulary = dict(connection.execute("SELECT word, posts FROM vocabulary"))
    wrong = {word for word, count in counts.items() if vocabulary.get(word) != count}
    wrong |= vocabulary.keys() - counts.keys()
    found: defaultdict[str, int] = defaultdict(int)
    for word, blob in connection.execute("SELECT word, posts FROM postings"):
        found[word] += len(_keys([blob]))
    wrong |= {word for word, count in counts.items() if found.get(word) != count}
    wrong |= found.keys() - counts.keys()
    searched, lost = _search(connection, counts, is_current=_is_current(connection))
    return IndexCheck(len(vocabulary), len(wrong), unindexed, searched, lost)


def _keys(blobs: Iterable[object]) -> BitMap:
    """Return the keys in a word's blobs; a damaged one may be no blob, and has none."""
    return bitmap(blob for blob in blobs if isinstance(blob, bytes))


def _all_words(connection: sqlite3.Connection) -> str:
    """Return the query for the words of each post; an older version's have none of pictures."""
    columns = connection.execute("SELECT name FROM pragma_table_info('words')")
    if ("pictured",) in map(tuple, columns):
        return "SELECT trim(spaced || ' ' || pictured) FROM words"
    return "SELECT spaced FROM words"


def _is_current(connection: sqlite3.Connection) -> bool:
    """Return whether the index is of today's analysis, so that its words can be compared."""
    try:
        connection.execute("SELECT details FROM posts LIMIT 0")
        return bool(connection.execute("SELECT version FROM analysis").fetchone() == (VERSION,))
    except sqlite3.OperationalError:  # an older version's archive
        return False


def _search(
    connection: sqlite3.Connection, counts: "Counter[str]", *, is_current: bool
) -> tuple[int, int]:
    """Return how many posts were looked up by a word of theirs, and how many were not found.

    A post of whose text the index has other words counts as not found.
    """
    (last,) = connection.execute("SELECT coalesce(max(post), 0) FROM words").fetchone()
    searched = lost = 0
    for key in range(1, last + 1, max(1, last // _SEARCHED)):
        row = connection.execute(
            "SELECT post, spaced FROM words WHERE post >= ? AND spaced <> '' ORDER BY post LIMIT 1",
            (key,),
        ).fetchone()
        if row is None:
            break
        post, spaced = row
        rarest = min(spaced.split(" "), key=lambda word: (counts[word], word))
        blobs = connection.execute("SELECT posts FROM postings WHERE word = ?", (rarest,))
        searched += 1
        lost += post not in _keys(blob for (blob,) in blobs) or (
            is_current and spaced != _words_of(connection, post)
        )
    return searched, lost


def _words_of(connection: sqlite3.Connection, post: int) -> str | None:
    """Return the words of a post by its text, None if it is gone."""
    row = connection.execute(
        "SELECT text, language, content_warning, details FROM posts WHERE post = ?", (post,)
    ).fetchone()
    if row is None:
        return None
    text, language, warning, details = row
    return analyse(text, language, beside_text(warning, tags_of(details))).spaced
