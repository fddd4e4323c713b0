"""What servers decided for themselves, in state.db."""

from bot.storage.database import Database


class GuildStore:
    """Servers by their ids."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def time_zone(self, guild: int) -> str | None:
        """Return the name of the time zone that a server chose, None if it chose none."""
        row = await self._database.read_one(
            "SELECT time_zone FROM guilds WHERE guild = ?", (guild,)
        )
        return None if row is None else str(row["time_zone"])

    async def put_time_zone(self, guild: int, name: str) -> None:
        """Note the time zone that a server chose."""
        async with self._database.write() as tx:
            await tx.execute(
                """INSERT INTO guilds (guild, time_zone) VALUES (?, ?)
                   ON CONFLICT (guild) DO UPDATE SET time_zone = excluded.time_zone""",
                (guild, name),
            )
