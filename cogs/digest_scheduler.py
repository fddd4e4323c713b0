"""The digest scheduler: runs while the bot is connected, and follows which servers it is in."""

import asyncio

from discord import Guild
from discord.ext import commands

from bot.app import Throwback


class DigestSchedulerCog(commands.Cog):
    """Runs the digest scheduler from the moment on when the bot knows its servers."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        self._running: asyncio.Task[None] | None = None
        self._is_unloaded = False

    async def cog_unload(self) -> None:
        """Stop the scheduler; digests being sent are finished."""
        self._is_unloaded = True
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the scheduler; on every new session, catch up on servers joined and left."""
        bot = self.bot
        shard_set = bot.digest_scheduler.shard_set = bot.shard_set
        try:
            await bot.services.digests.sync_guilds(await self._guilds(), shard_set)
        finally:
            if self._running is None and not self._is_unloaded:
                self._running = asyncio.create_task(bot.digest_scheduler.run_forever())

    async def _guilds(self) -> set[int]:
        """Return the ids of the servers that the bot is in.

        At the start the client knows them. If the bot is removed from one between two later
        sessions, no event says so, so Discord is asked; in an outage it may leave some out.
        """
        known = self.bot.guilds
        if self._running is None:
            return {guild.id for guild in known}
        fetched = {guild.id async for guild in self.bot.fetch_guilds(limit=None, with_counts=False)}
        return fetched | {guild.id for guild in known if guild.unavailable}

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: Guild) -> None:
        """Suspend the digests of a server that the bot left. An outage is another event."""
        await self.bot.services.digests.guild_left(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: Guild) -> None:
        """Continue the digests of a server that the bot is back in."""
        await self.bot.services.digests.guild_joined(guild.id)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(DigestSchedulerCog(bot))
