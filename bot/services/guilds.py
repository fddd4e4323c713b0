"""The settings of servers, as far as they are needed for each answer."""

from bot.storage.state.guilds import GuildStore


class Guilds:
    """The settings of servers, by guild id.

    They are remembered: a server belongs to one process, which alone changes them.
    """

    def __init__(self, store: GuildStore) -> None:
        self._store = store
        self._time_zones: dict[int, str | None] = {}

    def knows(self, guild: int) -> bool:
        """Return whether the settings of a server are known without a look into state.db."""
        return guild in self._time_zones

    async def time_zone(self, guild: int) -> str | None:
        """Return the name of the time zone that a server chose, or None."""
        if guild not in self._time_zones:
            self._time_zones[guild] = await self._store.time_zone(guild)
        return self._time_zones[guild]

    async def put_time_zone(self, guild: int, name: str) -> None:
        """Store the name of the time zone that a server chose."""
        await self._store.put_time_zone(guild, name)
        self._time_zones[guild] = name
