"""Settings of servers, in state.db."""

from bot.storage.database import Database


class GuildStore:
    """Settings of servers, by guild id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def time_zone(self, guild: int) -> str | None:
        """Return the name of the time zone that a server chose, or None."""
        row = await self._database.read_one(
            "SELECT time_zone FROM guilds WHERE guild = ?", (guild,)
        )
        return None if row is None else str(row["time_zone"])

    async def put_time_zone(self, guild: int, name: str) -> None:
        """Store the name of the time zone that a server chose."""
        async with self._database.write() as tx:
            await tx.execute(
                """INSERT INTO guilds (guild, time_zone) VALUES (?, ?)
                   ON CONFLICT (guild) DO UPDATE SET time_zone = excluded.time_zone""",
                (guild, name),
            )
