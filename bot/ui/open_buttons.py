"""Buttons that open something about a post in a private message to the user who presses them.

So the channel does not change. A button's custom_id is `o1:<feature>:<id of the post>`, followed by
`:likely` if likely links count as well: nothing has to be saved for it, and it works for as long as
the message exists. The 1 is the version of this format.
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
    """The part of the bot that these buttons use."""

    async def open(
        self, interaction: Interaction, feature: str, arguments: Mapping[str, str]
    ) -> None:
        """Answer a request in a new message for the user who pressed the button."""


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
        """Recreate the button from its custom_id."""
        return cls(match["feature"], match["post"], "Open", likely=bool(match["likely"]))

    async def callback(self, interaction: Interaction) -> None:
        """Open the feature. discord.py would only log an error, so it is reported here."""
        bot = cast("Opens", interaction.client)
        try:
            await bot.open(interaction, self.feature, self.arguments)
        except Exception as error:  # noqa: BLE001 - any error is reported to the user
            await report(interaction, error)


def thread_arguments(post: str, *, likely: bool) -> dict[str, str]:
    """Return the arguments of a request for the thread of a post."""
    return {"post": post} | ({"likely": "yes"} if likely else {})


def thread_button(post: str, length: int) -> OpenButton | None:
    """Return the button that opens a thread of `length` posts, None for a single post."""
    return OpenButton(THREAD, post, f"Thread ({length:,})") if length > 1 else None
