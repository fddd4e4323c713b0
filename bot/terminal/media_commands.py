"""`throwback media`: the files of the media folder, what is wrong with them, and their text."""

from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from bot.archive.plurals import counted
from bot.archive.posts.sanitize import show_controls
from bot.formats import json_records
from bot.languages import _, ngettext
from bot.languages.sizes import file_size
from bot.services.posts.media import MediaSurvey
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive
from bot.terminal.posts import picture_reading


async def media(chosen: Arguments, settings: Settings) -> None:
    """Count the media files; with `verify`, read each of them. With an action, do that instead."""
    if chosen.action == "read":
        await picture_reading.read(chosen, settings)
        return
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
    files, size = counted(survey.files, "file"), file_size(survey.size)
    # Translators: as in “3 files, 2 MB, in the folder media.”
    yield _("{files}, {size}, in {folder}.", files=files, size=size, folder=folder)
    if survey.largest is not None:
        name, largest = survey.largest
        yield _("The largest: {name}, {size}.", name=show_controls(name), size=file_size(largest))
    if survey.unnamed:
        yield _("Files that the archive does not name: {number:,}.", number=survey.unnamed)
    if not survey.problems:
        yield _all_there(survey.named, verified=verified)
        return
    yield _some_there(survey.named, survey.named - len(survey.problems), verified=verified)
    for path, problem in survey.problems.items():
        # Translators: a line of a list: a file, and what is wrong with it.
        line = _("{file}: {problem}", file=show_controls(path), problem=problem)
        yield f"  {line}"


def _all_there(named: int, *, verified: bool) -> str:
    if verified:
        return ngettext(
            "The archive names {count:,} file; each can be read.",
            "The archive names {count:,} files; each can be read.",
            named,
        )
    return ngettext(
        "The archive names {count:,} file; none is missing.",
        "The archive names {count:,} files; none is missing.",
        named,
    )


def _some_there(named: int, whole: int, *, verified: bool) -> str:
    files = counted(named, "file")
    if verified:
        return _(
            "The archive names {files}, of which {number:,} can be read. The others:",
            files=files,
            number=whole,
        )
    return ngettext(
        "The archive names {files}, of which {count:,} is there. The others:",
        "The archive names {files}, of which {count:,} are there. The others:",
        whole,
        files=files,
    )
