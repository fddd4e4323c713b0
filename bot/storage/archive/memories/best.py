"""The posts that were liked and reposted most, read from archive.db."""

import sqlite3
from collections.abc import Iterator

from bot.storage.archive.posts.order import OLDEST_FIRST

_COUNT = "coalesce(posts.likes, 0) + coalesce(posts.reposts, 0)"


class BestPostReader:
    """Finds posts by their likes and reposts, as far as these are known."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def keys(self) -> Iterator[int]:
        """Yield the keys of posts with a like or a repost, those with the most first.

        Of two with as many the older one comes first; hidden posts are among them.
        """
        rows = self._connection.execute(
            f"SELECT post FROM posts WHERE {_COUNT} > 0 ORDER BY {_COUNT} DESC, {OLDEST_FIRST}"  # noqa: S608 - constants
        )
        return (row[0] for row in rows)
