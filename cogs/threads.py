"""/thread: the thread that a post belongs to."""

import asyncio
from typing import Any
from zoneinfo import ZoneInfo

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.posts.links import find_post_id
from bot.archive.posts.post import Post
from bot.archive.search.query.parser import parse
from bot.archive.threads.thread import AssembledThread
from bot.errors import NotInArchiveError
from bot.formats.thread_markdown import file_name, write
from bot.services.page_requests import PageRequest
from bot.ui.cards import page, text_page
from bot.ui.limits import MAX_CHOICE, MAX_CHOICES
from bot.ui.open_buttons import THREAD, THREAD_FILE, OpenButton, thread_arguments
from bot.ui.page_buttons import PageButton, Paging
from bot.ui.text import one_line
from bot.ui.threads import thread_heading, thread_pages

_LONGEST_NAME = 300  # characters; links with long queries are still links


class ThreadsCog(commands.Cog):
    """Threads."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.page_builders[THREAD] = self.answer
        bot.page_builders[THREAD_FILE] = self.answer_file

    @app_commands.command(name="thread", description="Put the thread of a post back together")
    @app_commands.describe(post="The id of any of its posts, a link to it, or words to find it by")
    async def thread(
        self, interaction: Interaction, post: app_commands.Range[str, 1, _LONGEST_NAME]
    ) -> None:
        """Answer /thread."""
        zone = str(await self.bot.time_zone(interaction))
        await self.bot.answer(interaction, PageRequest(THREAD, {"post": post, "zone": zone}))

    @thread.autocomplete("post")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Return the first posts of the threads that match what is typed so far."""
        zone = await self.bot.time_zone(interaction)
        complete = self.bot.services.thread_completion.complete
        return [
            app_commands.Choice(name=_choice_label(post, zone), value=post.id)
            for post in await complete(typed, MAX_CHOICES, zone, interaction.user.id)
        ]

    async def answer(self, request: PageRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the thread that the request's post belongs to."""
        include_likely = "likely" in request.arguments
        thread = await self._find(request, include_likely=include_likely)
        heading = thread_heading(thread)
        # Thousands of posts take a second, which must not block other answers.
        cards, pages = await asyncio.to_thread(thread_pages, heading, thread)
        paging = Paging.of(number, len(pages))  # likely posts change their number
        asked = thread.requested_index
        asked_page = next(number for number, indexes in enumerate(pages) if asked in indexes)
        return page(
            heading,
            [cards[index] for index in pages[paging.number]],
            hint=_hint(thread, paging),
            buttons=await self._buttons(thread, paging, asked_page, include_likely=include_likely),
        )

    async def answer_file(self, request: PageRequest, _number: int) -> ui.LayoutView:
        """Return the whole thread that the request's post belongs to, as a Markdown file."""
        thread = await self.bot.services.threads.assemble(
            request.arguments["post"], include_likely="likely" in request.arguments
        )
        contents = await asyncio.to_thread(write, thread)
        text = f"The thread, {len(thread.posts)} posts, as a Markdown file."
        return text_page(text).attach(file_name(thread), contents)

    async def _find(self, request: PageRequest, *, include_likely: bool) -> AssembledThread:
        """Return the thread of a post that is given by its id, a link, or words from it."""
        threads, ref = self.bot.services.threads, request.arguments["post"]
        missing = NotInArchiveError(
            "No post in the archive matches that. Give other words, the id of a post, such as "
            "1585839954944749569, or a link to it."
        )
        if find_post_id(ref):
            try:
                return await threads.assemble(ref, include_likely=include_likely)
            except NotInArchiveError as error:
                if not ref.strip().isdigit():
                    raise
                missing = error  # a number may be a word as well, such as a year
        query, zone = parse(ref), self.bot.zone_of(request)
        results = await self.bot.services.search.find(query, zone, limit=1)
        if not results.hits:
            raise missing
        return await threads.assemble(results.hits[0].post.id, include_likely=include_likely)

    async def _buttons(
        self, thread: AssembledThread, paging: Paging, asked_page: int, *, include_likely: bool
    ) -> list[ui.Item[Any]]:
        """Return the buttons of a page: paging, the post asked for, likely links, the file."""
        save, post = self.bot.services.page_requests.save, thread.requested_id
        token = await save(PageRequest(THREAD, thread_arguments(post, likely=include_likely)))
        buttons: list[ui.Item[Any]] = [*paging.buttons(token)]
        if asked_page != paging.number:
            buttons.append(PageButton(token, asked_page, "To the post you asked for", suffix="a"))
        if thread.likely or include_likely:
            other = await save(
                PageRequest(THREAD, thread_arguments(post, likely=not include_likely))
            )
            label = "Leave the likely ones out" if include_likely else "Take the likely ones in"
            buttons.append(PageButton(other, paging.number, label))
        if len(thread.posts) > 1:
            buttons.append(OpenButton(THREAD_FILE, post, "Markdown file", likely=include_likely))
        return buttons


def _choice_label(post: Post, zone: ZoneInfo) -> str:
    return one_line(f"{post.date_in(zone)} {post.text}", MAX_CHOICE)


def _hint(thread: AssembledThread, paging: Paging) -> str:
    if len(thread.posts) == 1:
        return "This post stands alone: nothing in the archive surely continues it."
    return paging.hint()


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(ThreadsCog(bot))
