"""Where a command can be used: contexts, and the installs that allow it.

https://discord.com/developers/docs/resources/application#installation-context
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from bot.sandbox.channel_kinds import ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.world import World


class Install(IntEnum):
    """Discord's numbers for the ways to install an application."""

    GUILD = 0
    USER = 1


class Context(IntEnum):
    """Discord's numbers for where a command is given."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE_CHANNEL = 2


def context_of(channel: Channel) -> Context:
    """Return the context of a channel."""
    if channel.guild is not None:
        return Context.GUILD
    return Context.PRIVATE_CHANNEL if channel.kind is ChannelKind.GROUP_DM else Context.BOT_DM


def integration_owners(
    world: "World", command: Mapping[str, Any], channel: Channel, user: User
) -> dict[str, str]:
    """Return who installed the bot so that `user` may give a command, by the way of installing it.

    Ids are texts; the guild of a DM with the bot is 0. Empty if the command is not offered.
    """
    types, guild = command["integration_types"], channel.guild
    owners = {}
    if guild is None:
        is_installed = context_of(channel) is Context.BOT_DM
    else:
        is_installed = guild.id in world.guilds and guild.takes_commands
    if Install.GUILD in types and is_installed:
        owners[str(int(Install.GUILD))] = str(guild.id) if guild else "0"
    if Install.USER in types and user.installed:
        owners[str(int(Install.USER))] = str(user.id)
    return owners
