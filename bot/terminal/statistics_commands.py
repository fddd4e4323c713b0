"""The commands that show figures of the archive, or of one year of it."""

import logging
from pathlib import Path

from rich.text import Text

from bot.archive.search.query.parser import parse
from bot.archive.statistics import phrases
from bot.archive.statistics.model import Statistics
from bot.archive.statistics.picture import Picture
from bot.archive.statistics.theme import Theme
from bot.errors import NO_POSTS, PictureError, system_reason
from bot.formats.statistics_lines import statistics_lines
from bot.formats.statistics_records import posts_of, statistics_record
from bot.languages import _, lazy
from bot.languages.punctuation import colon, full_stop, sentences
from bot.languages.sizes import file_size
from bot.services.archive_views import View
from bot.services.container import Services
from bot.services.statistics import pictures
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive, terminal


async def stats(chosen: Arguments, settings: Settings) -> None:
    """Print, or draw, the statistics of all posts, or of those that fit a query."""
    text = " ".join(chosen.query)
    query = parse(text) if text else None
    async with open_archive(settings) as services, services.archive.view() as view:
        found = await services.statistics.of(
            settings.time_zone, query, account=chosen.account, within=view
        )
        notes = await services.search.notes(query, within=view) if query else []
        await _answer(chosen, found, text, notes, services, view)
        if not chosen.json:
            if not found.total:
                await _print_nothing(_("There is no post that fits."), services, view)
            terminal(settings).notes(notes)


async def year(chosen: Arguments, settings: Settings) -> None:
    """Print, or draw, the statistics of one year."""
    async with open_archive(settings) as services, services.archive.view() as view:
        found = await services.statistics.of(
            settings.time_zone, account=chosen.account, year=chosen.year, within=view
        )
        await _answer(chosen, found, "", [], services, view)
        if not found.total and not chosen.json:
            nothing = phrases.no_post(chosen.year, chosen.account or "")
            if years := ", ".join(map(str, found.years)):
                nothing = sentences([nothing, _("There are posts of {years}.", years=years)])
            await _print_nothing(nothing, services, view)


async def _answer(
    chosen: Arguments,
    found: Statistics,
    query: str,
    notes: list[str],
    services: Services,
    view: View,
) -> None:
    """Print statistics as a record, or as lines if they count any post; draw them if asked to."""
    if chosen.png is not None and found.total:
        # What is logged would be a second line of the error.
        logging.getLogger(pictures.__name__).addHandler(logging.NullHandler())
        title = phrases.title(found.year, chosen.account or "", query)
        picture = await services.statistics_pictures.of(
            found, title, Theme(chosen.theme), deadline=None
        )
        if not isinstance(picture, Picture):
            # Translators: the reason is a part of a sentence, without a full stop.
            raise PictureError(lazy("There is no picture: {reason}.", reason=picture))
        _write(chosen.png, picture.data)
        if not chosen.json:
            size = full_stop(colon(chosen.png, file_size(len(picture.data))))
            streams.console().print(sentences([size, picture.description]))
            return
    if chosen.json:
        links = await services.threads.links_to_parents(posts_of(found), within=view)
        streams.print_record(statistics_record(found, links) | {"notes": notes})
    elif found.total:
        console = streams.console()
        for line in statistics_lines(found):
            console.print(Text(line.text, "bold" if line.is_heading else ""))


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise PictureError(
            lazy("{path} cannot be written: {reason}.", path=path, reason=system_reason(error))
        ) from error


async def _print_nothing(sentence: str, services: Services, view: View) -> None:
    streams.console().print(sentence if await services.posts.count(within=view) else NO_POSTS)
