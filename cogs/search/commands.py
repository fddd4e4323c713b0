"""/search: the posts that answer a query."""

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.search.query.grammar import HELP_QUERY
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.archive.search.sort_order import SortOrder
from bot.services.search.nearest import not_compared
from bot.services.search.results import Hit
from bot.ui.cards import POSTS_PER_PAGE
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.open_buttons import like_menu
from bot.ui.interactions.requests import SearchRequest
from bot.ui.options import choices_of
from bot.ui.query_notes import help_page, small_print
from cogs.search.pages import hits_page, no_hits_page


class SearchCog(commands.Cog):
    """Search."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(SearchRequest, self.answer)

    @app_commands.command(name="search", description="Search the archive; typos are forgiven")
    @app_commands.describe(
        query="Words as you remember them; filters such as from: and since: “?” tells them all",
        sort="The best answers first, unless you choose the newest, the oldest or the most liked",
        private=PRIVATE,
    )
    @app_commands.choices(sort=choices_of(SortOrder))
    @anywhere
    async def search(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, MAX_QUERY_LENGTH],
        sort: str = SortOrder.RELEVANCE,
        private: bool | None = None,
    ) -> None:
        """Answer /search."""
        text = " ".join(query.split())
        is_help, order = text == HELP_QUERY, SortOrder(sort)
        if not is_help:
            parse(text)  # raises what only the user may see: before the answer
        await self.bot.answer(
            interaction,
            lambda zone: SearchRequest(text, order, str(zone)),
            private=is_help or private,
        )

    @search.autocomplete("query")
    async def suggest(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return completions of the query that is typed so far."""
        found = await self.bot.services.search.complete(typed)
        return [app_commands.Choice(name=text, value=text) for text in found]

    async def answer(self, request: SearchRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the posts that answer the request's query."""
        if request.query == HELP_QUERY:
            return help_page()
        query, services = parse(request.query), self.bot.services
        zone = self.bot.zone_of(request.zone)
        async with services.archive.view() as view:
            found = await services.grouped_search.find(
                query,
                zone,
                page=number,
                page_size=POSTS_PER_PAGE,
                sort=request.sort,
                within=view,
            )
            notes = await services.search.notes(query, sort=request.sort, within=view)
            below = list[Hit]()
            if found.is_little:
                shown = [group.hit.post.id for group in found.groups]
                below = await services.below_words.find(query, zone, shown, within=view)
            posts = [hit.post for hit in (*(group.hit for group in found.groups), *below)]
            like = like_menu(
                posts, await services.by_meaning.comparable([one.id for one in posts], within=view)
            )
        printed = small_print([*notes, *not_compared(found.missing)])
        if not found.groups:
            await services.posts.require_any()
            return no_hits_page(query, request, found.alternatives, printed, below, like)
        return hits_page(query, request, found, printed, below, like)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(SearchCog(bot))
