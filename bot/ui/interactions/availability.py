"""Where Discord offers a command, and to whom; each command says it, as Discord's defaults vary."""

from typing import TypeVar

from discord import app_commands

from bot.errors import NotAllowedError
from bot.ui.interactions.respond import Interaction

T = TypeVar("T")

PRIVATE = "Whether you alone see the answer; this server may have a default"
"""The description of the option that decides whether an answer is private."""


def anywhere(command: T) -> T:
    """Offer a command in servers, in direct messages, and where users have installed it."""
    contexts = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    installs = app_commands.allowed_installs(guilds=True, users=True)
    return installs(contexts(command))


def managed_guild(interaction: Interaction, what: str) -> int:
    """Return the server of an interaction. Raises NotAllowedError unless its user manages it.

    `what` is what only such users choose, such as "its time zone".
    """
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        raise NotAllowedError(
            f"Only those who may manage this server choose {what}: it takes the permission Manage "
            "Server."
        )
    return interaction.guild_id
