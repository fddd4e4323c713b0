"""`throwback media`: the files of the media folder, and what is wrong with them."""

from collections.abc import Iterator
from pathlib import Path

from rich.filesize import decimal
from rich.text import Text

from bot.archive.plurals import counted
from bot.archive.posts.sanitize import show_controls
from bot.formats import json_records
from bot.services.posts.media import MediaSurvey
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive


async def media(chosen: Arguments, settings: Settings) -> None:
    """Count the media files; with `verify`, read each of them."""
    async with open_archive(settings) as services:
        paths = await services.posts.media_paths()
        survey = await services.media.survey(paths, verify=chosen.verify)
    if chosen.json:
        streams.print_record(json_records.media_record(survey))
        return
    console = streams.console()
    folder = settings.database.with_name("media")
    for line in _lines(survey, folder, verified=chosen.verify):
        console.print(Text(line))


def _lines(survey: MediaSurvey, folder: Path, *, verified: bool) -> Iterator[str]:
    yield f"{counted(survey.files, 'file')}, {decimal(survey.size)}, in {folder}."
    if survey.largest is not None:
        name, size = survey.largest
        yield f"The largest: {show_controls(name)}, {decimal(size)}."
    if survey.unnamed:
        yield f"Files that the archive does not name: {survey.unnamed:,}."
    problems = len(survey.problems)
    whole = survey.named - problems
    named = f"The archive names {counted(survey.named, 'file')}"
    if not problems:
        yield f"{named}; {'each can be read' if verified else 'none is missing'}."
        return
    state = "can be read" if verified else "is there" if whole == 1 else "are there"
    yield f"{named}, of which {whole:,} {state}. The others:"
    for path, problem in survey.problems.items():
        yield f"  {show_controls(path)}: {problem}"
