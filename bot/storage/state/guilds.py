"""Settings of servers, in state.db."""

from dataclasses import dataclass

from bot.storage.engines import StateDatabase


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What a server chose.

    `time_zone` is the name of its time zone, or None. With `private`, answers in it are for the
    asker alone unless they ask for others.
    """

    time_zone: str | None = None
    private: bool = False


class GuildStore:
    """Settings of servers, by guild id."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def all(self) -> dict[int, GuildSettings]:
        """Return the settings of all servers that chose any."""
        rows = await self._database.read("SELECT guild, time_zone, private FROM guilds")
        return {row["guild"]: GuildSettings(row["time_zone"], bool(row["private"])) for row in rows}

    async def put(self, guild: int, settings: GuildSettings) -> None:
        """Store the settings of a server."""
        await self._database.execute_one(
            """INSERT INTO guilds (guild, time_zone, private) VALUES (?, ?, ?)
               ON CONFLICT (guild) DO UPDATE SET
               time_zone = excluded.time_zone, private = excluded.private""",
            (guild, settings.time_zone, settings.private),
        )
