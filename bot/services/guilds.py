"""The settings of servers, which each answer needs before anything is read."""

from dataclasses import replace

from bot.storage.state.guilds import GuildSettings, GuildStore

_DEFAULTS = GuildSettings()


class Guilds:
    """The settings of servers, by guild id.

    They are in memory once `load` was awaited: a server belongs to one process, which alone changes
    them.
    """

    def __init__(self, store: GuildStore) -> None:
        self._store = store
        self._settings: dict[int, GuildSettings] = {}

    async def load(self) -> None:
        """Read the settings of all servers."""
        self._settings = await self._store.all()

    def of(self, guild: int | None) -> GuildSettings:
        """Return the settings of a server; None, a direct message, has the defaults."""
        return _DEFAULTS if guild is None else self._settings.get(guild, _DEFAULTS)

    async def put_time_zone(self, guild: int, name: str) -> None:
        """Store the name of the time zone that a server chose."""
        await self._put(guild, replace(self.of(guild), time_zone=name))

    async def put_private(self, guild: int, *, private: bool) -> None:
        """Store whether a server's answers are for the asker alone by default."""
        await self._put(guild, replace(self.of(guild), private=private))

    async def _put(self, guild: int, settings: GuildSettings) -> None:
        await self._store.put(guild, settings)
        self._settings[guild] = settings
