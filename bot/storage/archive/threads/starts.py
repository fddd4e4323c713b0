"""Where threads begin, read from archive.db."""

from bot.storage.database import Database

_LOOKED_AT = 20_000  # of the newest posts, so that an answer comes while somebody types


class ThreadStartStore:
    """The posts that others continue and that continue none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, limit: int) -> list[int]:
        """Return the keys of the newest posts that begin threads."""
        rows = await self._database.read(
            """SELECT post FROM (SELECT post, place FROM posts ORDER BY place DESC LIMIT ?)
               WHERE EXISTS (SELECT 1 FROM follows WHERE parent = post)
                 AND NOT EXISTS (SELECT 1 FROM follows WHERE child = post)
               ORDER BY place DESC LIMIT ?""",
            (_LOOKED_AT, limit),
        )
        return [row["post"] for row in rows]
