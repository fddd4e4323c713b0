"""The quiet rules, read from state.db in the snapshot that an answer is read from."""

import sqlite3

from bot.storage.archive.posts.left_out.hidden_view import HiddenPostView


class QuietRuleReader:
    """Reads the quiet rules over a connection to archive.db with state.db attached.

    The cache key of `hidden` changes with them.
    """

    def __init__(self, connection: sqlite3.Connection, hidden: HiddenPostView) -> None:
        self._connection = connection
        self._hidden = hidden
        self._read_at: tuple[object, ...] | None = None
        self._rules: tuple[str, ...] = ()

    def rules(self) -> tuple[str, ...]:
        """Return the texts of the rules; none where state.db is missing, or older than they are."""
        if not self._hidden.is_attached:
            return ()
        if self._read_at != self._hidden.cache_key:
            known = self._connection.execute(
                "SELECT 1 FROM state.sqlite_schema WHERE name = 'quiet'"
            ).fetchone()
            rows = self._connection.execute("SELECT rule FROM state.quiet") if known else []
            self._rules = tuple(sorted(row[0] for row in rows))
            self._read_at = self._hidden.cache_key
        return self._rules
