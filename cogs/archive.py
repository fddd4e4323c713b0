"""/archive: what all see of the archive."""

from discord import app_commands
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.errors import NotAllowedError
from bot.services import zones
from bot.ui.limits import CHOICES

_LONGEST_NAME = 50  # characters of a zone
_LONGEST_POST = 300  # characters; links with long queries are still links


class ArchiveCog(
    commands.GroupCog, group_name="archive", group_description="What all see of the archive"
):
    """Corrections: a server's managers decide for their server, the owners for all."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot

    @app_commands.command(name="timezone", description="Choose when days begin in this server")
    @app_commands.describe(zone="A city near you, such as Europe/Berlin")
    async def timezone(
        self, interaction: Interaction, zone: app_commands.Range[str, 1, _LONGEST_NAME]
    ) -> None:
        """Answer /archive timezone."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            raise NotAllowedError(
                "Only those who may manage this server choose its time zone: it takes the "
                "permission Manage Server."
            )
        name = str(zones.find(zone))
        await self.bot.carry_out(interaction, self._keep_zone(interaction.guild_id, name))

    @timezone.autocomplete("zone")
    async def suggest(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the names of time zones that what is typed stands in."""
        return [
            app_commands.Choice(name=name, value=name) for name in zones.matching(typed, CHOICES)
        ]

    @app_commands.command(name="hide", description="Hide a post from every answer (owners only)")
    @app_commands.describe(post="The id of the post, or a link to it")
    async def hide(
        self, interaction: Interaction, post: app_commands.Range[str, 1, _LONGEST_POST]
    ) -> None:
        """Answer /archive hide."""
        self._check_owner(interaction)
        by = str(interaction.user.id)
        await self.bot.carry_out(interaction, self.bot.services.hidden.hide([post], by))

    @app_commands.command(name="unhide", description="Show a hidden post again (owners only)")
    @app_commands.describe(post="The id of the post, or a link to it")
    async def unhide(
        self, interaction: Interaction, post: app_commands.Range[str, 1, _LONGEST_POST]
    ) -> None:
        """Answer /archive unhide."""
        self._check_owner(interaction)
        await self.bot.carry_out(interaction, self.bot.services.hidden.unhide([post]))

    async def _keep_zone(self, guild: int, name: str) -> str:
        await self.bot.services.guilds.put_time_zone(guild, name)
        now = self.bot.clock.now().astimezone(zones.find(name))
        return f"Days in this server now pass as in {name}, where it is {now:%H:%M}."

    def _check_owner(self, interaction: Interaction) -> None:
        if interaction.user.id not in self.bot.policy.owners:
            raise NotAllowedError(
                "Only the archive's owners may do that: those named in OWNERS, and whoever owns "
                "the application."
            )


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(ArchiveCog(bot))
