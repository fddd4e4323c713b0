"""/thread: the thread that a post belongs to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.paging import Paging
from bot.archive.threads.thread import AssembledThread
from bot.formats.thread_markdown import file_name, write
from bot.languages import _, ngettext, pgettext
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Measured, Page, page, text_page
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.open_buttons import OpenButton, neighbour_buttons
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint
from bot.ui.interactions.requests import ThreadFileRequest, ThreadRequest
from bot.ui.limits import MAX_CHOICES
from bot.ui.text import escape
from bot.ui.threads import choice_label, thread_heading, thread_pages

_LONG = 100  # posts; thousands take a second, which must not block other answers
_LONGEST_NAME = 300  # characters: links with long queries are still links


class ThreadsCog(commands.Cog):
    """Threads."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(ThreadRequest, self.answer)
        bot.register(ThreadFileRequest, self.answer_file)

    @app_commands.command(name="thread", description="Put the thread of a post back together")
    @app_commands.describe(
        post="The id of any of its posts, a link to it, or words to find it by", private=PRIVATE
    )
    @anywhere
    async def thread(
        self,
        interaction: Interaction,
        post: app_commands.Range[str, 1, _LONGEST_NAME],
        private: bool | None = None,
    ) -> None:
        """Answer /thread."""
        await self.bot.answer(
            interaction, lambda zone: ThreadRequest(post, zone=str(zone)), private=private
        )

    @thread.autocomplete("post")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Return the first posts of the threads that match what is typed so far."""
        zone = self.bot.time_zone(interaction)
        complete = self.bot.services.thread_completion.complete
        return [
            app_commands.Choice(name=choice_label(post, zone), value=post.id)
            for post in await complete(typed, MAX_CHOICES, zone)
        ]

    async def answer(self, request: ThreadRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the thread that the request's post belongs to."""
        thread = await self.bot.services.threads.find(
            request.post, self.bot.zone_of(request.zone), include_likely=request.likely
        )
        heading = thread_heading(thread)
        if len(thread.posts) > _LONG:
            pages = await self.bot.services.archive.long_work.run(thread_pages, heading, thread)
        else:
            pages = thread_pages(heading, thread)
        notes = await self.bot.services.search.notes_on_ref(request.post)
        return thread_page(request, thread, pages, notes, number)

    async def answer_file(self, request: ThreadFileRequest, _number: int) -> ui.LayoutView:
        """Return the whole thread that the request's post belongs to, as a Markdown file."""
        thread = await self.bot.services.threads.assemble(
            request.post, include_likely=request.likely
        )
        contents = await self.bot.services.archive.long_work.run(write, thread)
        text = ngettext(
            "The thread, {count:,} post, as a Markdown file.",
            "The thread, {count:,} posts, as a Markdown file.",
            len(thread.posts),
        )
        return text_page(text).attach(file_name(thread), contents)


def thread_page(
    request: ThreadRequest,
    thread: AssembledThread,
    pages: tuple[Sequence[Measured], Sequence[range]],
    notes: Sequence[str],
    number: int,
) -> Page:
    """Return page `number` of a thread, or the last one; `pages` are as of `thread_pages`.

    `notes` are plain sentences on the request.
    """
    cards, ranges = pages
    paging = Paging.of(number, len(ranges))  # likely posts change their number
    own_request = ThreadRequest(thread.requested_id, likely=request.likely)
    index = thread.requested_index
    asked_page = next(number for number, indexes in enumerate(ranges) if index in indexes)
    return page(
        thread_heading(thread),
        [cards[index] for index in ranges[paging.number]],
        hint=" · ".join(filter(None, (_hint(thread, paging), *map(escape, notes)))),
        paging=paging_buttons(paging, own_request),
        buttons=_buttons(thread, paging, asked_page, own_request),
        kind=AnswerKind.THREAD if len(thread.posts) > 1 else AnswerKind.POST,
    )


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


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(ThreadsCog(bot))
