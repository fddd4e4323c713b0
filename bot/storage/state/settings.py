"""Key-value settings of the bot, in state.db."""

from bot.storage.engines import StateDatabase


class SettingStore:
    """Values by name, both text."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def get(self, name: str) -> str | None:
        """Return the value of `name`, or None."""
        row = await self._database.read_one("SELECT value FROM settings WHERE name = ?", (name,))
        return None if row is None else str(row["value"])

    async def put(self, name: str, value: str) -> None:
        """Set the value of `name`."""
        async with self._database.write() as tx:
            await tx.execute(
                "INSERT INTO settings VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
