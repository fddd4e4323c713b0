"""Posts that no answer shows: hidden ones, which state.db names, and deleted ones.

Owners may ask for deleted posts; hidden posts are in no answer at all.
"""

import json
import sqlite3
from pathlib import Path

from pyroaring import BitMap

from bot.archive.posts.ids.synthetic_id import is_synthetic, synthetic_second
from bot.storage.archive.posts.references import (
    BY_SHORT_FORM,
    all_meant,
    short_forms,
)
from bot.storage.connections import connection_uri, exists
from bot.storage.errors import as_database_error

# By its own id, or by one that it had before it was edited or joined.
_BY_ID = """
    SELECT posts.post FROM {hidden} JOIN posts USING (id, network)
    UNION SELECT versions.post FROM {hidden} JOIN versions USING (id)
    UNION SELECT parts.post FROM {hidden} JOIN parts USING (id)
"""
# A synthetic id is gone once an import brings the real one; only the second of the post is left.
_SYNTHETIC = """
    SELECT hidden.id FROM {hidden}
    WHERE hidden.id LIKE 't%' AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.id = hidden.id)
"""
# Hidden by an address, or its last part, before an import brought the post under its whole id.
_BY_ADDRESS = """
    SELECT hidden.id FROM {hidden} WHERE hidden.id NOT LIKE 't%'
    AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.id = hidden.id)
"""
_EVERYWHERE = "state.hidden"
_IN_GUILD = """(
    SELECT id, network FROM state.hidden
    UNION SELECT id, network FROM state.hidden_in_guilds WHERE guild = {guild:d}
) AS hidden"""
_DELETED = "SELECT post FROM deleted_posts"


class HiddenPostView:
    """The hidden posts of the archive, as one connection to archive.db sees them.

    Those that their author deleted count among them. The connection has state.db attached. `keys`,
    also as a `bitmap`, and `ids` are those of hidden posts that the archive holds. They are read
    again for another server, and when the archive or the set of hidden posts has changed;
    `cache_key` changes with them.
    """

    def __init__(self, connection: sqlite3.Connection, state: Path) -> None:
        self._connection = connection
        self._path = state
        self._attached = False
        self.cache_key = (-1, -1, False, 0)
        self._forget()

    @property
    def is_attached(self) -> bool:
        """Whether the connection has a state.db that may hide posts."""
        return self._attached

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

    def detach(self) -> None:
        """Detach state.db. Must not be called inside a transaction."""
        if self._attached:
            self._connection.execute("DETACH state")
            self._attached = False

    def refresh(self, generation: int, *, guild: int | None, show_deleted: bool) -> None:
        """Read hidden posts again if they or the archive, at this generation, changed.

        Those hidden for the server `guild` are among them; with `show_deleted` those that their
        author deleted are not.
        """
        number = 0
        if self._attached:
            rows = self._connection.execute("SELECT number FROM state.hidden_changes")
            number = int(rows.fetchone()[0])
        if not number or guild is None or not self._hides(guild):
            guild = 0  # so that servers that hide nothing share what was read
        cache_key = (generation, number, show_deleted, guild)
        if cache_key == self.cache_key:
            return
        self._forget()
        keys = self._hidden(_IN_GUILD.format(guild=guild) if guild else _EVERYWHERE)
        if not show_deleted:
            keys |= {row[0] for row in self._connection.execute(_DELETED)}
        self._read(keys)
        self.cache_key = cache_key

    def _forget(self) -> None:
        self.keys: frozenset[int] = frozenset()
        self.bitmap = BitMap()
        self.ids: frozenset[str] = frozenset()

    def _hides(self, guild: int) -> bool:
        """Return whether a server hides posts of its own."""
        found = self._connection.execute(
            "SELECT 1 FROM state.hidden_in_guilds WHERE guild = ? LIMIT 1", (guild,)
        )
        return found.fetchone() is not None

    def _hidden(self, hidden: str) -> set[int]:
        """Return the keys of the posts whose ids the SQL table `hidden` has."""
        if not self._attached:
            return set()
        keys = {row[0] for row in self._connection.execute(_BY_ID.format(hidden=hidden))}
        for row in self._connection.execute(_SYNTHETIC.format(hidden=hidden)).fetchall():
            keys |= self._of_second(row[0])
        addresses = self._connection.execute(_BY_ADDRESS.format(hidden=hidden))
        if refs := [row[0] for row in addresses]:
            short = json.dumps(short_forms(refs, ()))
            rows = self._connection.execute(BY_SHORT_FORM, (short,)).fetchall()
            keys |= {one.key for one in all_meant(refs, rows)}
        return keys

    def _read(self, keys: set[int]) -> None:
        rows = self._connection.execute(
            "SELECT post, id FROM posts WHERE post IN (SELECT value FROM json_each(?))",
            (json.dumps([*keys]),),
        )
        held = {row[0]: row[1] for row in rows}
        self.keys, self.ids = frozenset(held), frozenset(held.values())
        self.bitmap = BitMap(held)

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
