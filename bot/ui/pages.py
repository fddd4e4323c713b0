"""Buttons that turn pages and outlive the process that made them.

A button carries `p1:<token>:<page>`: the token stands for what was asked, kept in state.db, for a
custom_id holds 100 characters and a query 200. The 1 is the version of this form. Where two buttons
of a message lead to one page, a letter behind tells them apart, for no custom_id may stand twice.
"""

import re
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from bot.ui.reply import Interaction, report


class TurnsPages(Protocol):
    """The bot, as these buttons see it."""

    async def turn_page(self, interaction: Interaction, token: str, number: int) -> None:
        """Answer the request that `token` stands for with its page `number`, from 0 on."""


class PageButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"p1:(?P<token>[0-9a-f]{24}):(?P<number>[0-9]{1,6})(?::(?P<mark>[a-z]))?",
):
    """A button that shows page `number`, from 0 on, of the answer to a request."""

    def __init__(self, token: str, number: int, label: str = "Next", mark: str = "") -> None:
        custom_id = f"p1:{token}:{number}" + (f":{mark}" if mark else "")
        super().__init__(ui.Button(label=label, custom_id=custom_id))
        self.token = token
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(match["token"], int(match["number"]), mark=match["mark"] or "")

    async def callback(self, interaction: Interaction) -> None:
        """Show the page. discord.py would only log an error, so it is reported here."""
        bot = cast("TurnsPages", interaction.client)
        try:
            await bot.turn_page(interaction, self.token, self.number)
        except Exception as error:  # noqa: BLE001 - whatever it is, the user hears of it
            await report(interaction, error)


def page_buttons(token: str, number: int, pages: int) -> list[PageButton]:
    """Return the buttons of page `number` out of `pages`: back and next, where there is one."""
    buttons = []
    if number > 0:
        buttons.append(PageButton(token, number - 1, "Back"))
    if number + 1 < pages:
        buttons.append(PageButton(token, number + 1, "Next"))
    return buttons


def asker(interaction: discord.Interaction[Any]) -> int | None:
    """Return who asked for the message whose button was pressed, None where that is not known."""
    message = interaction.message
    if message is None or message.interaction_metadata is None:
        return None
    return message.interaction_metadata.user.id
