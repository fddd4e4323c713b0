"""The page requests behind page buttons, in state.db."""

from collections.abc import Mapping

from bot.storage.engines import StateDatabase, placeholders


class PageRequestStore:
    """Page requests by token, in the table `pages`. Times are milliseconds since 1970."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def put(self, requests: Mapping[str, str], now: int) -> None:
        """Store requests by their tokens, used `now`."""
        if not requests:
            return
        # Sorted, so that no two transactions wait for each other's rows.
        rows = [(token, requests[token], now) for token in sorted(requests)]
        await self._database.execute_one(
            f"INSERT INTO pages VALUES {', '.join([placeholders(3)] * len(rows))} "  # noqa: S608
            "ON CONFLICT (token) DO UPDATE "
            "SET request = excluded.request, used_at = excluded.used_at",
            [value for row in rows for value in row],
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
