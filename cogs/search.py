"""/search: the posts that answer a query."""

from collections.abc import Mapping

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.search.query.ast import Query
from bot.archive.search.query.grammar import HELP
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.services.page_requests import PageRequest
from bot.services.search.execution import MAX_COUNTED
from bot.services.search.grouping import GroupedResults, HitGroup
from bot.services.search.sort_order import Sort
from bot.ui.cards import PER_PAGE, Card, page, sentence
from bot.ui.hits import hit_card
from bot.ui.limits import BUTTON_LABEL
from bot.ui.page_buttons import PageButton, Paging
from bot.ui.text import escape, one_line

FEATURE = "search"

_MOST_ADVICE = 4  # other queries that are offered where nothing was found
_HELP = "?"  # finds nothing as a word


class SearchCog(commands.Cog):
    """Search."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.page_builders[FEATURE] = self.answer

    @app_commands.command(name="search", description="Search the archive; typos are forgiven")
    @app_commands.describe(
        query="Words as you remember them; filters such as from: and since: “?” tells them all",
        sort="The best answers first, unless you choose the newest or the oldest",
    )
    async def search(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, MAX_QUERY_LENGTH],
        sort: Sort = Sort.RELEVANCE,
    ) -> None:
        """Answer /search."""
        arguments = {
            "query": " ".join(query.split()),
            "sort": sort.value,
            "zone": str(await self.bot.time_zone(interaction)),
        }
        await self.bot.answer(interaction, PageRequest(FEATURE, arguments))

    @search.autocomplete("query")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Return queries that what is typed so far may become."""
        found = await self.bot.services.search.complete(typed, interaction.user.id)
        return [app_commands.Choice(name=text, value=text) for text in found]

    async def answer(self, request: PageRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the posts that answer the request's query."""
        if request.arguments["query"] == _HELP:
            return sentence(f"### What a search understands\n```\n{HELP}\n```")
        query = parse(request.arguments["query"])
        zone, find = self.bot.zone_of(request), self.bot.services.grouped_search.find
        sort = Sort(request.arguments.get("sort", Sort.RELEVANCE))
        found, paging = await Paging.ask(
            number,
            lambda offset: find(query, zone, offset=offset, limit=PER_PAGE, sort=sort),
            lambda found: found.count,
        )
        if not found.groups:
            return await self._nothing(query, request)
        ids = [place.hit.post.id for place in found.groups]
        lengths = await self.bot.services.threads.lengths(ids)
        token = await self.bot.services.page_requests.save(request)
        return page(
            f"### {_counted(found)} for “{escape(query.text)}”",
            [_card(place, lengths, more=found.more) for place in found.groups],
            hint=_hint(query, paging.hint(more=found.more)),
            buttons=paging.buttons(token),
        )

    async def _nothing(self, query: Query, request: PageRequest) -> ui.LayoutView:
        """Say that nothing answers, and offer what would."""
        advice = await self.bot.services.search.suggestions(query, self.bot.zone_of(request))
        offers = (
            [(f"Search “{advice.corrected}”", str(advice.corrected))] if advice.corrected else []
        )
        offers += [
            (f"Without {part} ({_told(count)})", str(rest)) for part, rest, count in advice.relaxed
        ]
        buttons = []
        for label, other in offers[:_MOST_ADVICE]:
            asked = PageRequest(FEATURE, {**request.arguments, "query": other})
            token = await self.bot.services.page_requests.save(asked)
            buttons.append(PageButton(token, 0, one_line(label, BUTTON_LABEL)))
        hint = "" if buttons else "Try fewer words, or other ones. `/search query:?` tells more."
        return page(
            f"Nothing in the archive matches “{escape(query.text)}”.", [], hint=hint,
            buttons=buttons,
        )  # fmt: skip


def _card(place: HitGroup, lengths: Mapping[str, int], *, more: bool) -> Card:
    hit, together = place.hit, ""
    if place.matching > 1:
        least = "at least " if more else ""
        together = f"{least}{place.matching} posts of this thread match"
    return hit_card(hit.post, hit.matched, together, lengths.get(hit.post.id, 1))


def _counted(found: GroupedResults) -> str:
    """Return how many posts answer, and in how many places if they are fewer."""
    told = _told(found.total, more=found.more)
    if found.more or found.count == found.total:
        return told
    return f"{told} in {found.count:,} place{'s' if found.count > 1 else ''}"


def _told(count: int, *, more: bool = False) -> str:
    """Return a number of posts as it is told: exactly up to a thousand."""
    if more or count > MAX_COUNTED:
        return f"{MAX_COUNTED:,}+ posts"
    return "1 post" if count == 1 else f"{count:,} posts"


def _hint(query: Query, which: str) -> str:
    parts = [which] if which else []
    if "until:" in str(query):
        parts.append("until: counts that day as well")
    return " · ".join(parts)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(SearchCog(bot))
