"""The digests' clockwork: it runs while the bot is connected, and hears where the bot is."""

import asyncio

from discord import Guild
from discord.ext import commands

from bot.app import Throwback


class ClockworkCog(commands.Cog):
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
        share = bot.clockwork.share = bot.share
        try:
            await bot.services.digests.meet({guild.id for guild in bot.guilds}, share)
        finally:
            if self._running is None:
                self._running = asyncio.create_task(bot.clockwork.run_forever())

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: Guild) -> None:
        """Let the digests of a server rest that the bot left. An outage is another event."""
        await self.bot.services.digests.left(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: Guild) -> None:
        """Let them go on when it is back."""
        await self.bot.services.digests.joined(guild.id)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(ClockworkCog(bot))
