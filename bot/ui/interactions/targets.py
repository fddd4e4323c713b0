"""Where the answer to a component goes, and who sees it there."""

from bot.ui.interactions import respond
from bot.ui.interactions.client import Target
from bot.ui.interactions.sharing import sharer_of


async def defer_to(interaction: respond.Interaction, target: Target, *, is_open: bool) -> bool:
    """Defer the answer to a component; return whether the user alone will see it.

    `is_open` is whether all in the channel may see the archive. Where they may not any more, a
    message that they see stays as it is.
    """
    message = interaction.message
    in_private = message is not None and message.flags.ephemeral
    is_own = _invoker_id(interaction) == interaction.user.id
    if target is Target.SAME_MESSAGE and is_own and (is_open or in_private):
        await respond.defer_update(interaction)
        return in_private
    wants_others = target is Target.SHARED_MESSAGE or (
        target is Target.NEW_MESSAGE and not in_private
    )
    private = not (is_open and wants_others)
    await respond.defer(interaction, private=private)
    return private


def sharer(interaction: respond.Interaction, target: Target) -> int | None:
    """Return the id of the user who shares an answer that all see, or did before; else None."""
    if target is Target.SHARED_MESSAGE:
        return interaction.user.id
    return sharer_of(interaction.message) if target is Target.SAME_MESSAGE else None


def _invoker_id(interaction: respond.Interaction) -> int | None:
    """Return the id of the user who asked for the pressed button's message, None if unknown."""
    message = interaction.message
    if message is None or message.interaction_metadata is None:
        return None
    return message.interaction_metadata.user.id
