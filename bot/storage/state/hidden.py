"""The posts that the owner hid: written in state.db, and seen beside archive.db."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from bot.archive.posts.synthetic_id import is_synthetic, synthetic_second
from bot.storage.connections import connection_uri
from bot.storage.database import Database
from bot.storage.errors import as_database_error

# By its own id, or by one that it had before it was edited.
_NAMED = """
    SELECT posts.post FROM state.hidden JOIN posts USING (id, network)
    UNION SELECT versions.post FROM state.hidden JOIN versions USING (id)
"""
# An id that was made ends when an import brings the real one; of the post the second is left.
_MADE = """
    SELECT hidden.id FROM state.hidden
    WHERE hidden.id LIKE 't%' AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.id = hidden.id)
"""


class HiddenRow(NamedTuple):
    """A post that is hidden: by its id, since when (milliseconds since 1970), and by whom."""

    id: str
    hidden_at: int
    by: str


class HiddenPostStore:
    """What is hidden, as it is written down."""

    def __init__(self, state: Database, archive: Database) -> None:
        self._state = state
        self._archive = archive

    async def hide(self, ids: Iterable[str], now: int, by: str) -> None:
        """Hide posts, `now` in milliseconds since 1970; those that are hidden stay as they are."""
        async with self._state.write() as tx:
            await tx.execute_many(
                "INSERT OR IGNORE INTO hidden VALUES (?, 'twitter', ?, ?)",
                [(id, now, by) for id in ids],
            )

    async def unhide(self, id: str) -> bool:
        """Show a post again; return whether it was hidden."""
        async with self._state.write() as tx:
            return await tx.execute("DELETE FROM hidden WHERE id = ?", (id,)) > 0

    async def all(self) -> list[HiddenRow]:
        """Return all that is hidden, what was hidden first before the rest."""
        rows = await self._state.read("SELECT id, hidden_at, by FROM hidden ORDER BY hidden_at, id")
        return [HiddenRow(*row) for row in rows]

    async def current_id(self, id: str) -> str | None:
        """Return the id under which the archive holds a post that has, or once had, this one."""
        row = await self._archive.read_one(
            """SELECT id FROM posts WHERE id = ?
               UNION SELECT posts.id FROM versions JOIN posts USING (post) WHERE versions.id = ?""",
            (id, id),
        )
        return None if row is None else str(row["id"])


class HiddenPostView:
    """What is hidden, as one connection to archive.db sees it beside itself.

    `keys` and `ids` are those of posts that the archive holds; `words` counts in how many of them
    each word is. They are read again when what is hidden, or the archive, has changed.
    """

    def __init__(self, connection: sqlite3.Connection, state: Path) -> None:
        self._connection = connection
        self._path = state
        self._attached = False
        self.cache_key = (-1, -1)
        self._forget()

    def attach(self) -> None:
        """Look for state.db, which may not be there yet. Not inside of a transaction."""
        if self._attached or not self._path.exists():
            return
        with as_database_error(self._path):
            where = connection_uri(self._path, read_only=True)
            self._connection.execute("ATTACH ? AS state", (where,))
            known = self._connection.execute(
                "SELECT 1 FROM state.sqlite_schema WHERE name = 'hidden_changes'"
            ).fetchone()
            if known:
                self._attached = True
            else:  # an older Throwback's, which could hide nothing
                self._connection.execute("DETACH state")

    def refresh(self, generation: int) -> None:
        """Read what is hidden if it is not known for this state of the archive."""
        number = 0
        if self._attached:
            rows = self._connection.execute("SELECT number FROM state.hidden_changes")
            number = int(rows.fetchone()[0])
        mark = (generation, number)
        if mark == self.cache_key:
            return
        self._forget()
        if number:
            self._read()
        self.cache_key = mark

    def _forget(self) -> None:
        self.keys: frozenset[int] = frozenset()
        self.ids: frozenset[str] = frozenset()
        self.words: Mapping[str, int] = {}

    def _read(self) -> None:
        keys = {row[0] for row in self._connection.execute(_NAMED)}
        for row in self._connection.execute(_MADE).fetchall():
            keys |= self._of_second(row[0])
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

    def _of_second(self, made: str) -> set[int]:
        """Return the posts of a made id's second: rather one too many is hidden than one shown."""
        if not is_synthetic(made):
            return set()
        start = synthetic_second(made) * 1000
        rows = self._connection.execute(
            "SELECT post FROM posts WHERE created_at >= ? AND created_at < ?", (start, start + 1000)
        )
        return {row[0] for row in rows}
