"""/search: the posts that answer a query."""

from dataclasses import replace
from functools import partial

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.plurals import counted
from bot.archive.search.query.ast import Query
from bot.archive.search.query.grammar import HELP_QUERY
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.archive.search.sort_order import SortOrder
from bot.languages import _, ngettext
from bot.services.search.execution import MAX_COUNTED
from bot.services.search.results import Alternatives, GroupedResults
from bot.services.search.similar import headings
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import POSTS_PER_PAGE, Page, page
from bot.ui.hits import common_replacements, fewer_words, hit_card, matching_note
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint
from bot.ui.interactions.requests import SearchRequest
from bot.ui.limits import MAX_BUTTON_LABEL
from bot.ui.options import choices_of
from bot.ui.query_notes import MAX_QUERY_SHOWN, help_page, small_print
from bot.ui.text import one_line, shorten

_MOST_SUGGESTIONS = 4  # other queries that are offered if nothing was found


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
        query = parse(request.query)
        found = await self.bot.services.grouped_search.find(
            query,
            self.bot.zone_of(request.zone),
            page=number,
            page_size=POSTS_PER_PAGE,
            sort=request.sort,
        )
        notes = small_print(await self.bot.services.search.notes(query, sort=request.sort))
        if not found.groups:
            await self.bot.services.posts.require_any()
            return no_hits_page(query, request, found.alternatives, notes)
        return hits_page(query, request, found, notes)


def hits_page(query: Query, request: SearchRequest, found: GroupedResults, notes: str) -> Page:
    """Return the page with the hits that were found; `notes`, markdown, are on the query."""
    hits = [group.hit for group in found.groups]
    common = common_replacements([hit.matched for hit in hits])
    threads = [matching_note(group.matching_count, more=found.more) for group in found.groups]
    card = partial(hit_card, replacements=not common, phrases=query.phrases)
    notes = (f"\n-# {common}" if common else "") + notes
    posts, shown = _post_count(found.total, more=found.more), shorten(query.text, MAX_QUERY_SHOWN)
    heading = _("{posts} for “{query}”", posts=posts, query=shown)
    return page(
        f"### {heading}{notes}",
        [
            card(
                one.post, one.matched, note, one.thread_length, heading=line, pictured=one.pictured
            )
            for one, note, line in zip(hits, threads, headings(hits), strict=True)
        ],
        hint=_hint(found),
        paging=paging_buttons(found.paging, request, more=found.more),
    )


def no_hits_page(query: Query, request: SearchRequest, others: Alternatives, notes: str) -> Page:
    """Return the page for a query without hits, with queries that have some."""
    corrected = others.corrected
    offers = {str(corrected): _("Search “{query}”", query=corrected)} if corrected else {}
    for part, rest, found in others.relaxed:
        label = _("Without {part} ({posts})", part=part, posts=_post_count(found))
        offers.setdefault(str(rest), label)
    buttons = [
        PageButton(replace(request, query=other), 0, one_line(label, MAX_BUTTON_LABEL))
        for other, label in [*offers.items()][:_MOST_SUGGESTIONS]
    ]
    hint = "" if buttons else fewer_words()
    shown = shorten(query.text, MAX_QUERY_SHOWN)
    heading = _("Nothing in the archive matches “{query}”.", query=shown)
    return page(
        heading + notes, [], hint=hint, buttons=buttons, private=True, kind=AnswerKind.NOTHING
    )


def _hint(found: GroupedResults) -> str:
    """Return which page it is, and whether there are fewer results than posts that match."""
    hint = paging_hint(found.paging, more=found.more)
    if found.more or found.group_count == found.total:
        return hint
    return " · ".join(filter(None, (hint, _("each thread is shown once"))))


def _post_count(count: int, *, more: bool = False) -> str:
    """Return a number of posts in words: exact up to MAX_COUNTED."""
    if more or count > MAX_COUNTED:
        # Translators: more than so many posts
        return ngettext("{count:,}+ post", "{count:,}+ posts", MAX_COUNTED)
    return counted(count, "post")


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(SearchCog(bot))
