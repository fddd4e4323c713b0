"""The commands on the archive as a whole: its months, its state, and what is kept quiet."""

from collections.abc import AsyncIterator

from rich.text import Text

from bot.archive.memories.months import MonthPage, parse_month, years_of
from bot.archive.plurals import counted
from bot.archive.posts.sanitize import show_controls
from bot.archive.posts.status import status_lines
from bot.errors import NO_POSTS
from bot.formats.month_record import month_record
from bot.formats.status_record import status_record
from bot.languages import _, number, short_month
from bot.services.archive_views import View
from bot.services.container import Services
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive, terminal

_TOGETHER = 500  # posts that are read at a time


async def browse(chosen: Arguments, settings: Settings) -> None:
    """Print all posts of a month, oldest first, and how many posts the other months have."""
    year, month = parse_month(" ".join(chosen.month)) if chosen.month else (None, None)
    asked = (year, month, chosen.account or "")
    async with open_archive(settings) as services, services.archive.view() as view:
        pages = [page async for page in _pages(asked, settings, services, view)]
        posts = [post for page in pages for post, _length in page.posts]
        links = await services.threads.links_to_parents(posts if chosen.json else [], within=view)
    if chosen.json:
        streams.print_record(month_record(pages, str(settings.time_zone), links))
    elif pages:
        _print_month(pages, pages[0].instead_of(year, month), settings)
    else:
        streams.console().print(NO_POSTS)


async def _pages(
    asked: tuple[int | None, int | None, str], settings: Settings, services: Services, view: View
) -> AsyncIterator[MonthPage]:
    """Yield the pages of the month; none of an archive without posts."""
    number, pages = 0, 1
    while number < pages:
        page = await services.browsing.page(
            asked[0], asked[1], settings.time_zone, asked[2],
            page=number, page_size=_TOGETHER, within=view,
        )  # fmt: skip
        if page is None:
            return
        yield page
        number, pages = number + 1, page.paging.pages


def _print_month(pages: list[MonthPage], missing: str, settings: Settings) -> None:
    console, first = streams.console(), pages[0]
    if missing:
        console.print(_("Nothing of {month}, so this is the nearest month.", month=missing))
    posts = counted(first.counts[first.month], "post")
    # Translators: a heading: a month, and how many posts it has.
    heading = _("{month}: {posts}", month=first.month.name, posts=posts)
    console.print(Text(heading, "bold"), end="\n\n")
    printer = terminal(settings)
    for page in pages:
        for post, length in page.posts:
            thread = _("a thread of {length}", length=length) if length > 1 else ""
            printer.post(post, thread)
    console.print(Text(_("Posts by month"), "bold"))
    for year, total in sorted(years_of(first.counts).items()):
        months = (
            f"{short_month(month.month)} {number(count)}"
            for month, count in first.counts.items()
            if month.year == year
        )
        # Translators: as in “2022 12: Jan 4, Dec 8”: how many posts a year and its months have.
        line = _("{year} {total:,}: {months}", year=year, total=total, months=", ".join(months))
        console.print(Text(line))


async def status(chosen: Arguments, settings: Settings) -> None:
    """Print what the archive holds."""
    async with open_archive(settings) as services:
        current = await services.status.current()
    if chosen.json:
        streams.print_record(status_record(current))
        return
    console = streams.console()
    for heading, text in status_lines(current):
        # Translators: a heading before a text in the same line.
        label = _("{heading}: ", heading=heading)
        console.print(Text(label, "bold") + Text(show_controls(text)))
    for guild, count in current.stored.hidden_in.items():
        hidden = _("Hidden in server {id} alone: {number:,}", id=guild, number=count)
        console.print(Text(hidden))


async def quiet(chosen: Arguments, settings: Settings) -> None:
    """Add a quiet rule, remove one, or list all."""
    async with open_archive(settings, state=True) as services:
        sentence = None
        if chosen.add is not None:
            sentence = await services.quiet.add(chosen.add, settings.time_zone)
        elif chosen.remove is not None:
            sentence = await services.quiet.remove(chosen.remove)
        rules = await services.quiet.all()
    if chosen.json:
        streams.print_record({"answer": sentence, "rules": rules})
        return
    for line in [sentence] if sentence is not None else rules or [_("Nothing is kept quiet.")]:
        streams.console().print(Text(show_controls(line)))
