"""Buttons and menus that outlive the process that created them.

A button's custom_id is `p1:<token>:<page>`. The token names a page request saved in state.db, as a
custom_id holds 100 characters and a query 200. The 1 is the version of this format. If two buttons
of a message lead to one page, a letter at the end distinguishes them, as custom_ids must be unique.
A button that repeats a request is `n1:<token>`, a menu that changes an argument
`m1:<token>:<argument>`.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar, cast

import discord
from discord import ui

from bot.ui.cards import POSTS_PER_PAGE
from bot.ui.limits import MAX_OPTIONS
from bot.ui.respond import Interaction, report

ALL = "all"
"""The value of an argument that means any value."""

T = TypeVar("T")


class TurnsPages(Protocol):
    """The part of the bot that these buttons use."""

    async def turn_page(
        self,
        interaction: Interaction,
        token: str,
        number: int,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the request saved under `token` with its page `number`, counted from 0.

        `changes` are new values for some of its arguments.
        """

    async def ask_again(self, interaction: Interaction, token: str) -> None:
        """Answer the request saved under `token` in a new message, as a command would."""


class PageButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"p1:(?P<token>[0-9a-f]{24}):(?P<number>[0-9]{1,6})(?::(?P<suffix>[a-z]))?",
):
    """A button that shows page `number`, counted from 0, of the answer to a request."""

    def __init__(self, token: str, number: int, label: str = "Next", suffix: str = "") -> None:
        custom_id = f"p1:{token}:{number}" + (f":{suffix}" if suffix else "")
        super().__init__(ui.Button(label=label, custom_id=custom_id))
        self.token = token
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id."""
        return cls(match["token"], int(match["number"]), suffix=match["suffix"] or "")

    async def callback(self, interaction: Interaction) -> None:
        """Show the page. discord.py would only log an error, so it is reported here."""
        bot = cast("TurnsPages", interaction.client)
        try:
            await bot.turn_page(interaction, self.token, self.number)
        except Exception as error:  # noqa: BLE001 - any error is reported to the user
            await report(interaction, error)


class AgainButton(ui.DynamicItem[ui.Button[Any]], template=r"n1:(?P<token>[0-9a-f]{24})"):
    """A button that repeats a command; the answer is as public as the command's own."""

    def __init__(self, token: str, label: str = "Another") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"n1:{token}"))
        self.token = token

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id."""
        return cls(match["token"])

    async def callback(self, interaction: Interaction) -> None:
        """Answer the request again; see PageButton."""
        bot = cast("TurnsPages", interaction.client)
        try:
            await bot.ask_again(interaction, self.token)
        except Exception as error:  # noqa: BLE001 - see PageButton
            await report(interaction, error)


class ArgumentMenu(
    ui.DynamicItem[ui.Select[Any]],
    template=r"m1:(?P<token>[0-9a-f]{24}):(?P<argument>[a-z]{1,20})",
):
    """A menu that answers a request again with another value of one argument.

    `choices` maps values to labels; `chosen` is the present value.
    """

    def __init__(
        self, token: str, argument: str, choices: Mapping[str, str], chosen: str = ""
    ) -> None:
        options = [
            discord.SelectOption(label=label, value=value, default=value == chosen)
            for value, label in choices.items()
        ]
        super().__init__(ui.Select(custom_id=f"m1:{token}:{argument}", options=options))
        self.token = token
        self.argument = argument

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the menu from its custom_id; its choices are not needed."""
        return cls(match["token"], match["argument"], {})

    async def callback(self, interaction: Interaction) -> None:
        """Answer with the chosen value; see PageButton."""
        bot = cast("TurnsPages", interaction.client)
        try:
            (value,) = self.item.values
            await bot.turn_page(interaction, self.token, 0, {self.argument: value})
        except Exception as error:  # noqa: BLE001 - see PageButton
            await report(interaction, error)


PERSISTENT_ITEMS = (PageButton, AgainButton, ArgumentMenu)
"""All of them, to be registered with the bot."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is shown: `number`, counted from 0, out of `pages`."""

    number: int
    pages: int

    @classmethod
    def of(cls, number: int, pages: int) -> Self:
        """Return the paging at page `number`, or at the last page if there is no such page.

        A button may ask for a missing page: posts were hidden or merged since it was sent.
        """
        return cls(max(0, min(number, pages - 1)), pages)

    @classmethod
    def of_posts(cls, number: int, count: int) -> Self:
        """Return the paging for `count` posts, POSTS_PER_PAGE on each page."""
        return cls.of(number, -(-count // POSTS_PER_PAGE))

    @classmethod
    async def fetch(
        cls, number: int, find: Callable[[int], Awaitable[T]], count: Callable[[T], int]
    ) -> tuple[T, Self]:
        """Return the result of `find` for page `number`, or for the last page, and the paging.

        `find` takes the offset of the first post of a page; `count` returns how many posts a
        result has on all pages.
        """
        while True:
            found = await find(number * POSTS_PER_PAGE)
            paging = cls.of_posts(number, count(found))
            if paging.number == number:
                return found, paging
            number = paging.number

    @property
    def shown(self) -> slice:
        """The slice of all posts that is on this page, POSTS_PER_PAGE on each."""
        return slice(self.number * POSTS_PER_PAGE, (self.number + 1) * POSTS_PER_PAGE)

    def hint(self, *, more: bool = False) -> str:
        """Return which page it is, in words; `more` if there are more pages than counted."""
        last = "" if more else f" of {self.pages:,}"
        return f"Page {self.number + 1:,}{last}" if self.pages > 1 else ""

    def buttons(self, token: str) -> list[PageButton]:
        """Return the buttons that turn the page: back and next, where such a page exists."""
        buttons = []
        if self.number > 0:
            buttons.append(PageButton(token, self.number - 1, "Back"))
        if self.number + 1 < self.pages:
            buttons.append(PageButton(token, self.number + 1, "Next"))
        return buttons


def year_menu(token: str, years: Sequence[int], chosen: str) -> ArgumentMenu | None:
    """Return the menu of `years`, newest first, None for a single year; `chosen` is selected.

    If they are too many, it has the newest only; the others are part of all years.
    """
    if len(years) == 1:
        return None
    choices = {ALL: "All years"} | {f"{year}": f"{year}" for year in years[: MAX_OPTIONS - 1]}
    return ArgumentMenu(token, "year", choices, chosen)


def invoker_id(interaction: discord.Interaction[Any]) -> int | None:
    """Return the id of the user who asked for the pressed button's message, None if unknown."""
    message = interaction.message
    if message is None or message.interaction_metadata is None:
        return None
    return message.interaction_metadata.user.id
