"""/archive: corrections of what all users see of the archive."""

from functools import partial

from discord import app_commands, ui

from bot.app import Interaction, Throwback
from bot.languages import _
from bot.services import time_zones
from bot.ui.hidden_posts import hidden_page
from bot.ui.importing import ConfirmedImportRequest
from bot.ui.interactions.availability import (
    NOT_MANAGER_OF_DEFAULTS,
    NOT_MANAGER_OF_ZONE,
    managed_guild,
)
from bot.ui.interactions.requests import HiddenListRequest, QuietListRequest
from bot.ui.limits import MAX_CHOICES
from bot.ui.teaching import TeachRequest
from cogs.archive.hiding import Where, hide_post, list_hidden, unhide_post
from cogs.archive.importing import import_confirmed
from cogs.archive.owners import OwnerCommands

_LONGEST_POST = 300  # characters; links with long queries are still links
_LONGEST_ZONE = 50
_POST = "The id of the post, or a link to it"
_WHERE = "In this server, for its managers; everywhere, for owners"


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class ArchiveCog(
    OwnerCommands, group_name="archive", group_description="What all see of the archive"
):
    """Corrections: a server's managers decide for their server, the owners for all servers.

    They outlast every import, and each can be undone.
    """

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(HiddenListRequest, self.answer_hidden)
        bot.register(QuietListRequest, self.answer_quiet)
        bot.register(TeachRequest, self.answer_teaching)
        bot.register(ConfirmedImportRequest, partial(import_confirmed, bot))

    @app_commands.command(name="link", description="Say that one post continues another (owners)")
    @app_commands.describe(
        child="The post that continues: its id, or a link to it",
        parent="The post that it continues: its id, or a link to it",
    )
    async def link(
        self,
        interaction: Interaction,
        child: app_commands.Range[str, 1, _LONGEST_POST],
        parent: app_commands.Range[str, 1, _LONGEST_POST],
    ) -> None:
        """Answer /archive link."""
        by, corrections = str(interaction.user.id), self.bot.services.corrections
        await self.bot.as_owner(interaction, lambda: corrections.link(child, parent, by))

    @app_commands.command(name="unlink", description="Say that a post continues none (owners)")
    @app_commands.describe(child="The post that continues none: its id, or a link to it")
    async def unlink(
        self, interaction: Interaction, child: app_commands.Range[str, 1, _LONGEST_POST]
    ) -> None:
        """Answer /archive unlink."""
        by, corrections = str(interaction.user.id), self.bot.services.corrections
        await self.bot.as_owner(interaction, lambda: corrections.unlink(child, by))

    @app_commands.command(name="timezone", description="Choose when days begin in this server")
    @app_commands.describe(zone="A city near you, such as Europe/Berlin")
    async def timezone(
        self, interaction: Interaction, zone: app_commands.Range[str, 1, _LONGEST_ZONE]
    ) -> None:
        """Answer /archive timezone."""
        guild = managed_guild(interaction, NOT_MANAGER_OF_ZONE)
        name = str(time_zones.find(zone))
        await self.bot.privately(interaction, lambda: self._save_zone(guild, name))

    @timezone.autocomplete("zone")
    async def suggest(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the names of time zones that contain what is typed."""
        return [
            app_commands.Choice(name=name, value=name)
            for name in time_zones.matching(typed, MAX_CHOICES)
        ]

    @app_commands.command(name="defaults", description="Choose who sees answers in this server")
    @app_commands.describe(private="Whether the asker alone sees them, unless a command differs")
    async def defaults(self, interaction: Interaction, private: bool) -> None:
        """Answer /archive defaults."""
        guild = managed_guild(interaction, NOT_MANAGER_OF_DEFAULTS)
        await self.bot.privately(interaction, lambda: self._save_private(guild, private=private))

    @app_commands.command(
        name="hide", description="Hide a post: here, or from every answer (owners)"
    )
    @app_commands.describe(post=_POST, where=_WHERE)
    async def hide(
        self,
        interaction: Interaction,
        post: app_commands.Range[str, 1, _LONGEST_POST],
        where: Where | None = None,
    ) -> None:
        """Answer /archive hide."""
        await hide_post(self.bot, interaction, post, where)

    @app_commands.command(name="unhide", description="Show a hidden post again")
    @app_commands.describe(post=_POST, where=_WHERE)
    async def unhide(
        self,
        interaction: Interaction,
        post: app_commands.Range[str, 1, _LONGEST_POST],
        where: Where | None = None,
    ) -> None:
        """Answer /archive unhide."""
        await unhide_post(self.bot, interaction, post, where)

    @app_commands.command(name="hidden", description="Show what is hidden in this server")
    async def hidden(self, interaction: Interaction) -> None:
        """Answer /archive hidden."""
        await list_hidden(self.bot, interaction)

    async def answer_hidden(self, request: HiddenListRequest, number: int) -> ui.LayoutView:
        """Return page `number` of what is hidden in a server."""
        hidden = await self.bot.services.hidden_in_guilds.all(request.guild)
        return hidden_page(hidden, request, number)

    async def _save_zone(self, guild: int, name: str) -> str:
        await self.bot.services.guilds.put_time_zone(guild, name)
        time = f"{self.bot.clock.now().astimezone(time_zones.find(name)):%H:%M}"
        return _(
            "Days in this server now pass as in {name}, where it is {time}.", name=name, time=time
        )

    async def _save_private(self, guild: int, *, private: bool) -> str:
        await self.bot.services.guilds.put_private(guild, private=private)
        if private:
            return _("Answers in this server are for the asker alone, unless private is False.")
        return _("Answers in this server are for all in the channel, unless private is True.")


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(ArchiveCog(bot))
