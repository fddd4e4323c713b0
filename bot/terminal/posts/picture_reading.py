"""`throwback media read`: reads the text in pictures, so that posts are found by it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn
from rich.progress import Progress as Bar

from bot.archive.posts.picture_texts import ReadingProblem
from bot.errors import NoArchiveError
from bot.languages import _, ngettext
from bot.services.posts.picture_reading import (
    PictureReader,
    ReadingProgress,
    ReadingReport,
)
from bot.settings import Settings
from bot.storage.archive.posts.media import FOLDER
from bot.storage.archive.search.picture_texts import PictureTextStore
from bot.storage.archive_database import ArchiveDatabase
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.arguments import Arguments

_WAIT = 120.0  # seconds for which an import may hold the database
_EVERY = 10.0  # seconds between two lines in a pipe


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
            with _shown(Console(stderr=True), quiet=quiet) as progress:
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
    if report.before:
        yield _("Read before: {number:,}.", number=report.before)
    for problem, count in sorted_problems(report):
        yield _("Not read: {number:,}, {problem}.", number=count, problem=problem)


@contextmanager
def _shown(console: Console, *, quiet: bool) -> Iterator[Callable[[ReadingProgress], None]]:
    """Show progress as a bar, or as a line now and then in a pipe; nothing if `quiet`."""
    if quiet:
        yield lambda _progress: None
    elif console.is_terminal:
        with Bar(BarColumn(), TaskProgressColumn(), console=console, transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda progress: bar.update(task, completed=progress.done, total=progress.of)
    else:
        printed = time.monotonic()

        def show(progress: ReadingProgress) -> None:
            nonlocal printed
            if time.monotonic() - printed >= _EVERY:
                printed = time.monotonic()
                done, total = progress
                line = _("{number:,} of {total:,} pictures", number=done, total=total)
                console.print(line, highlight=False)

        yield show
