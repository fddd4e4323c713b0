"""The answer to /privacy: what is kept about a user, with a button that deletes it.

The button's custom_id is `f1`: it is about the user who presses it, so nothing has to be saved.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

import discord
from discord import ui

from bot.languages import _, lazy
from bot.ui.cards import Remark, page
from bot.ui.cards.page import Page
from bot.ui.interactions.client import Target
from bot.ui.interactions.persistent import PersistentItem
from bot.ui.interactions.request import Request
from bot.ui.interactions.respond import Interaction

NOT_NAMED = lazy("""**Kept without your name**
- The text of searches, for {days} days after their buttons were last used: they need it.
- Which random posts a channel was shown, for {days} days after the last.
- What a server chose (time zone, who sees answers, what is hidden), its digests, and what the\
 owners keep quiet, until changed.

**Not kept**
Who asked for what, messages, names. The bot's log has no search and no post.
-# To have a post erased, ask those who run this bot: the command is `throwback erase`""")
"""What is kept of no user by name, and what is not kept: markdown, with a place for `days`."""


@dataclass(frozen=True, slots=True)
class PrivacyRequest(Request):
    """What is kept about a user; `direct` is the channel of their direct messages, if known."""

    user: int
    direct: int | None = None


@dataclass(frozen=True, slots=True)
class ForgetRequest(PrivacyRequest):
    """The deletion of what is kept about a user."""


class ForgetButton(PersistentItem[ui.Button[Any]], template=r"f1"):
    """A button that deletes what is kept about the user who presses it."""

    target = Target.SAME_MESSAGE

    def __init__(self, request: ForgetRequest) -> None:
        super().__init__(
            ui.Button(
                label=_("Delete what is kept about me"),
                custom_id="f1",
                style=discord.ButtonStyle.danger,
            )
        )
        self.request = request

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Recreate the button for the user who presses it."""
        return cls(ForgetRequest(interaction.user.id, direct_channel(interaction)))

    def asks(self) -> ForgetRequest:
        """Return the request for the deletion; see PersistentItem."""
        return self.request


def direct_channel(interaction: Interaction) -> int | None:
    """Return the id of the channel if it is one of direct messages with the bot, else None."""
    return interaction.channel_id if interaction.guild_id is None else None


def privacy_page(request: PrivacyRequest, kept: str, lifetime: timedelta) -> Page:
    """Return the answer to a request; `kept` is what is stored with the user's id, in words."""
    deleted = isinstance(request, ForgetRequest)
    heading = _("### Deleted") if deleted else _("### What this bot keeps about you")
    named = _("**Kept with your user id**")
    nothing = _("Nothing.")
    about = Remark(f"{named}\n{kept or nothing}")
    rest = Remark(NOT_NAMED.format(days=lifetime.days))
    button = ForgetButton(ForgetRequest(request.user, request.direct))
    return page(heading, [about, rest], buttons=[button], private=True)
