"""The commands that show figures of the archive, or of one year of it."""

from rich.text import Text

from bot.archive.search.query.parser import parse
from bot.archive.statistics.model import Statistics
from bot.errors import NO_POSTS
from bot.formats.statistics_lines import statistics_lines
from bot.formats.statistics_records import posts_of, statistics_record
from bot.services.archive_views import View
from bot.services.container import Services
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive, terminal


async def stats(chosen: Arguments, settings: Settings) -> None:
    """Print the statistics of all posts, or of those that fit a query."""
    text = " ".join(chosen.query)
    query = parse(text) if text else None
    async with open_archive(settings) as services, services.archive.view() as view:
        found = await services.statistics.of(
            settings.time_zone, query, account=chosen.account, within=view
        )
        notes = await services.search.notes(query, within=view) if query else []
        if chosen.json:
            await _print_record(found, notes, services, view)
            return
        if found.total:
            _print_lines(found)
        else:
            await _print_nothing("There is no post that fits.", services, view)
        terminal(settings).notes(notes)


async def year(chosen: Arguments, settings: Settings) -> None:
    """Print the statistics of one year."""
    async with open_archive(settings) as services, services.archive.view() as view:
        found = await services.statistics.of(
            settings.time_zone, account=chosen.account, year=chosen.year, within=view
        )
        if chosen.json:
            await _print_record(found, [], services, view)
        elif found.total:
            _print_lines(found)
        else:
            years = ", ".join(map(str, found.years))
            others = f" There are posts of {years}." if years else ""
            await _print_nothing(f"Nothing was posted in {chosen.year}.{others}", services, view)


async def _print_record(
    found: Statistics, notes: list[str], services: Services, view: View
) -> None:
    links = await services.threads.links_to_parents(posts_of(found), within=view)
    streams.print_record(statistics_record(found, links) | {"notes": notes})


def _print_lines(found: Statistics) -> None:
    console = streams.console()
    for line in statistics_lines(found):
        console.print(Text(line.text, "bold" if line.is_heading else ""))


async def _print_nothing(sentence: str, services: Services, view: View) -> None:
    streams.console().print(sentence if await services.posts.count(within=view) else NO_POSTS)
