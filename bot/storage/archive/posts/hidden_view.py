"""Posts that no answer shows: hidden ones, which state.db names, and deleted ones.

Owners may ask for deleted posts; hidden posts are in no answer at all.
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bot.archive.posts.synthetic_id import is_synthetic, synthetic_second
from bot.storage.connections import connection_uri, exists
from bot.storage.errors import as_database_error

# By its own id, or by one that it had before it was edited or joined.
_BY_ID = """
    SELECT posts.post FROM state.hidden JOIN posts USING (id, network)
    UNION SELECT versions.post FROM state.hidden JOIN versions USING (id)
    UNION SELECT parts.post FROM state.hidden JOIN parts USING (id)
"""
# A synthetic id is gone once an import brings the real one; only the second of the post is left.
_SYNTHETIC = """
    SELECT hidden.id FROM state.hidden
    WHERE hidden.id LIKE 't%' AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.id = hidden.id)
"""
_DELETED = "SELECT post FROM deleted_posts"


class HiddenPostView:
    """The hidden posts of the archive, as one connection to archive.db sees them.

    Those that their author deleted count among them. The connection has state.db attached. `keys`
    and `ids` are those of hidden posts that the archive holds; `words` counts in how many of them
    each word is. They are read again when the archive or the set of hidden posts has changed, and
    `cache_key` changes with them.
    """

    def __init__(self, connection: sqlite3.Connection, state: Path) -> None:
        self._connection = connection
        self._path = state
        self._attached = False
        self.cache_key = (-1, -1, False)
        self._forget()

    def attach(self) -> None:
        """Attach state.db, which may not exist yet. Must not be called inside a transaction."""
        if self._attached or not exists(self._path):
            return
        with as_database_error(self._path):
            where = connection_uri(self._path, read_only=True)
            self._connection.execute("ATTACH ? AS state", (where,))
            known = self._connection.execute(
                "SELECT 1 FROM state.sqlite_schema WHERE name = 'hidden_changes'"
            ).fetchone()
            if known:
                self._attached = True
            else:  # of an older version, which could not hide posts
                self._connection.execute("DETACH state")

    def refresh(self, generation: int, *, show_deleted: bool) -> None:
        """Read hidden posts again if they or the archive, at this generation, changed.

        With `show_deleted` posts that their author deleted are not among them.
        """
        number = 0
        if self._attached:
            rows = self._connection.execute("SELECT number FROM state.hidden_changes")
            number = int(rows.fetchone()[0])
        cache_key = (generation, number, show_deleted)
        if cache_key == self.cache_key:
            return
        self._forget()
        keys = self._hidden() if number else set()
        if not show_deleted:
            keys |= {row[0] for row in self._connection.execute(_DELETED)}
        self._read(keys)
        self.cache_key = cache_key

    def _forget(self) -> None:
        self.keys: frozenset[int] = frozenset()
        self.ids: frozenset[str] = frozenset()
        self.words: Mapping[str, int] = {}

    def _hidden(self) -> set[int]:
        keys = {row[0] for row in self._connection.execute(_BY_ID)}
        for row in self._connection.execute(_SYNTHETIC).fetchall():
            keys |= self._of_second(row[0])
        return keys

    def _read(self, keys: set[int]) -> None:
        ids = set()
        words: Counter[str] = Counter()
        for key in keys:
            id, spaced = self._connection.execute(
                "SELECT id, coalesce(spaced, '') FROM posts LEFT JOIN words USING (post) "
                "WHERE post = ?",
                (key,),
            ).fetchone()
            ids.add(id)
            words.update(set(spaced.split(" ")))
        self.keys, self.ids, self.words = frozenset(keys), frozenset(ids), words

    def _of_second(self, synthetic: str) -> set[int]:
        """Return the posts of a synthetic id's second: better hide one too many than show one.

        An edited post is of the second of each of its versions.
        """
        if not is_synthetic(synthetic):
            return set()
        start = synthetic_second(synthetic) * 1000
        rows = self._connection.execute(
            """SELECT post FROM posts WHERE created_at BETWEEN ?1 AND ?2 AND precision <> 'day'
               UNION SELECT post FROM versions WHERE created_at BETWEEN ?1 AND ?2""",
            (start, start + 999),
        )
        return {row[0] for row in rows}
