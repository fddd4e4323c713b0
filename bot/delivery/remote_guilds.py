"""Servers on the shards of another process, which is gone: asked of Discord instead of known."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

import discord
from discord.abc import GuildChannel

from bot.archive.digests.reasons import OUT_OF_REACH
from bot.errors import TryAgainError
from bot.services.recently_used import RecentlyUsed

_KEPT = 50  # servers: more than runs at once
_KEPT_SECONDS = 60.0


class RemoteGuilds:
    """Fetches servers with their channels and the bot's roles, and keeps them for a minute.

    `pace` is awaited before each request. Nothing of them gets into the client's cache.
    """

    def __init__(self, client: discord.Client, pace: Callable[[], Awaitable[None]]) -> None:
        self._client = client
        self._pace = pace
        self._kept: RecentlyUsed[tuple[float, discord.Guild]] = RecentlyUsed(_KEPT)
        self._fetching: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def known(self, id: int) -> discord.Guild | None:
        """Return a server that was fetched lately."""
        fetched_at, guild = self._kept.get(id) or (0.0, None)
        fresh = asyncio.get_running_loop().time() - fetched_at < _KEPT_SECONDS
        return guild if fresh else None

    async def fetch(self, id: int) -> discord.Guild:
        """Return a server. Raises TryAgainError if Discord does not show it, discord.py's errors.

        It may be that the bot was removed from it; that is left to the server's own shard to hear.
        """
        async with self._fetching.setdefault(id, asyncio.Lock()):  # once for several digests
            guild = self.known(id)
            if guild is None:
                guild = await fetch_whole(self._client, id, self._pace)
                if guild is None:
                    raise TryAgainError(OUT_OF_REACH, arrived=False)
                self._kept.put(id, (asyncio.get_running_loop().time(), guild))
        return guild

    async def channel(self, guild_id: int, id: int) -> GuildChannel | discord.Thread:
        """Return a channel or thread of a server. Raises as `fetch` does."""
        guild = await self.fetch(guild_id)
        known = guild.get_channel(id)
        if known is None:
            await self._pace()
        return known or await guild.fetch_channel(id)


async def fetch_whole(
    client: discord.Client, id: int, pace: Callable[[], Awaitable[None]]
) -> discord.Guild | None:
    """Return a server with its channels and the bot's roles; None if the bot is not in it.

    `pace` is awaited before each of the three requests. Raises discord.py's errors.
    """
    own_id = client.user.id if client.user else 0
    try:
        await pace()
        data: Any = await client.http.get_guild(id, with_counts=False)
        await pace()
        data["channels"] = await client.http.get_all_guild_channels(id)
        await pace()
        data["members"] = [await client.http.get_member(id, own_id)]
    except (discord.NotFound, discord.Forbidden):
        return None
    data["emojis"] = data["stickers"] = []  # the client would keep them
    # discord.py makes a server with its channels of the gateway's events alone.
    return discord.Guild(data=data, state=client._connection)  # noqa: SLF001
