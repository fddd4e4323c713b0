"""Digests as messages, with a button that shows which digest a message belongs to.

The button's custom_id is `d1:<run id>`, with the id of the run that posted the message: by it a
message is found again if the bot was interrupted in sending it. The 1 is the version of this
format.
"""

import re
from typing import Any, Self

from discord import ui

from bot.archive.calendar import LEAP_DAY, days_remembered_on
from bot.archive.digests.model import Digest, DigestContent, DigestItem, DigestRun
from bot.archive.digests.schedule import EVERY_DAY
from bot.archive.digests.time_phrases import format_weekdays
from bot.languages import CommandName, _, ngettext, pgettext
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Card, page, text_page
from bot.ui.cards.page import Page
from bot.ui.interactions.client import Target
from bot.ui.interactions.open_buttons import open_button, show_all_button
from bot.ui.interactions.persistent import PersistentItem
from bot.ui.interactions.requests import RunInfoRequest
from bot.ui.interactions.respond import Interaction
from bot.ui.text import escape


class RunButton(PersistentItem[ui.Button[Any]], template=r"d1:(?P<run_id>[0-9a-f]{16})"):
    """A button that shows which digest a message belongs to."""

    target = Target.PRIVATE_MESSAGE

    def __init__(self, run_id: str, guild: int | None = None) -> None:
        label = pgettext("button", "About this digest")
        super().__init__(ui.Button(label=label, custom_id=run_custom_id(run_id)))
        self.run_id = run_id
        self.guild = guild

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id, for the server that it is pressed in."""
        return cls(match["run_id"], interaction.guild_id)

    def asks(self) -> RunInfoRequest:
        """Return the request for the digest; see PersistentItem."""
        return RunInfoRequest(self.run_id, self.guild)


def run_custom_id(run_id: str) -> str:
    """Return the custom_id of the button of a run."""
    return f"d1:{run_id}"


def digest_page(
    content: DigestContent, run_id: str | None, role_id: int | None = None, note: str = ""
) -> Page:
    """Return a digest as a message, with its button; without `run_id`, a preview has none.

    With `role_id` it mentions that role. `note`, markdown, is shown in small print.
    """
    mention = f"<@&{role_id}>\n" if role_id else ""
    return page(
        f"{mention}### {content.title}",
        [_card(item, content) for item in content.items],
        hint=" · ".join(filter(None, (_hint(content), note))),
        buttons=[RunButton(run_id)] if run_id else (),
        kind=AnswerKind.DIGEST,
    )


def run_info_page(run: DigestRun, digest: Digest) -> Page:
    """Return the answer to the button of a run."""
    schedule = digest.options.schedule
    about: dict[str, object] = {
        "number": digest.id,
        "channel": f"<#{digest.options.channel_id}>",
        "time": f"{schedule.time:%H:%M}",
        "zone": escape(schedule.zone),
        "date": run.date,
    }
    if schedule.weekdays == EVERY_DAY:
        posts = _(
            "Digest {number} posts in {channel} every day at {time}, as clocks show it in {zone}. "
            "This is the one of {date}.",
            **about,
        )
    else:
        posts = _(
            "Digest {number} posts in {channel} every {days} at {time}, as clocks show it in "
            "{zone}. This is the one of {date}.",
            days=format_weekdays(schedule.weekdays),
            **about,
        )
    lines = [posts]
    if digest.next_at is not None:
        at = f"<t:{int(digest.next_at.timestamp())}:R>"
        lines.append(_("The next one comes {when}.", when=at))
    elif digest.pause is not None:
        lines.append(_("It is paused. {why}", why=digest.pause.reason))
    lines.append(
        _(
            "-# Those who manage the server can change it: `{list}`, `{edit}`",
            list=CommandName("digest list"),
            edit=CommandName("digest edit"),
        )
    )
    return text_page("\n".join(lines), kind=AnswerKind.DIGEST)


def _hint(content: DigestContent) -> str:
    if all(item.year is None for item in content.items):
        return ""
    days = days_remembered_on(content.day, content.year)
    if LEAP_DAY in days and content.day != LEAP_DAY:
        return _("This year has no 29 February, so its posts are remembered today")
    return ""


def _card(item: DigestItem, content: DigestContent) -> Card:
    button = open_button(item.post, item.thread_length)
    note = _note(item, content)
    return Card(item.post, note, button=button, show_all=show_all_button)


def _note(item: DigestItem, content: DigestContent) -> str:
    if item.year is not None:
        ago = content.year - item.year
        when = ngettext("a year ago", "{count:,} years ago", ago)
        return f"**{item.year}** · {when}"
    return _("At random") if any(other.year is not None for other in content.items) else ""
