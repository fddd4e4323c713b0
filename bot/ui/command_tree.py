"""The command tree: every command is checked, and every failure answered, in one place."""

from typing import Any, Protocol, cast

from discord import app_commands

from bot.ui.respond import Interaction, report


class Guards(Protocol):
    """The bot, as the tree sees it."""

    async def check_access(self, interaction: Interaction) -> bool:
        """Tell whether the archive may be shown here; if not, say why to the user."""


class CommandTree(app_commands.CommandTree[Any]):
    """Asks the bot before any command or autocomplete, and reports what fails."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Let the bot decide; a failure to decide is a no, and reported."""
        try:
            return await cast("Guards", interaction.client).check_access(interaction)
        except Exception as error:  # noqa: BLE001 - discord.py would drop it without a word
            await report(interaction, error)
            return False

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Report what a command could not do."""
        await report(interaction, error)
