"""`throwback media read`: reads the text in pictures, so that posts are found by it."""

from collections.abc import Iterator

from rich.console import Console

from bot.archive.posts.picture_texts import ReadingProblem
from bot.errors import NoArchiveError
from bot.languages import _, ngettext
from bot.services.posts.picture_reading import (
    PictureReader,
    ReadingReport,
)
from bot.settings import Settings
from bot.storage.archive.posts.media import FOLDER
from bot.storage.archive.search.picture_texts import PictureTextStore
from bot.storage.archive_database import ArchiveDatabase
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.progress import counted_progress

_WAIT = 120.0  # seconds for which an import may hold the database


async def read(chosen: Arguments, settings: Settings) -> None:
    """Read all pictures that were not read yet, and report on them."""
    report = await read_all(settings, quiet=chosen.json)
    if chosen.json:
        streams.print_record(reading_record(report))
        return
    print_report(report)


async def read_all(settings: Settings, *, quiet: bool) -> ReadingReport:
    """Read all pictures that were not read yet; with progress unless `quiet`."""
    if not exists(settings.database):
        raise NoArchiveError(settings.database)
    async with ArchiveDatabase(
        settings.database,
        wait=_WAIT,
        litestream=settings.litestream,
        read_only=settings.archive_read_only,
    ) as database:
        database.check_writable()
        folder = settings.database.absolute().parent / FOLDER
        reader = PictureReader(PictureTextStore(database), folder)
        try:
            with counted_progress(
                Console(stderr=True), _progress_sentence, quiet=quiet
            ) as progress:
                return await reader.run(progress)
        finally:
            await reader.close()


def print_report(report: ReadingReport) -> None:
    """Print what came of the pictures."""
    console = streams.console()
    for line in _lines(report):
        console.print(line, markup=False, highlight=False)


def reading_record(report: ReadingReport) -> dict[str, object]:
    """Return what came of the pictures as JSON."""
    return {
        "pictures": report.pictures,
        "read": report.read,
        "with_text": report.with_text,
        "same": report.same,
        "read_before": report.before,
        "not_read": {one.name.lower(): count for one, count in sorted_problems(report)},
    }


def sorted_problems(report: ReadingReport) -> list[tuple[ReadingProblem, int]]:
    """Return why pictures were not read, and how many, in the order of the reasons."""
    return [(one, report.problems[one]) for one in ReadingProblem if report.problems[one]]


def _lines(report: ReadingReport) -> Iterator[str]:
    yield ngettext(
        "{count:,} picture was read, {number:,} with text in it.",
        "{count:,} pictures were read, {number:,} with text in them.",
        report.read,
        number=report.with_text,
    )
    if report.same:
        yield _("The same as one of these: {number:,}.", number=report.same)
    if report.before:
        yield _("Read before: {number:,}.", number=report.before)
    for problem, count in sorted_problems(report):
        yield _("Not read: {number:,}, {problem}.", number=count, problem=problem)


def _progress_sentence(done: int, total: int) -> str:
    return _("{number:,} of {total:,} pictures", number=done, total=total)
