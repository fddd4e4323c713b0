"""Buttons and menus that outlive the process that created them.

A button's custom_id is `p1:<token>:<page>`. The token names a page request saved in state.db, as a
custom_id holds 100 characters and a query 200. The 1 is the version of this format. If two buttons
of a message lead to one page, a letter at the end distinguishes them, as custom_ids must be unique.
A button that repeats a request is `n1:<token>`, a menu that changes an argument
`m1:<token>:<argument>`, and a button that asks for the number of a page `g1:<token>:<pages>`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.archive.paging import MANY_PAGES, Paging
from bot.errors import BadPageError
from bot.languages import _, pgettext
from bot.ui.interactions.client import Client, Target
from bot.ui.interactions.persistent import NO_TEMPLATE, ItemT, PersistentItem
from bot.ui.interactions.request import PageRequest, SavedRequest
from bot.ui.interactions.requests import ALL_YEARS, OnThisDayRequest
from bot.ui.interactions.respond import Interaction, open_form, report
from bot.ui.limits import MAX_OPTIONS
from bot.ui.observation.observer import observed

_NUMBER = re.compile(r"\s*([0-9]{1,6})\s*")
_MAX_DIGITS = 6
_FORM_LIFETIME = 15 * 60.0  # seconds: as long as Discord takes an answer to the button


class SavedRequestItem(PersistentItem[ItemT], template=NO_TEMPLATE):
    """A component that refers to a saved request, by the request itself or by its token."""

    def __init__(self, item: ItemT, request: PageRequest | SavedRequest) -> None:
        super().__init__(item)
        self.request = request

    def asks(self) -> PageRequest | SavedRequest:
        """Return the request; see PersistentItem."""
        return self.request


class PageButton(
    SavedRequestItem[ui.Button[Any]],
    template=r"p1:(?P<token>[0-9a-f]{24}):(?P<number>[0-9]{1,6})(?::(?P<suffix>[a-z]))?",
):
    """A button that shows page `number`, counted from 0, of the answer to a request."""

    target = Target.SAME_MESSAGE

    def __init__(
        self,
        request: PageRequest | SavedRequest,
        number: int,
        label: str = "",
        suffix: str = "",
    ) -> None:
        custom_id = f"p1:{request.token}:{number}" + (f":{suffix}" if suffix else "")
        label = label or pgettext("button", "Next")
        super().__init__(ui.Button(label=label, custom_id=custom_id), request)
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id."""
        request = SavedRequest(match["token"])
        return cls(request, int(match["number"]), suffix=match["suffix"] or "")


