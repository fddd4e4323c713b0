"""/archive hide, unhide and hidden: in one server by its managers, everywhere by the owners."""

from typing import Literal

from bot.app import Interaction, Throwback
from bot.errors import NotAllowedError
from bot.ui.interactions.availability import NOT_MANAGER_OF_HIDING, managed_guild
from bot.ui.interactions.requests import HiddenListRequest

Where = Literal["here", "everywhere"]


async def hide_post(
    bot: Throwback, interaction: Interaction, post: str, where: Where | None
) -> None:
    """Hide a post. Raises NotOwnerError, or NotAllowedError, for users who may not."""
    by, services = str(interaction.user.id), bot.services
    if _is_everywhere(bot, interaction, where):
        await bot.as_owner(interaction, lambda: services.hidden.hide([post], by))
        return
    guild = _hides_in(bot, interaction)
    await bot.privately(interaction, lambda: services.hidden_in_guilds.hide(guild, post, by))


async def unhide_post(
    bot: Throwback, interaction: Interaction, post: str, where: Where | None
) -> None:
    """Show a hidden post again. Raises the errors of `hide_post`."""
    services = bot.services
    if _is_everywhere(bot, interaction, where):
        await bot.as_owner(interaction, lambda: services.hidden.unhide([post]))
        return
    guild = _hides_in(bot, interaction)
    await bot.privately(interaction, lambda: services.hidden_in_guilds.unhide(guild, post))


async def list_hidden(bot: Throwback, interaction: Interaction) -> None:
    """Show what is hidden in the server. Raises NotAllowedError unless the user manages it."""
    request = HiddenListRequest(_hides_in(bot, interaction))
    await bot.answer(interaction, lambda _zone: request, private=True)


def _is_everywhere(bot: Throwback, interaction: Interaction, where: Where | None) -> bool:
    """Return whether a post is hidden for all servers.

    That is the default for owners, and for users who manage no server, who are then refused.
    """
    if where is None:
        managed = interaction.guild_id is not None and interaction.permissions.manage_guild
        return interaction.user.id in bot.policy.owners or not managed
    return where == "everywhere"


def _hides_in(bot: Throwback, interaction: Interaction) -> int:
    """Return the server that a user hides posts in; errors as of `managed_guild`."""
    guild = managed_guild(interaction, NOT_MANAGER_OF_HIDING)
    if guild not in bot.policy.guilds:  # an owner may ask here, but nobody else sees posts
        raise NotAllowedError(bot.policy.refusal_message(guild, interaction.user.id))
    return guild
