"""/search: the posts that answer a query."""

from collections.abc import Mapping
from dataclasses import replace

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.search.query.ast import Query
from bot.archive.search.query.grammar import HELP
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.archive.search.sort_order import SortOrder
from bot.services.search.execution import MAX_COUNTED
from bot.services.search.grouping import GroupedResults, HitGroup
from bot.ui.cards import POSTS_PER_PAGE, Card, page, text_page
from bot.ui.hits import hit_card
from bot.ui.limits import MAX_BUTTON_LABEL
from bot.ui.page_buttons import PageButton, Paging
from bot.ui.requests import SearchRequest
from bot.ui.text import escape, one_line

_MOST_SUGGESTIONS = 4  # other queries that are offered if nothing was found
_HELP = "?"  # as a word it would find nothing


class SearchCog(commands.Cog):
    """Search."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(SearchRequest, self.answer)

    @app_commands.command(name="search", description="Search the archive; typos are forgiven")
    @app_commands.describe(
        query="Words as you remember them; filters such as from: and since: “?” tells them all",
        sort="The best answers first, unless you choose the newest or the oldest",
    )
    async def search(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, MAX_QUERY_LENGTH],
        sort: SortOrder = SortOrder.RELEVANCE,
    ) -> None:
        """Answer /search."""
        text = " ".join(query.split())
        await self.bot.answer(interaction, lambda zone: SearchRequest(text, sort, str(zone)))

    @search.autocomplete("query")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Return completions of the query that is typed so far."""
        found = await self.bot.services.search.complete(typed, interaction.user.id)
        return [app_commands.Choice(name=text, value=text) for text in found]

    async def answer(self, request: SearchRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the posts that answer the request's query."""
        if request.query == _HELP:
            return text_page(f"### What a search understands\n```\n{HELP}\n```")
        query = parse(request.query)
        zone, find = self.bot.zone_of(request.zone), self.bot.services.grouped_search.find
        sort = request.sort
        found, paging = await Paging.fetch(
            number,
            lambda offset: find(query, zone, offset=offset, limit=POSTS_PER_PAGE, sort=sort),
            lambda found: found.group_count,
        )
        if not found.groups:
            return await self._nothing(query, request)
        ids = [group.hit.post.id for group in found.groups]
        lengths = await self.bot.services.threads.lengths(ids)
        return page(
            f"### {_counted(found)} for “{escape(query.text)}”",
            [_card(group, lengths, more=found.more) for group in found.groups],
            hint=_hint(query, paging.hint(more=found.more)),
            buttons=paging.buttons(request),
        )

    async def _nothing(self, query: Query, request: SearchRequest) -> ui.LayoutView:
        """Return the page for a query without hits, with queries that have some."""
        suggestions = await self.bot.services.search.alternatives(
            query, self.bot.zone_of(request.zone)
        )
        corrected = suggestions.corrected
        offers = [(f"Search “{corrected}”", str(corrected))] if corrected else []
        offers += [
            (f"Without {part} ({_post_count(count)})", str(rest))
            for part, rest, count in suggestions.relaxed
        ]
        buttons = []
        for label, other in offers[:_MOST_SUGGESTIONS]:
            offered = replace(request, query=other)
            buttons.append(PageButton(offered, 0, one_line(label, MAX_BUTTON_LABEL)))
        hint = "" if buttons else "Try fewer words, or other ones. `/search query:?` tells more."
        return page(
            f"Nothing in the archive matches “{escape(query.text)}”.", [], hint=hint,
            buttons=buttons,
        )  # fmt: skip


def _card(group: HitGroup, lengths: Mapping[str, int], *, more: bool) -> Card:
    hit, thread_note = group.hit, ""
    if group.matching_count > 1:
        least = "at least " if more else ""
        thread_note = f"{least}{group.matching_count} posts of this thread match"
    return hit_card(hit.post, hit.matched, thread_note, lengths.get(hit.post.id, 1))


def _counted(found: GroupedResults) -> str:
    """Return how many posts match, and in how many groups if these are fewer."""
    posts = _post_count(found.total, more=found.more)
    if found.more or found.group_count == found.total:
        return posts
    return f"{posts} in {found.group_count:,} place{'s' if found.group_count > 1 else ''}"


def _post_count(count: int, *, more: bool = False) -> str:
    """Return a number of posts in words: exact up to MAX_COUNTED."""
    if more or count > MAX_COUNTED:
        return f"{MAX_COUNTED:,}+ posts"
    return "1 post" if count == 1 else f"{count:,} posts"


def _hint(query: Query, page_hint: str) -> str:
    parts = [page_hint] if page_hint else []
    if "until:" in str(query):
        parts.append("until: counts that day as well")
    return " · ".join(parts)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(SearchCog(bot))
