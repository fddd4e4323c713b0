"""Buttons that open something about a post for whoever presses them, in a message of their own.

So the channel stays as it is. A button carries `o1:<feature>:<id of the post>`, with `:likely`
behind where likely links count as well: nothing has to be kept for it, and it works for as long as
the message stands. The 1 is the version of this form.
"""

import re
from collections.abc import Mapping
from typing import Any, Protocol, Self, cast

from discord import ui

from bot.ui.respond import Interaction, report

THREAD = "thread"
"""The feature that shows the thread of a post."""

THREAD_FILE = "threadfile"
"""The feature that sends the thread of a post as a file."""


class Opens(Protocol):
    """The bot, as these buttons see it."""

    async def open(
        self, interaction: Interaction, feature: str, arguments: Mapping[str, str]
    ) -> None:
        """Answer a request in a new message for whoever pressed."""


class OpenButton(
    ui.DynamicItem[ui.Button[Any]],
    template=(
        r"o1:(?P<feature>[a-z]{1,20}):(?P<post>[0-9]{1,19}|t-?[0-9]{1,12}-[0-9a-f]{8})"
        r"(?P<likely>:likely)?"
    ),
):
    """A button that opens a feature for a post."""

    def __init__(self, feature: str, post: str, label: str, *, likely: bool = False) -> None:
        custom_id = f"o1:{feature}:{post}" + (":likely" if likely else "")
        super().__init__(ui.Button(label=label, custom_id=custom_id))
        self.feature = feature
        self.arguments = thread_arguments(post, likely=likely)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(match["feature"], match["post"], "Open", likely=bool(match["likely"]))

    async def callback(self, interaction: Interaction) -> None:
        """Open it. discord.py would only log an error, so it is reported here."""
        bot = cast("Opens", interaction.client)
        try:
            await bot.open(interaction, self.feature, self.arguments)
        except Exception as error:  # noqa: BLE001 - whatever it is, the user hears of it
            await report(interaction, error)


def thread_arguments(post: str, *, likely: bool) -> dict[str, str]:
    """Return what a request for the thread of a post says."""
    return {"post": post} | ({"likely": "yes"} if likely else {})


def thread_button(post: str, length: int) -> OpenButton | None:
    """Return the button that opens the thread of a post, None for a post that stands alone."""
    return OpenButton(THREAD, post, f"Thread ({length:,})") if length > 1 else None
