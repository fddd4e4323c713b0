"""The report of an import of an attachment, and the button that confirms what may be shown.

The button's custom_id is `i1:<token>`, of a request saved in state.db. The address of an attachment
in it is one that Discord signs for a day, after which the file has to be attached again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import discord
from discord import ui

from bot.errors import NotOwnerError
from bot.languages import pgettext
from bot.ui.cards import Page, text_page
from bot.ui.interactions.client import Target
from bot.ui.interactions.page_buttons import SavedRequestItem
from bot.ui.interactions.request import PageRequest, SavedRequest
from bot.ui.interactions.respond import Interaction
from bot.ui.text import escape


@dataclass(frozen=True, slots=True)
class ConfirmedImportRequest(PageRequest):
    """An import of an attachment whose posts an owner says to be public; `size` is in bytes."""

    feature: ClassVar = "import"
    parsers: ClassVar[Mapping[str, Callable[[str], Any]]] = {"size": int}

    url: str
    filename: str
    size: int

    def check(self, interaction: "discord.Interaction[Any]") -> None:
        """Raise NotOwnerError for those who do not own the archive, or no longer."""
        if interaction.user.id not in interaction.client.policy.owners:
            raise NotOwnerError


class ConfirmButton(SavedRequestItem[ui.Button[Any]], template=r"i1:(?P<token>[0-9a-f]{24})"):
    """A button that says that what was left out is public, and imports it."""

    target = Target.PRIVATE_MESSAGE

    def __init__(self, request: ConfirmedImportRequest | SavedRequest) -> None:
        label = pgettext("button", "Import it: it is public")
        super().__init__(ui.Button(label=label, custom_id=f"i1:{request.token}"), request)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id."""
        return cls(SavedRequest(match["token"]))


def import_page(lines: list[str], confirmed: ConfirmedImportRequest | None) -> Page:
    """Return a report as a message, with a button for what is left to confirm."""
    page = text_page("\n".join(map(escape, lines)), private=True)
    if confirmed is not None:
        page.add_below(ui.ActionRow(ConfirmButton(confirmed)))
    return page
