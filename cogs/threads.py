"""/thread: a thread put back together."""

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.addresses import post_id
from bot.archive.query import parse
from bot.archive.threads import Link
from bot.errors import BadDateError, BadQueryError
from bot.services.pages import Request
from bot.ui.cards import PER_PAGE, Card, page
from bot.ui.limits import CHOICE, CHOICES
from bot.ui.pages import page_buttons
from bot.ui.text import one_line

FEATURE = "thread"

_LONGEST_NAME = 300  # characters; links with long queries are still links


class ThreadsCog(commands.Cog):
    """Threads."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.answers[FEATURE] = self.answer

    @app_commands.command(name="thread", description="Put the thread of a post back together")
    @app_commands.describe(post="The id of any of its posts, a link to it, or words to find it by")
    async def thread(
        self, interaction: Interaction, post: app_commands.Range[str, 1, _LONGEST_NAME]
    ) -> None:
        """Answer /thread."""
        await self.bot.answer(interaction, Request(FEATURE, {"post": post_id(post)}))

    @thread.autocomplete("post")
    async def suggest(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the posts that the words typed so far may mean."""
        try:
            query = parse(typed)
        except (BadQueryError, BadDateError):  # nothing is typed yet, or half of it
            return []
        results = await self.bot.services.search.find(query, limit=CHOICES)
        return [
            app_commands.Choice(
                name=one_line(f"{hit.post.created_at:%Y-%m-%d} {hit.post.text}", CHOICE),
                value=hit.post.id,
            )
            for hit in results.hits
        ]

    async def answer(self, request: Request, number: int) -> ui.LayoutView:
        """Return page `number` of the thread that the request's post belongs to."""
        thread = await self.bot.services.threads.of(request.arguments["post"])
        length = len(thread.posts)
        pages = -(-length // PER_PAGE)
        start = number * PER_PAGE
        links = {link.child: link for link in thread.links}
        cards = [
            Card(post, _note(place, length, links.get(post.id), asked=post.id == thread.asked))
            for place, post in enumerate(thread.posts[start : start + PER_PAGE], start + 1)
        ]
        token = await self.bot.services.pages.keep(request)
        return page(
            f"### A thread of {length} posts" if length > 1 else "",
            cards,
            hint=_hint(number, pages, length),
            buttons=page_buttons(token, number, pages),
        )


def _note(place: int, length: int, link: Link | None, *, asked: bool) -> str:
    if length == 1:
        return ""
    parts = [f"**{place}/{length}**"]
    if link is not None:
        parts.append(f"{link.evidence}: {link.why}")
    if asked:
        parts.append("the post you asked for")
    return " · ".join(parts)


def _hint(number: int, pages: int, length: int) -> str:
    if length == 1:
        return "This post stands alone: nothing in the archive surely continues it."
    return f"Page {number + 1} of {pages}" if pages > 1 else ""


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(ThreadsCog(bot))