class GoToPageButton(
    SavedRequestItem[ui.Button[Any]], template=r"g1:(?P<token>[0-9a-f]{24}):(?P<pages>[0-9]{1,6})"
):
    """A button that asks for the number of a page, from 1 to `pages`, and shows that page."""

    target = Target.SAME_MESSAGE

    def __init__(self, request: PageRequest | SavedRequest, pages: int) -> None:
        custom_id = f"g1:{request.token}:{pages}"
        super().__init__(
            ui.Button(label=pgettext("button", "Go to page …"), custom_id=custom_id), request
        )
        self.pages = pages

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id."""
        return cls(SavedRequest(match["token"]), int(match["pages"]))

    async def answer(self, interaction: Interaction) -> None:
        """Open a form for the number, if the archive may be shown here."""
        bot: Client = interaction.client
        if await bot.check_access(interaction):
            await open_form(interaction, _PageForm(self))


class _PageForm(ui.Modal):
    """A form for the number of a page."""

    def __init__(self, button: GoToPageButton) -> None:
        super().__init__(title=_("Go to page"), timeout=_FORM_LIFETIME)
        self._button = button
        self._number: ui.TextInput[Any] = ui.TextInput(max_length=_MAX_DIGITS)
        text = _("A number from 1 to {pages:,}", pages=button.pages)
        self.add_item(ui.Label(text=text, component=self._number))

    async def on_submit(self, interaction: Interaction) -> None:
        """Show the page with the number: the last one if there are not as many."""
        with observed(interaction, "component", "PageForm"):
            try:
                await self._show_page(interaction)
            except Exception as error:  # noqa: BLE001 - any error is reported to the user
                await report(interaction, error)

    async def _show_page(self, interaction: Interaction) -> None:
        number = _NUMBER.fullmatch(self._number.value)
        if number is None or int(number[1]) == 0:
            raise BadPageError(self._button.pages)
        bot: Client = interaction.client
        await bot.press(interaction, self._button.asks, self._button.target, int(number[1]) - 1)


class AgainButton(SavedRequestItem[ui.Button[Any]], template=r"n1:(?P<token>[0-9a-f]{24})"):
    """A button that repeats a command; the answer is as public as the command's own."""

    target = Target.NEW_MESSAGE

    def __init__(self, request: PageRequest | SavedRequest, label: str = "") -> None:
        label = label or pgettext("button", "Another")
        super().__init__(ui.Button(label=label, custom_id=f"n1:{request.token}"), request)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id."""
        return cls(SavedRequest(match["token"]))


class ArgumentMenu(
    SavedRequestItem[ui.Select[Any]],
    template=r"m1:(?P<token>[0-9a-f]{24}):(?P<argument>[a-z]{1,20})",
):
    """A menu that answers a request again with another value of one field, its `argument`.

    `choices` maps values, as texts, to labels; `chosen` is the present value.
    """

    target = Target.SAME_MESSAGE

    def __init__(
        self,
        request: PageRequest | SavedRequest,
        argument: str,
        choices: Mapping[str, str],
        chosen: str = "",
    ) -> None:
        options = [
            discord.SelectOption(label=label, value=value, default=value == chosen)
            for value, label in choices.items()
        ]
        custom_id = f"m1:{request.token}:{argument}"
        super().__init__(ui.Select(custom_id=custom_id, options=options), request)
        self.argument = argument

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the menu from its custom_id; its choices are not needed."""
        return cls(SavedRequest(match["token"]), match["argument"], {})

    def asks(self) -> SavedRequest:
        """Return the request with the chosen value."""
        (value,) = self.item.values
        return SavedRequest(self.request.token, {self.argument: value})


PERSISTENT_ITEMS = (PageButton, GoToPageButton, AgainButton, ArgumentMenu)
"""All of them, to be registered with the bot."""


def requests_of(view: ui.LayoutView) -> dict[str, str]:
    """Return the requests that the components of a message refer to, as JSON by their tokens."""
    items = (item for item in view.walk_children() if isinstance(item, SavedRequestItem))
    requests = (item.request for item in items)
    return {one.token: one.to_json() for one in requests if isinstance(one, PageRequest)}


def paging_hint(paging: Paging, *, more: bool = False) -> str:
    """Return which page it is, in words; `more` if there are more pages than counted."""
    if paging.pages <= 1:
        return ""
    if more:
        return _("Page {number:,}", number=paging.number + 1)
    return _("Page {number:,} of {pages:,}", number=paging.number + 1, pages=paging.pages)


def paging_buttons(
    paging: Paging, request: PageRequest, *, more: bool = False
) -> list[PageButton | GoToPageButton]:
    """Return the buttons that turn the page: back and next, where such a page exists.

    Of many pages also the first, the last and any other can be chosen; the last cannot if there
    are `more` pages than counted. They fit into one row.
    """
    number, last = paging.number, paging.pages - 1
    many = paging.pages >= MANY_PAGES
    buttons: list[PageButton | GoToPageButton] = []
    if many and number > 1:
        buttons.append(PageButton(request, 0, pgettext("button", "First"), suffix="f"))
    if number > 0:
        buttons.append(PageButton(request, number - 1, pgettext("button", "Back")))
    if number < last:
        buttons.append(PageButton(request, number + 1, pgettext("button", "Next")))
    if many and not more and number < last - 1:
        buttons.append(PageButton(request, last, pgettext("button", "Last"), suffix="l"))
    if many:  # at the end, so that a phone, which has room for four in a row, has it in the next
        buttons.append(GoToPageButton(request, paging.pages))
    return buttons


def year_menu(request: OnThisDayRequest, years: Sequence[int]) -> ArgumentMenu | None:
    """Return the menu of `years`, newest first, None for a single year; the request's is selected.

    If they are too many, it has the newest only; the others are part of all years.
    """
    if len(years) == 1:
        return None
    choices = {ALL_YEARS: _("All years")} | {
        f"{year}": f"{year}" for year in years[: MAX_OPTIONS - 1]
    }
    return ArgumentMenu(request, "year", choices, f"{request.year or ALL_YEARS}")
