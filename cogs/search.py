"""/search: the posts that answer a query."""

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.query import LONGEST_QUERY, parse
from bot.archive.ranking import Match
from bot.services.pages import Request
from bot.ui.cards import NOTE, PER_PAGE, Card, page, sentence
from bot.ui.pages import page_buttons
from bot.ui.text import escape, shorten

FEATURE = "search"

_WORD = 40  # characters of a word in a note


class SearchCog(commands.Cog):
    """Search."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.answers[FEATURE] = self.answer

    @app_commands.command(name="search", description="Search the archive; typos are forgiven")
    @app_commands.describe(query="Words of the post, as you remember them")
    async def search(
        self, interaction: Interaction, query: app_commands.Range[str, 1, LONGEST_QUERY]
    ) -> None:
        """Answer /search."""
        await self.bot.answer(interaction, Request(FEATURE, {"query": " ".join(query.split())}))

    async def answer(self, request: Request, number: int) -> ui.LayoutView:
        """Return page `number` of the posts that answer the request's query."""
        query = parse(request.arguments["query"])
        asked = escape(query.text)
        results = await self.bot.services.search.find(
            query, offset=number * PER_PAGE, limit=PER_PAGE
        )
        if not results.hits:
            return sentence(
                f"Nothing in the archive matches “{asked}”.\n"
                "-# Try fewer words, or other ones for the same thing. A typo or two does no harm."
            )
        pages = -(-results.total // PER_PAGE)
        token = await self.bot.services.pages.keep(request)
        count = "1 post" if results.total == 1 else f"{results.total} posts"
        return page(
            f"### {count} for “{asked}”",
            [Card(hit.post, _stood_in(hit.matched)) for hit in results.hits],
            hint=f"Page {number + 1} of {pages}" if pages > 1 else "",
            buttons=page_buttons(token, number, pages),
        )


def _stood_in(matched: tuple[Match, ...]) -> str:
    """Return what stood in for what, where the words differ; an ellipsis for what is too much."""
    note = ""
    for match in matched:
        if match.word == match.found:
            continue
        pair = f"{shorten(match.word, _WORD)} → {shorten(match.found, _WORD)}"
        if len(note) + len(pair) > NOTE - 10:
            return f"{note}, …"
        note += f", {pair}" if note else pair
    return note


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(SearchCog(bot))
