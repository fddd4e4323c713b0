"""Questions to an owner whether one post continues another, as cards with buttons.

A button of a question has the custom_id `t1:<answer>:<child>:<parent>`, one of its round
`t1:<stop, undo or next>`. One below a thread is `l1:<answer>:<child>:<parent>:<post>`, with the
post that the thread was asked for, and at the end `:likely` where likely links are taken in,
`:below` where the likely posts have a message of their own. Nothing has to be saved for them, and
they work for as long as their message exists. The 1 is the version of this format.
"""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import discord
from discord import ui

from bot.archive.posts.post import Kind, Post
from bot.archive.threads.teaching import Answer, Pair, Question, Remark, RoundEnd
from bot.archive.threads.teaching_phrases import (
    ANSWERS,
    QUESTION,
    end_of,
    first_note,
    number_of,
    remark_of,
    second_note,
)
from bot.errors import NotOwnerError
from bot.languages import _, pgettext
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Card, Page, page
from bot.ui.cards.facts import answered
from bot.ui.interactions.client import Target
from bot.ui.interactions.open_buttons import show_all_button
from bot.ui.interactions.persistent import PersistentItem
from bot.ui.interactions.request import Request
from bot.ui.interactions.respond import Interaction

_POST = r"[0-9]{1,19}|t-?[0-9]{1,12}-[0-9a-f]{8}"
_STYLES = {Answer.YES: discord.ButtonStyle.success, Answer.NO: discord.ButtonStyle.danger}


@dataclass(frozen=True, slots=True)
class OwnerRequest(Request):
    """What the archive's owners alone may ask for; `user` is who does."""

    user: int

    def check(self, interaction: "discord.Interaction[Any]") -> None:
        """Raise NotOwnerError for those who do not own the archive, or no longer."""
        if interaction.user.id not in interaction.client.policy.owners:
            raise NotOwnerError


@dataclass(frozen=True, slots=True)
class TeachRequest(OwnerRequest):
    """What is asked next, after `action`: an answer to `pair`, or one of the others."""

    action: str = "next"
    pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class JudgeRequest(OwnerRequest):
    """The answer to a likely link, and then the thread of `post` again, see the module."""

    answer: Answer
    pair: Pair
    post: str
    likely: bool = False
    below: bool = False


class TeachButton(
    PersistentItem[ui.Button[Any]],
    template=(
        rf"t1:(?:(?P<action>stop|undo|next)"
        rf"|(?P<answer>yes|no|unknown):(?P<child>{_POST}):(?P<parent>{_POST}))"
    ),
):
    """A button that answers a question, takes the last answer back, or begins or ends a round."""

    target: ClassVar = Target.SAME_MESSAGE

    def __init__(self, request: TeachRequest, label: str) -> None:
        custom_id = ":".join(("t1", request.action, *(request.pair or ())))
        style = discord.ButtonStyle.secondary
        if request.pair is not None:
            style = _STYLES.get(Answer(request.action), style)
        super().__init__(ui.Button(label=label, custom_id=custom_id, style=style))
        self.request = request

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button for the user who presses it."""
        pair = None if match["action"] else (match["child"], match["parent"])
        action = match["action"] or match["answer"]
        return cls(TeachRequest(interaction.user.id, action, pair), "…")

    def asks(self) -> TeachRequest:
        """Return the request; see PersistentItem."""
        return self.request


class JudgeButton(
    PersistentItem[ui.Button[Any]],
    template=(
        rf"l1:(?P<answer>yes|no):(?P<child>{_POST}):(?P<parent>{_POST}):(?P<post>{_POST})"
        r"(?::(?P<where>likely|below))?"
    ),
):
    """A button beside a likely post of a thread, which says whether it belongs there."""

    target: ClassVar = Target.SAME_MESSAGE

    def __init__(self, request: JudgeRequest, label: str = "…") -> None:
        where = ["likely"] if request.likely else ["below"] if request.below else []
        custom_id = ":".join(("l1", request.answer, *request.pair, request.post, *where))
        super().__init__(ui.Button(label=label, custom_id=custom_id, style=_STYLES[request.answer]))
        self.request = request

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button for the user who presses it."""
        return cls(
            JudgeRequest(
                interaction.user.id,
                Answer(match["answer"]),
                (match["child"], match["parent"]),
                match["post"],
                likely=match["where"] == "likely",
                below=match["where"] == "below",
            )
        )

    def asks(self) -> JudgeRequest:
        """Return the request; see PersistentItem."""
        return self.request


TEACHING_ITEMS = (TeachButton, JudgeButton)
"""Both of them, to be registered with the bot."""


@dataclass(frozen=True, slots=True)
class Judging:
    """Makes the buttons beside the likely posts of a thread, for one of the archive's owners.

    `post` is the one that the thread was asked for; for the rest see the module.
    """

    post: str
    likely: bool = False
    below: bool = False

    def buttons(self, pair: Pair) -> tuple[JudgeButton, JudgeButton]:
        """Return the buttons for a likely link, from child to parent."""
        yes, no = (
            JudgeRequest(0, answer, pair, self.post, likely=self.likely, below=self.below)
            for answer in (Answer.YES, Answer.NO)
        )
        return (
            JudgeButton(yes, pgettext("button", "Yes, it continues")),
            JudgeButton(no, f"{ANSWERS[Answer.NO]}"),
        )


def teach_page(user: int, step: Question | RoundEnd, remark: Remark | None = None) -> Page:
    """Return what comes next for an owner: a question, or the end of a round."""
    said = remark_of(remark)
    if isinstance(step, RoundEnd):
        return _end_page(user, step, said)
    buttons = [
        TeachButton(TeachRequest(user, answer, step.pair), f"{label}")
        for answer, label in ANSWERS.items()
    ]
    buttons.append(TeachButton(TeachRequest(user, "stop"), pgettext("button", "Stop")))
    if step.can_undo:
        buttons.append(_undo(user))
    return page(
        "\n".join(filter(None, (said, f"### {QUESTION}"))),
        [_card(step.parent, first_note()), _card(step.child, second_note(step))],
        hint=" · ".join((number_of(step), _("every answer can be taken back"))),
        buttons=buttons,
        kind=AnswerKind.THREAD,
    )


def _end_page(user: int, end: RoundEnd, said: str) -> Page:
    buttons = []
    if end.is_complete:
        more = pgettext("button", "More questions")
        buttons.append(TeachButton(TeachRequest(user), more))
    if end.can_undo:
        buttons.append(_undo(user))
    text = "\n".join(filter(None, (said, end_of(end))))
    return page(text, [], buttons=buttons, kind=AnswerKind.THREAD)


def _undo(user: int) -> TeachButton:
    return TeachButton(TeachRequest(user, "undo"), pgettext("button", "Undo"))


def _card(post: Post, note: str) -> Card:
    """Return a post in full. In a thread it says nothing of whom it answers, so the note does."""
    if post.kind is Kind.REPLY:
        note = " · ".join(filter(None, (note, answered(post))))
    return Card(post, note, show_all=show_all_button, in_thread=True, opened=True)
