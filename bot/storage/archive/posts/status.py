"""What archive.db and state.db hold, counted in one snapshot of both."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from bot.archive.posts.status import AccountStatus, SourceStatus, StoredStatus
from bot.archive.timestamps import from_milliseconds
from bot.storage.archive.posts.left_out.hidden_view import HiddenPostView

_ACCOUNTS = """
    SELECT network, name, id, number, first, last
    FROM (SELECT account, count(*) AS number, min(created_at) AS first, max(created_at) AS last
          FROM main.posts GROUP BY account)
    JOIN main.accounts USING (account) ORDER BY name, id
"""
_SOURCES = "SELECT file, count(*) FROM main.sources GROUP BY file"
_PICTURES = """
    SELECT count(*), count(picture_texts.hash) FILTER (WHERE problem IS NULL) FROM
    (SELECT DISTINCT path FROM main.media WHERE kind = 'image' AND path IS NOT NULL)
    LEFT JOIN main.picture_files USING (path)
    LEFT JOIN main.picture_texts USING (hash)
"""
_FILES = "SELECT file, name, exported_at, imported_at FROM main.files ORDER BY name, exported_at"


class StatusReader:
    """Counts what the whole archive holds, for all audiences, over a connection to archive.db."""

    def __init__(self, connection: sqlite3.Connection, hidden: HiddenPostView) -> None:
        self._connection = connection
        self._hidden = hidden

    def stored(self) -> StoredStatus:
        """Return what is stored."""
        read = self._connection.execute
        hidden_in: dict[int, int] = {}
        if self._has("hidden_in_guilds"):
            rows = read("SELECT guild, count(*) FROM state.hidden_in_guilds GROUP BY guild")
            hidden_in = {row[0]: row[1] for row in rows}
        return StoredStatus(
            tuple(self._accounts()),
            tuple(self._sources()),
            self._count("main.quarantine"),
            self._count("main.deleted_posts"),
            self._count("state.hidden") if self._hidden.is_attached else 0,
            hidden_in,
            self._count("state.quiet") if self._has("quiet") else 0,
            self._count("state.digests") if self._has("digests") else 0,
            (self._version("main"), self._version("state") if self._hidden.is_attached else None),
            sqlite3.sqlite_version,
            *self._pictures(),
            self._count("main.meanings"),
        )

    def posts_and_last_import(self) -> tuple[int, datetime | None]:
        """Return the number of posts, and when a file was last imported, if one was."""
        (last,) = self._connection.execute("SELECT max(imported_at) FROM main.files").fetchone()
        return self._count("main.posts"), _moment(last)

    def has_read_pictures(self) -> bool:
        """Return whether the text of any picture was looked for."""
        found = self._connection.execute("SELECT EXISTS (SELECT 1 FROM main.picture_texts)")
        return bool(found.fetchone()[0])

    def _pictures(self) -> tuple[int, int]:
        """Return how many files of pictures posts have, and how many of them were read."""
        (of, read) = self._connection.execute(_PICTURES).fetchone()
        return int(of), int(read)

    def _accounts(self) -> Iterator[AccountStatus]:
        for network, name, id, posts, first, last in self._connection.execute(_ACCOUNTS):
            moments = from_milliseconds(first), from_milliseconds(last)
            yield AccountStatus(network, name, id, posts, *moments)

    def _sources(self) -> Iterator[SourceStatus]:
        """Yield the sources, their posts counted in one walk over all of them."""
        counts = dict(map(tuple, self._connection.execute(_SOURCES)))
        for file, name, exported_at, imported_at in self._connection.execute(_FILES):
            yield SourceStatus(
                name, counts.get(file, 0), _moment(exported_at), _moment(imported_at)
            )

    def _has(self, table: str) -> bool:
        """Return whether there is a state.db that has a table."""
        if not self._hidden.is_attached:
            return False
        found = self._connection.execute(
            "SELECT 1 FROM state.sqlite_schema WHERE name = ?", (table,)
        )
        return found.fetchone() is not None

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - constants

    def _version(self, schema: str) -> int:
        return int(self._connection.execute(f"PRAGMA {schema}.user_version").fetchone()[0])


def _moment(ms: int | None) -> datetime | None:
    return from_milliseconds(ms) if ms else None
