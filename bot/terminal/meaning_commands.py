"""`throwback meaning build`: takes the meaning of posts, which search by meaning compares."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn
from rich.progress import Progress as Bar

from bot.errors import NoArchiveError
from bot.languages import _, ngettext
from bot.services.meaning.at_import import MeaningAtImport
from bot.services.meaning.building import BuildProgress, MeaningBuilder
from bot.services.meaning.encoder import EncoderProcess
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.settings import Settings
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.arguments import Arguments

_WAIT = 120.0  # seconds for which an import may hold the database
_EVERY = 10.0  # seconds between two lines in a pipe


async def build(chosen: Arguments, settings: Settings) -> None:
    """Take the meaning of all posts that have none yet."""
    if not exists(settings.database):
        raise NoArchiveError(settings.database)
    async with ArchiveDatabase(
        settings.database,
        wait=_WAIT,
        litestream=settings.litestream,
        read_only=settings.archive_read_only,
    ) as database:
        encoder = EncoderProcess()
        try:
            with _shown(Console(stderr=True), quiet=chosen.json) as progress:
                done = await MeaningBuilder(MeaningStore(database), encoder).run(progress)
        finally:
            await encoder.close()
    if chosen.json:
        streams.print_record({"done": done})
        return
    if not done:
        streams.console().print(_("All posts that can have a meaning have theirs."))
        return
    streams.console().print(
        ngettext(
            "The meaning of {count:,} post was taken.",
            "The meaning of {count:,} posts was taken.",
            done,
        )
    )


async def take_new(
    path: Path, settings: Settings, report: ImportReport, options: ImportOptions, *, quiet: bool
) -> None:
    """Take the meaning of what an import brought, as MeaningAtImport does."""
    async with ArchiveDatabase(path, wait=_WAIT, litestream=settings.litestream) as database:
        with _shown(Console(stderr=True), quiet=quiet) as progress:
            await MeaningAtImport().run(database, report, options, progress)


@contextmanager
def _shown(console: Console, *, quiet: bool) -> Iterator[Callable[[BuildProgress], None]]:
    """Show progress as a bar, or as a line now and then in a pipe; nothing if `quiet`."""
    if quiet:
        yield lambda _progress: None
    elif console.is_terminal:
        with Bar(BarColumn(), TaskProgressColumn(), console=console, transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda progress: bar.update(task, completed=progress.done, total=progress.of)
    else:
        printed = time.monotonic()

        def show(progress: BuildProgress) -> None:
            nonlocal printed
            if time.monotonic() - printed >= _EVERY:
                printed = time.monotonic()
                done = _("{number:,} of {total:,} posts", number=progress.done, total=progress.of)
                console.print(done)

        yield show
