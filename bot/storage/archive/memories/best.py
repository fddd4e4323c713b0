"""The posts that were liked and reposted most, read from archive.db."""

import json
import sqlite3
from collections.abc import Iterable, Iterator

from bot.storage.archive.posts.order import OLDEST_FIRST

_COUNT = "coalesce(posts.likes, 0) + coalesce(posts.reposts, 0)"
_ORDER = f"ORDER BY {_COUNT} DESC, {OLDEST_FIRST}"
# SQLite keeps no more rows than the limit while it sorts, which takes half of the time.
_FIRST = 4_096  # posts
_KEYS = f"SELECT post FROM posts WHERE {_COUNT} > 0 {_ORDER} LIMIT ? OFFSET ?"  # noqa: S608 - constants
_ORDERED = f"""
    SELECT post FROM posts WHERE post IN (SELECT value FROM json_each(?)) AND {_COUNT} > 0 {_ORDER}
"""  # noqa: S608 - constants


class BestPostReader:
    """Finds posts by their likes and reposts, as far as these are known.

    Only those with a like or a repost are among them. Those with the most come first, of two with
    as many the older one. Hidden posts are among them.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def keys(self) -> Iterator[int]:
        """Yield the keys of the best posts."""
        for limit, offset in ((_FIRST, 0), (-1, _FIRST)):
            rows = self._connection.execute(_KEYS, (limit, offset))
            yield from (row[0] for row in rows)

    def ordered(self, keys: Iterable[int]) -> list[int]:
        """Return the best of `keys`."""
        rows = self._connection.execute(_ORDERED, (json.dumps(list(keys)),))
        return [row[0] for row in rows]
