"""The quiet rules, in state.db, by their texts."""

from bot.storage.engines import StateDatabase
from bot.storage.state.hidden import HIDDEN_CHANGES


class QuietRuleStore:
    """The texts of the rules, as they are stored."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def add(self, rule: str, now: int, most: int) -> bool:
        """Add a rule, `now` in milliseconds since 1970, and return whether it is new.

        Nothing is added if there are `most` rules already.
        """
        async with self._database.write() as tx:
            await tx.alone_with(HIDDEN_CHANGES)  # else others may add to what is counted
            added = await tx.fetch(
                """INSERT INTO quiet SELECT ?, ? WHERE (SELECT count(*) FROM quiet) < ?
                   ON CONFLICT (rule) DO NOTHING RETURNING rule""",
                (rule, now, most),
            )
        await self._database.show_hidden()
        return bool(added)

    async def remove(self, rule: str) -> bool:
        """Remove a rule, and return whether there was one."""
        async with self._database.write() as tx:
            removed = await tx.fetch("DELETE FROM quiet WHERE rule = ? RETURNING rule", (rule,))
        await self._database.show_hidden()
        return bool(removed)

    async def all(self) -> list[str]:
        """Return the rules, sorted by their texts."""
        rows = await self._database.read("SELECT rule FROM quiet ORDER BY rule")
        return [row["rule"] for row in rows]
