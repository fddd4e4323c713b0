"""Who sees the answer to a button, and the buttons that show a private one to all and undo it.

The custom_id of the first is `s1:<token>:<page>`, as of a page button. That of the second is
`x1:<user>`, whose user is the one who shared the message: nothing has to be saved for it, and it
says later, when a page is turned, whose message it is. The 1 is the version of this format.
"""

import re
from contextlib import suppress
from typing import Any, Self

import discord
from discord import ui

from bot.errors import NotAllowedError
from bot.languages import lazy, pgettext
from bot.ui.cards.page import Page
from bot.ui.cards.room import shared_by
from bot.ui.interactions.client import Target
from bot.ui.interactions.page_buttons import SavedRequestItem
from bot.ui.interactions.persistent import PersistentComponent
from bot.ui.interactions.request import PageRequest, Request, SavedRequest
from bot.ui.interactions.respond import Interaction, defer, defer_unless_soon
from bot.ui.interactions.sending.first_response import FirstResponse
from bot.ui.interactions.sending.retrying import retry

_REMOVE = re.compile(r"x1:(?P<user>[0-9]{1,20})")


class ShareButton(
    SavedRequestItem[ui.Button[Any]], template=r"s1:(?P<token>[0-9a-f]{24}):(?P<number>[0-9]{1,6})"
):
    """A button that shows page `number`, counted from 0, of a private answer to the channel."""

    target = Target.SHARED_MESSAGE

    def __init__(self, request: PageRequest | SavedRequest, number: int) -> None:
        custom_id = f"s1:{request.token}:{number}"
        super().__init__(
            ui.Button(label=pgettext("button", "Share here"), custom_id=custom_id), request
        )
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id."""
        return cls(SavedRequest(match["token"]), int(match["number"]))


class RemoveButton(PersistentComponent[ui.Button[Any]], template=_REMOVE):
    """A button that removes a message, for the user who shared it and the server's managers."""

    def __init__(self, user: int) -> None:
        super().__init__(ui.Button(label=pgettext("button", "Remove"), custom_id=f"x1:{user}"))
        self.user = user

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id."""
        return cls(int(match["user"]))

    async def answer(self, interaction: Interaction) -> None:
        """Remove the message."""
        if interaction.user.id != self.user and not interaction.permissions.manage_guild:
            raise NotAllowedError(
                lazy(
                    "Only the one who shared this, or those who may manage this server, can remove "
                    "it."
                )
            )
        await defer(interaction, updates=True)
        with suppress(discord.NotFound):  # someone else was faster
            await retry(interaction.delete_original_response)


SHARING_ITEMS = (ShareButton, RemoveButton)
"""Both of them, to be registered with the bot."""


def offer_to_share(page: ui.LayoutView, request: Request, number: int) -> None:
    """Add the button that shares a private answer, page `number` of `request`.

    There is none on what answers nothing, such as help, nor on a server's settings, nor on what is
    kept about a user.
    """
    if not isinstance(page, Page) or page.private:
        return
    shared = page.shared_as or request
    if isinstance(shared, PageRequest) and shared.only_reads_archive:
        page.add_below(ui.ActionRow(ShareButton(shared, number)))


def mark_as_shared(page: ui.LayoutView, user: int) -> None:
    """Add who shared a message, which mentions them without a ping, and the button to remove it."""
    if isinstance(page, Page) and not page.private:
        page.add_below(ui.TextDisplay(shared_by(user)))
        page.add_below(ui.ActionRow(RemoveButton(user)))


def sharer_of(message: discord.Message | None) -> int | None:
    """Return the id of the user who shared a message; None if it was not shared."""
    rows = [] if message is None else message.components
    for row in rows:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            if match := _REMOVE.fullmatch(item.custom_id or ""):
                return int(match["user"])
    return None


def begin_answer(interaction: Interaction, target: Target, *, is_open: bool) -> FirstResponse:
    """Have the answer to a component deferred unless it is there soon.

    Its `private` is whether the user alone will see it. `is_open` is whether all in the channel may
    see the archive. Where they may not any more, a message that they see stays as it is.
    """
    message = interaction.message
    in_private = message is not None and message.flags.ephemeral
    is_own = _invoker_id(interaction) == interaction.user.id
    if target is Target.SAME_MESSAGE and is_own and (is_open or in_private):
        return defer_unless_soon(interaction, private=in_private, updates=True)
    wants_others = target is Target.SHARED_MESSAGE or (
        target is Target.NEW_MESSAGE and not in_private
    )
    return defer_unless_soon(interaction, private=not (is_open and wants_others))


def sharer(interaction: Interaction, target: Target) -> int | None:
    """Return the id of the user who shares an answer that all see, or did before; else None."""
    if target is Target.SHARED_MESSAGE:
        return interaction.user.id
    return sharer_of(interaction.message) if target is Target.SAME_MESSAGE else None


def _invoker_id(interaction: Interaction) -> int | None:
    """Return the id of the user who asked for the pressed button's message, None if unknown."""
    message = interaction.message
    if message is None or message.interaction_metadata is None:
        return None
    return message.interaction_metadata.user.id
