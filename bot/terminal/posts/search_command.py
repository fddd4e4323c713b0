"""`throwback search`."""

import sys
import time

from bot.archive.search.query.ast import Query
from bot.archive.search.query.grammar import HELP_QUERY, help_text
from bot.archive.search.query.originals import mentions_deleted
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.errors import NO_POSTS, BadDateError, BadQueryError, TooLongError
from bot.formats import json_records
from bot.services.archive_views import View
from bot.services.container import Services
from bot.services.meaning.errors import MeaningError
from bot.services.search.nearest import not_compared
from bot.services.search.results import Alternatives, Hit, Results
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive, terminal

# Seconds that what is found by meaning may take: each command starts the process anew, and what
# words find is printed before.
_PATIENCE = 15.0


async def search(chosen: Arguments, settings: Settings) -> None:
    """Search; with `-` as the query, once for each line of standard input."""
    async with open_archive(settings) as services:
        if list(chosen.query) != ["-"]:
            await _search_one(" ".join(chosen.query), chosen, settings, services)
            return
        for text in filter(None, map(str.strip, sys.stdin)):
            try:
                await _search_one(text, chosen, settings, services)
            except (BadQueryError, BadDateError, TooLongError, MeaningError) as error:
                # The other lines are still answered.
                if chosen.json:
                    streams.print_record({"query": text, "hits": [], "error": str(error)})
                else:
                    streams.console().print(str(error))


async def _search_one(text: str, chosen: Arguments, settings: Settings, services: Services) -> None:
    if text.strip() == HELP_QUERY:
        _explain_queries(text, chosen)
        return
    began = time.perf_counter()
    query, zone, sort = parse(text), settings.time_zone, SortOrder(chosen.sort)
    async with services.archive.view(show_deleted=mentions_deleted(query)) as view:
        results = await services.search.find(
            query, zone, limit=chosen.limit, sort=sort, within=view
        )
        milliseconds = (time.perf_counter() - began) * 1000
        notes = await services.search.notes(query, sort=sort, within=view)
        notes += not_compared(results.missing)
        if not chosen.json and not await _show_results(
            text, query, results, settings, services, view
        ):
            return
        by_meaning = await _by_meaning(query, results, settings, services, view)
        if not chosen.json:
            if not (results.hits or by_meaning):
                notes += await services.below_words.advice(query, within=view)
            terminal(settings).by_meaning(by_meaning)
            terminal(settings).notes(notes)
            return
        posts = [hit.post for hit in (*results.hits, *by_meaning)]
        links = await services.threads.links_to_parents(posts, within=view)
    streams.print_record(
        {
            "query": text,
            "hits": [json_records.hit_record(hit, links) for hit in results.hits],
            "by_meaning": [json_records.hit_record(hit, links) for hit in by_meaning],
            "total": results.total,
            "more": results.more,
            "notes": notes,
            "milliseconds": round(milliseconds, 3),
        }
    )


def _explain_queries(text: str, chosen: Arguments) -> None:
    if chosen.json:
        streams.print_record({"query": text, "hits": [], "help": help_text()})
    else:
        streams.console().print(help_text())


async def _show_results(
    text: str, query: Query, results: Results, settings: Settings, services: Services, view: View
) -> bool:
    """Print the results; return whether there was any post to search in."""
    alternatives = Alternatives()
    if not results.hits:
        if not await services.posts.count(within=view):
            streams.console().print(NO_POSTS)
            return False
        alternatives = await services.search.alternatives(query, settings.time_zone, within=view)
    terminal(settings).results(text, results, alternatives)
    return True


async def _by_meaning(
    query: Query, results: Results, settings: Settings, services: Services, view: View
) -> list[Hit]:
    """Return what is near to the words of a query that finds little; see BelowWords."""
    if not results.is_little:
        return []
    shown = [hit.post.id for hit in results.hits]
    return await services.below_words.find(
        query, settings.time_zone, shown, within=view, patience=_PATIENCE
    )
