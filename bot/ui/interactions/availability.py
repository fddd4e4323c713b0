"""Where Discord offers a command, and to whom; each command says it, as Discord's defaults vary."""

from typing import TypeVar

from discord import app_commands

from bot.errors import NotAllowedError
from bot.languages import Message, lazy
from bot.ui.interactions.respond import Interaction

T = TypeVar("T")

PRIVATE = "Whether you alone see the answer; this server may have a default"
"""The description of the option that decides whether an answer is private."""

NOT_MANAGER_OF_ZONE = lazy(
    "Only those who may manage this server choose its time zone: it takes the permission Manage "
    "Server."
)
NOT_MANAGER_OF_DEFAULTS = lazy(
    "Only those who may manage this server choose who sees answers in it: it takes the permission "
    "Manage Server."
)
NOT_MANAGER_OF_HIDING = lazy(
    "Only those who may manage this server choose what is hidden in it: it takes the permission "
    "Manage Server."
)


def anywhere(command: T) -> T:
    """Offer a command in servers, in direct messages, and where users have installed it."""
    contexts = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    installs = app_commands.allowed_installs(guilds=True, users=True)
    return installs(contexts(command))


def managed_guild(interaction: Interaction, refusal: Message) -> int:
    """Return the server of an interaction.

    Raises NotAllowedError with the `refusal` unless the user manages the server.
    """
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        raise NotAllowedError(refusal)
    return interaction.guild_id
