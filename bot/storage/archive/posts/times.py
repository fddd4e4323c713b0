"""The times of posts, read from archive.db."""

import json
import sqlite3
from collections.abc import Iterable

from bot.archive.timestamps import from_milliseconds
from bot.storage.archive.posts.hidden_view import HiddenPostView


class TimeReader:
    """Finds posts by time and times by post, both in milliseconds since 1970.

    Posts of `hidden` are left out, except by `times`. The column `place` is the sort key.
    """

    def __init__(self, connection: sqlite3.Connection, hidden: HiddenPostView) -> None:
        self._connection = connection
        self._hidden = hidden

    def in_time_spans(self, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the posts of `spans`, each from its start up to but excluding its end.

        Spans are in milliseconds since 1970. A post is a pair of sort key and key; the posts of a
        span are in this order.
        """
        found: list[tuple[int, int]] = []
        for span in spans:
            rows = self._connection.execute(
                "SELECT place, post FROM posts WHERE created_at >= ? AND created_at < ?", span
            )
            found += sorted((row[0], row[1]) for row in rows if row[1] not in self._hidden.keys)
        return found

    def first_since(self, moment: int) -> int | None:
        """Return the time of the first post from `moment` on; milliseconds since 1970."""
        return self._nearest(">= ? ORDER BY created_at", moment)

    def last_before(self, moment: int) -> int | None:
        """Return the time of the last post before `moment`; milliseconds since 1970."""
        return self._nearest("< ? ORDER BY created_at DESC", moment)

    def years(self) -> range:
        """Return the years, in UTC, from the first post's to the last one's."""
        first, last = self.first_since(-(1 << 62)), self.last_before(1 << 62)
        if first is None or last is None:
            return range(0)
        return range(from_milliseconds(first).year, from_milliseconds(last).year + 1)

    def times(self, keys: Iterable[int]) -> list[int]:
        """Return the times of the posts with these keys, unordered; milliseconds since 1970."""
        rows = self._connection.execute(
            "SELECT created_at FROM posts WHERE post IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        return [row[0] for row in rows]

    def _nearest(self, clause: str, moment: int) -> int | None:
        rows = self._connection.execute(
            f"SELECT created_at, post FROM posts WHERE created_at {clause}",  # noqa: S608 - constants
            (moment,),
        )
        return next((row[0] for row in rows if row[1] not in self._hidden.keys), None)
