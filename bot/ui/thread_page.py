"""A thread as a message: a page of its cards, with buttons; and what owners alone are asked."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import discord
from discord import ui

from bot.archive.paging import Paging
from bot.archive.threads.thread import AssembledThread
from bot.languages import _, pgettext, speaking
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Measured, Page, page
from bot.ui.interactions.open_buttons import OpenButton, neighbour_buttons
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint
from bot.ui.interactions.requests import ThreadFileRequest, ThreadRequest
from bot.ui.interactions.respond import Interaction
from bot.ui.interactions.sending.retrying import retry
from bot.ui.interactions.speech import language_of
from bot.ui.text import escape
from bot.ui.threads import likely_page, thread_heading

_log = logging.getLogger(__name__)


def thread_page(
    request: ThreadRequest,
    thread: AssembledThread,
    pages: tuple[Sequence[Measured], Sequence[range]],
    notes: Sequence[str],
    number: int,
) -> Page:
    """Return page `number` of a thread, or the last one; `pages` are its cards, and those of each.

    `notes` are plain sentences on the request.
    """
    cards, ranges = pages
    paging = Paging.of(number, len(ranges))  # likely posts change their number
    own_request = ThreadRequest(thread.requested_id, likely=request.likely)
    index = thread.requested_index
    asked_page = next(number for number, indexes in enumerate(ranges) if index in indexes)
    shown = page(
        thread_heading(thread),
        [cards[index] for index in ranges[paging.number]],
        hint=" · ".join(filter(None, (_hint(thread, paging), *map(escape, notes)))),
        paging=paging_buttons(paging, own_request),
        buttons=_buttons(thread, paging, asked_page, own_request),
        kind=AnswerKind.THREAD if len(thread.posts) > 1 else AnswerKind.POST,
    )
    shown.shared_as = own_request  # which has no buttons for owners
    return shown


def _buttons(
    thread: AssembledThread, paging: Paging, asked_page: int, request: ThreadRequest
) -> list[ui.Item[Any]]:
    """Return the buttons of a page besides paging: the post asked for, likely links, the file."""
    buttons: list[ui.Item[Any]] = []
    if asked_page != paging.number:
        to_asked = pgettext("button", "To the post you asked for")
        buttons.append(PageButton(request, asked_page, to_asked, suffix="a"))
    if thread.likely or request.likely:
        out = pgettext("button", "Leave the likely ones out")
        label = out if request.likely else pgettext("button", "Take the likely ones in")
        other = replace(request, likely=not request.likely)
        buttons.append(PageButton(other, paging.number, label))
    if len(thread.posts) == 1:
        buttons += neighbour_buttons(thread.posts[0])
    else:
        file = ThreadFileRequest.feature
        label = pgettext("button", "Markdown file")
        buttons.append(OpenButton(file, request.post, label, likely=request.likely))
    return buttons


def _hint(thread: AssembledThread, paging: Paging) -> str:
    if len(thread.posts) == 1:
        return _("This post stands alone: nothing in the archive surely continues it.")
    return paging_hint(paging)


async def ask_about_likely(interaction: Interaction, thread: AssembledThread) -> None:
    """Ask an owner about the likely posts of a thread, in private, below an answer that all see."""
    with speaking(language_of(interaction, private=True)):
        shown = likely_page(thread)
    if shown is None:
        return
    try:
        await retry(lambda: interaction.followup.send(view=shown, ephemeral=True))
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("A question below an answer was not sent: %s", type(error).__name__)
