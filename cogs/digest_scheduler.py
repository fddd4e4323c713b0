"""The digests' clockwork: it runs while the bot is connected, and hears where the bot is."""

import asyncio

from discord import Guild
from discord.ext import commands

from bot.app import Throwback


class DigestSchedulerCog(commands.Cog):
    """Lets digests be posted, from the moment on when the bot knows its servers."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        self._running: asyncio.Task[None] | None = None

    async def cog_unload(self) -> None:
        """Stop it; what is being sent is finished."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin; after another session, hear what was missed meanwhile."""
        bot = self.bot
        share = bot.digest_scheduler.shard_set = bot.shard_set
        try:
            await bot.services.digests.sync_guilds(await self._guilds(), share)
        finally:
            if self._running is None:
                self._running = asyncio.create_task(bot.digest_scheduler.run_forever())

    async def _guilds(self) -> set[int]:
        """Return the servers that the bot is in.

        The client knows them when it starts. Of one that it was removed from between two sessions
        later on nobody tells it, so Discord is asked. In an outage it may not answer for all.
        """
        known = self.bot.guilds
        if self._running is None:
            return {guild.id for guild in known}
        there = {guild.id async for guild in self.bot.fetch_guilds(limit=None, with_counts=False)}
        return there | {guild.id for guild in known if guild.unavailable}

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: Guild) -> None:
        """Let the digests of a server rest that the bot left. An outage is another event."""
        await self.bot.services.digests.guild_left(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: Guild) -> None:
        """Let them go on when it is back."""
        await self.bot.services.digests.guild_joined(guild.id)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(DigestSchedulerCog(bot))
