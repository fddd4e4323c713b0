"""Private answers that are shown to the channel: the button for that, and the one that undoes it.

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
from bot.ui.interactions.respond import Interaction, defer_update, retry

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
        await defer_update(interaction)
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
