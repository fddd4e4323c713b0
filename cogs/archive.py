"""/archive: what owners correct in what all see."""

from discord import app_commands
from discord.ext import commands

from bot.app import Interaction, Throwback

_LONGEST_NAME = 300  # characters; links with long queries are still links


class ArchiveCog(
    commands.GroupCog, group_name="archive", group_description="What all see of the archive"
):
    """Corrections. They outlast every import, and each can be taken back."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot

    @app_commands.command(name="link", description="Say that one post continues another (owners)")
    @app_commands.describe(
        child="The post that continues: its id, or a link to it",
        parent="The post that it continues: its id, or a link to it",
    )
    async def link(
        self,
        interaction: Interaction,
        child: app_commands.Range[str, 1, _LONGEST_NAME],
        parent: app_commands.Range[str, 1, _LONGEST_NAME],
    ) -> None:
        """Answer /archive link."""
        by = str(interaction.user.id)
        corrections = self.bot.services.corrections
        await self.bot.carry_out(interaction, lambda: corrections.link(child, parent, by))

    @app_commands.command(name="unlink", description="Say that a post continues none (owners)")
    @app_commands.describe(child="The post that continues none: its id, or a link to it")
    async def unlink(
        self, interaction: Interaction, child: app_commands.Range[str, 1, _LONGEST_NAME]
    ) -> None:
        """Answer /archive unlink."""
        by = str(interaction.user.id)
        corrections = self.bot.services.corrections
        await self.bot.carry_out(interaction, lambda: corrections.unlink(child, by))


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(ArchiveCog(bot))
