"""/thread: the thread that a post belongs to."""

from collections.abc import Sequence

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.posts.ids.links import reference
from bot.archive.threads.teaching import Remark
from bot.archive.threads.teaching_phrases import remark_of
from bot.archive.threads.thread import AssembledThread
from bot.formats.thread_markdown import file_name, write
from bot.languages import _, ngettext
from bot.ui.cards import Measured, text_page
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.requests import ThreadFileRequest, ThreadRequest
from bot.ui.limits import MAX_CHOICE, MAX_CHOICES
from bot.ui.teaching import JudgeRequest, Judging
from bot.ui.thread_page import ask_about_likely, thread_page
from bot.ui.threads import choice_label, likely_page, thread_heading, thread_pages

_LONG = 100  # posts; thousands take a second, which must not block other answers
_LONGEST_NAME = 300  # characters: links with long queries are still links


class ThreadsCog(commands.Cog):
    """Threads."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(ThreadRequest, self.answer)
        bot.register(JudgeRequest, self.answer_judgement)
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
        private = await self.bot.answer(
            interaction, lambda zone: ThreadRequest(post, zone=str(zone)), private=private
        )
        if not private and interaction.user.id in self.bot.policy.owners:
            thread = await self.bot.services.threads.find(post, self.bot.time_zone(interaction))
            await ask_about_likely(interaction, thread)

    @thread.autocomplete("post")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Return the first posts of the threads that match what is typed so far."""
        zone = self.bot.time_zone(interaction)
        complete = self.bot.services.thread_completion.complete
        return [
            app_commands.Choice(name=choice_label(post, zone), value=reference(post.id, MAX_CHOICE))
            for post in await complete(typed, MAX_CHOICES, zone)
        ]

    async def answer(self, request: ThreadRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the thread that the request's post belongs to."""
        thread = await self.bot.services.threads.find(
            request.post, self.bot.zone_of(request.zone), include_likely=request.likely
        )
        notes = await self.bot.services.search.notes_on_ref(request.post)
        return thread_page(request, thread, await self._pages(request, thread), notes, number)

    async def answer_judgement(self, request: JudgeRequest, _number: int) -> ui.LayoutView:
        """Keep what an owner says of a likely link, and return the thread as it is then."""
        services = self.bot.services
        kept = await services.teaching.judge(str(request.user), request.pair, request.answer)
        said = _("Noted.") if kept else remark_of(Remark.STALE)
        again = ThreadRequest(request.post, likely=request.likely, teaches=True)
        thread = await services.threads.assemble(again.post, include_likely=again.likely)
        if request.below:
            nothing = _("No likely continuation is left.")
            return likely_page(thread, said) or text_page(f"{said} {nothing}", private=True)
        pages = await self._pages(again, thread)
        indexes = (n for n, post in enumerate(thread.posts) if post.id == request.pair[0])
        index = next(indexes, len(pages[0]) - 1)
        number = next(number for number, shown in enumerate(pages[1]) if index in shown)
        return thread_page(again, thread, pages, [said], number)

    async def _pages(
        self, request: ThreadRequest, thread: AssembledThread
    ) -> tuple[Sequence[Measured], Sequence[range]]:
        """Return the cards and pages of a thread; see `thread_pages`."""
        judging = Judging(thread.requested_id, likely=request.likely) if request.teaches else None
        if len(thread.posts) <= _LONG:
            return thread_pages(thread_heading(thread), thread, judging)
        run = self.bot.services.archive.long_work.run
        return await run(thread_pages, thread_heading(thread), thread, judging)

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


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(ThreadsCog(bot))
