"""The command tree: every command is checked, and every failure answered, in one place."""

from typing import Any, Protocol, cast

from discord import app_commands

from bot.ui.respond import Interaction, report


class Guards(Protocol):
    """The part of the bot that the tree uses."""

    async def check_access(self, interaction: Interaction) -> bool:
        """Return whether the archive may be shown here; if not, send the user the reason."""


class CommandTree(app_commands.CommandTree[Any]):
    """Asks the bot before any command or autocomplete, and reports failures."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Return the bot's decision; a failure to decide is reported and counts as a no."""
        try:
            return await cast("Guards", interaction.client).check_access(interaction)
        except Exception as error:  # noqa: BLE001 - discord.py would drop it silently
            await report(interaction, error)
            return False

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Report the failure of a command to the user."""
        await report(interaction, error)
