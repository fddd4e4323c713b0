"""/archive status, quiet, teach and import: what the archive's owners alone see and choose."""

from zoneinfo import ZoneInfo

from discord import Attachment, app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.memories.quiet import MAX_RULE_LENGTH
from bot.archive.threads.teaching import Answer, Step
from bot.errors import NotOwnerError
from bot.ui.interactions.requests import QuietListRequest
from bot.ui.limits import MAX_CHOICE, MAX_CHOICES
from bot.ui.overview.quiet import quiet_page
from bot.ui.overview.status import status_page
from bot.ui.teaching import TeachRequest, teach_page
from bot.ui.text import one_line
from cogs.archive.importing import import_attachment

_Rule = app_commands.Range[str, 1, MAX_RULE_LENGTH]


class OwnerCommands(commands.GroupCog):
    """The commands of /archive that are about the archive as a whole."""

    bot: Throwback

    @app_commands.command(name="status", description="Show what the archive holds (owners only)")
    async def status(self, interaction: Interaction) -> None:
        """Answer /archive status."""
        await self.bot.as_owner(interaction, self._status)

    @app_commands.command(
        name="quiet",
        description="Keep days, people or words out of random posts and digests (owners)",
    )
    @app_commands.describe(
        add="A day, days or a person: 12-24, 12-24 to 12-26, 2016-03, @ada; or words",
        remove="A rule that is to end",
    )
    async def quiet(
        self, interaction: Interaction, add: _Rule | None = None, remove: _Rule | None = None
    ) -> None:
        """Answer /archive quiet: add a rule, end one, or list all."""
        if interaction.user.id not in self.bot.policy.owners:
            raise NotOwnerError
        if add is None and remove is None:
            request = QuietListRequest()
            await self.bot.answer(interaction, lambda _zone: request, private=True)
            return

        zone = self.bot.time_zone(interaction)
        await self.bot.as_owner(interaction, lambda: self._change(add or "", remove, zone))

    @app_commands.command(
        name="teach", description="Say of posts whether one continues another (owners only)"
    )
    async def teach(self, interaction: Interaction) -> None:
        """Answer /archive teach."""
        request = TeachRequest(interaction.user.id)
        request.check(interaction)
        await self.bot.answer(interaction, lambda _zone: request, private=True)

    @app_commands.command(name="import", description="Load an archive (owners only)")
    @app_commands.describe(file="A file of an archive, or a zip of all of it, as X exports it")
    async def load(self, interaction: Interaction, file: Attachment) -> None:
        """Answer /archive import."""
        await self.bot.as_owner(interaction, lambda: import_attachment(self.bot, interaction, file))

    async def answer_teaching(self, request: TeachRequest, _number: int) -> ui.LayoutView:
        """Do what a request asks for, and return what comes next."""
        by, teaching = str(request.user), self.bot.services.teaching
        zone = self.bot.settings.time_zone
        step: Step
        if request.pair is not None:
            step = await teaching.answer(by, request.pair, Answer(request.action), zone)
        elif request.action == "undo":
            step = await teaching.undo(by, zone)
        elif request.action == "stop":
            step = await teaching.stop(by), None
        else:
            step = await teaching.next(by, zone), None
        return teach_page(request.user, *step)

    @quiet.autocomplete("remove")
    async def suggest_rule(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the rules that contain what is typed, to owners."""
        if interaction.user.id not in self.bot.policy.owners:
            return []
        rules = await self.bot.services.quiet.all()
        found = [rule for rule in rules if typed.casefold() in rule.casefold()]
        return [
            app_commands.Choice(name=one_line(rule, MAX_CHOICE), value=rule)
            for rule in found[:MAX_CHOICES]
        ]

    async def _change(self, add: str, remove: str | None, zone: ZoneInfo) -> str:
        rules = self.bot.services.quiet
        if remove is None:
            return await rules.add(add, zone)
        return await (rules.replace(remove, add, zone) if add else rules.remove(remove))

    async def answer_quiet(self, request: QuietListRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the quiet rules."""
        return quiet_page(await self.bot.services.quiet.all(), request, number)

    async def _status(self) -> ui.LayoutView:
        servers = {guild.id: guild.name for guild in self.bot.guilds}
        return status_page(await self.bot.services.status.current(), servers)
