"""/random: a post at random, without repetition."""

from collections.abc import Collection

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.languages import _
from bot.services.posts.posts import ThreadedPost
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Card, Page, page, text_page
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.open_buttons import (
    like_button,
    neighbour_buttons,
    show_all_button,
    thread_button,
)
from bot.ui.interactions.page_buttons import AgainButton
from bot.ui.interactions.requests import PostRequest, RandomRequest
from bot.ui.query_notes import MAX_QUERY_SHOWN, small_print
from bot.ui.text import shorten


class RandomCog(commands.Cog):
    """Random posts."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(RandomRequest, self.answer)

    @app_commands.command(name="random", description="Show a post at random, none twice")
    @app_commands.describe(
        query="Only posts that fit; words and filters as in /search", private=PRIVATE
    )
    @anywhere
    async def random(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, MAX_QUERY_LENGTH] | None = None,
        private: bool | None = None,
    ) -> None:
        """Answer /random."""
        if query:
            parse(query)  # raises what only the user may see: before the answer
        shuffle = f"channel:{interaction.channel_id}"
        await self.bot.answer(
            interaction,
            lambda zone: RandomRequest(shuffle, query or "", str(zone)),
            private=private,
        )

    async def answer(self, request: RandomRequest, _number: int) -> ui.LayoutView:
        """Return a page with a random post."""
        query = parse(request.query) if request.query else None
        zone = self.bot.zone_of(request.zone)
        found = await self.bot.services.memories.draw(request.shuffle, query, zone)
        sentences = await self.bot.services.search.notes(query) if query else []
        if found is None:
            await self.bot.services.posts.require_any()
            sentences += await self.bot.services.memories.notes()
            return no_draw_page(query, small_print(sentences))
        comparable = await self.bot.services.by_meaning.comparable([found.post.id])
        return drawn_page(request, found, small_print(sentences), comparable)


def drawn_page(
    request: RandomRequest, found: ThreadedPost, notes: str, comparable: Collection[str] = ()
) -> Page:
    """Return the page with the post that was drawn; `notes`, markdown, are on the query.

    It has a button for others like it if its id is among those `comparable`.
    """
    post = found.post
    thread, like = thread_button(post.id, found.thread_length), like_button(post, comparable)
    drawn = page(
        notes.lstrip(),
        [Card(post, button=thread, show_all=show_all_button, opened=True)],
        buttons=[AgainButton(request), *neighbour_buttons(post), *([like] if like else [])],
        kind=AnswerKind.POST,
    )
    drawn.shared_as = PostRequest(post.id)  # a draw shows another post each time
    return drawn


def no_draw_page(query: Query | None, notes: str) -> Page:
    """Return the page for a query that no post fits that comes at random."""
    if query is None:
        sentence = _("There is no post to draw.")
    else:
        typed = shorten(query.text, MAX_QUERY_SHOWN)
        sentence = _("There is no post that fits “{query}” to draw.", query=typed)
    hint = _("Replies and reposts come where the query asks for them: `is:reply`, `is:repost`.")
    return text_page(
        f"{sentence}\n-# {hint}{notes}",
        private=True,
        kind=AnswerKind.NOTHING,
    )


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(RandomCog(bot))
