"""The command tree: every command is checked, and every failure answered, in one place."""

from discord import InteractionType, app_commands

from bot.ui.interactions.client import Client, Interaction
from bot.ui.interactions.respond import report
from bot.ui.observation.observer import observed


class CommandTree(app_commands.CommandTree[Client]):
    """Asks the bot before any command or autocomplete, and reports failures."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Return the bot's decision; a failure to decide is reported and counts as a no."""
        try:
            interaction.client.cooldowns.check(interaction)
            return await interaction.client.check_access(interaction)
        except Exception as error:  # noqa: BLE001 - discord.py would drop it silently
            await report(interaction, error)
            return False

    async def _call(self, interaction: Interaction) -> None:
        """Have what became of it noted: discord.py has no event for all ends of an interaction.

        A name that is not registered, as from another version of the bot, is not kept.
        """
        is_typing = interaction.type is InteractionType.autocomplete
        command = interaction.command
        with observed(
            interaction,
            "autocomplete" if is_typing else "command",
            "unknown" if command is None else command.qualified_name,
        ):
            await super()._call(interaction)

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Report the failure of a command to the user."""
        await report(interaction, error)
