"""/help: what the bot can do, what a query may say, what is kept, how a post is hidden."""

from collections.abc import Mapping, Sequence

from discord import AppCommandType, app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.languages import CommandName, Message, _
from bot.languages.commands import COMMAND_ABOUT, MENU
from bot.services.page_requests import LIFETIME
from bot.ui.interactions.availability import anywhere
from bot.ui.interactions.requests import HelpRequest, Topic
from bot.ui.options import choices_of
from bot.ui.overview.help import Described, help_topic_page


class HelpCog(commands.Cog):
    """The help. All answers are for the asker alone."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(HelpRequest, self.answer)

    @app_commands.command(name="help", description="Learn what to ask, and what is kept")
    @app_commands.describe(topic="Commands, the language of queries, your data, or hiding posts")
    @app_commands.choices(topic=choices_of(Topic))
    @anywhere
    async def help(self, interaction: Interaction, topic: str = Topic.COMMANDS) -> None:
        """Answer /help."""
        wanted = Topic(topic)
        await self.bot.answer(
            interaction, lambda zone: HelpRequest(wanted, str(zone)), private=True
        )

    async def answer(self, request: HelpRequest, _number: int) -> ui.LayoutView:
        """Return the help on the request's topic."""
        examples: Sequence[tuple[str, int]] = ()
        if request.topic is Topic.QUERIES:
            zone = self.bot.zone_of(request.zone)
            examples = await self.bot.services.examples.current(zone)
        return help_topic_page(request, self._descriptions(), examples, LIFETIME)

    def _descriptions(self) -> Mapping[str, Described]:
        """Return all commands as Discord shows them, by their English names, in their order."""
        tree = self.bot.tree
        described = {
            command.qualified_name: (
                f"{CommandName(command.qualified_name)}",
                f"{Message(command.description, context=COMMAND_ABOUT)}",
            )
            for command in tree.walk_commands()
            if isinstance(command, app_commands.Command)
        }
        menus = tree.walk_commands(type=AppCommandType.message)
        return dict(sorted(described.items())) | {
            menu.name: (
                _("Apps → {name}", name=Message(menu.name, context=MENU)),
                _("in the menu of a message"),
            )
            for menu in menus
        }


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(HelpCog(bot))
