"""Opened posts: what the buttons Show all, Before and After lead to."""

from discord import ui
from discord.ext import commands

from bot.app import Throwback
from bot.ui.interactions.requests import PostRequest
from bot.ui.post_pages import post_page


class PostsCog(commands.Cog):
    """Single posts."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(PostRequest, self.answer)

    async def answer(self, request: PostRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the request's post."""
        services = self.bot.services
        async with services.archive.view() as view:
            opened = await services.posts.open(request.post, request.neighbour, within=view)
            comparable = await services.by_meaning.comparable([opened.post.id], within=view)
        return post_page(
            opened.post,
            opened.thread_length,
            opened.neighbours,
            number,
            reveal=request.reveal,
            comparable=comparable,
        )


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(PostsCog(bot))
