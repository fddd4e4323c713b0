"""The page requests behind page buttons, in state.db."""

from bot.storage.database import Database


class PageRequestStore:
    """Page requests by token, in the table `pages`. Times are milliseconds since 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, token: str, request: str, now: int, unused_since: int) -> None:
        """Store a request, used `now`, and delete those not used since `unused_since`."""
        async with self._database.write() as tx:
            await tx.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", (token, request, now))
            await tx.execute("DELETE FROM pages WHERE used_at < ?", (unused_since,))

    async def get(self, token: str, unused_since: int) -> str | None:
        """Return the request of `token`, or None if it was last used before `unused_since`."""
        row = await self._database.read_one(
            "SELECT request FROM pages WHERE token = ? AND used_at >= ?", (token, unused_since)
        )
        return None if row is None else str(row["request"])
