"""The page requests behind page buttons, in state.db."""

import json
from collections.abc import Mapping

from bot.storage.database import Database


class PageRequestStore:
    """Page requests by token, in the table `pages`. Times are milliseconds since 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, requests: Mapping[str, str], now: int) -> None:
        """Store requests by their tokens, used `now`."""
        await self._database.execute_one(
            "INSERT OR REPLACE INTO pages SELECT key, value, ? FROM json_each(?)",
            (now, json.dumps(dict(requests))),
        )

    async def use(self, token: str, now: int, unused_since: int) -> str | None:
        """Return the request of `token`, used `now`.

        Returns None if there is none, or it was last used before `unused_since`.
        """
        rows = await self._database.execute_one(
            "UPDATE pages SET used_at = ? WHERE token = ? AND used_at >= ? RETURNING request",
            (now, token, unused_since),
        )
        return str(rows[0]["request"]) if rows else None

    async def delete_unused(self, since: int) -> None:
        """Delete the requests that were not used since a time."""
        await self._database.execute_one("DELETE FROM pages WHERE used_at < ?", (since,))
