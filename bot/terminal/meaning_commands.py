"""`throwback meaning build`: takes the meaning of posts, which search by meaning compares."""

from pathlib import Path

from rich.console import Console

from bot.errors import NoArchiveError
from bot.formats.import_report import taken
from bot.languages import _
from bot.services.meaning.at_import import MeaningAtImport
from bot.services.meaning.building import MeaningBuilder
from bot.services.meaning.encoder import EncoderProcess
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.settings import Settings
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.progress import counted_progress, print_line

_WAIT = 120.0  # seconds for which an import may hold the database


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
            console = Console(stderr=True)
            with counted_progress(console, _progress_sentence, quiet=chosen.json) as progress:
                done = await MeaningBuilder(MeaningStore(database), encoder).run(
                    progress,
                    lambda: print_line(console, _("Waiting for another build to end.")),
                )
        finally:
            await encoder.close()
    if chosen.json:
        streams.print_record({"done": done})
        return
    if not done:
        streams.console().print(_("All posts that can have a meaning have theirs."))
        return
    streams.console().print(taken(done))


async def take_new(
    path: Path, settings: Settings, report: ImportReport, options: ImportOptions, *, quiet: bool
) -> None:
    """Take the meaning of what an import brought, as MeaningAtImport does."""
    async with ArchiveDatabase(path, wait=_WAIT, litestream=settings.litestream) as database:
        with counted_progress(Console(stderr=True), _progress_sentence, quiet=quiet) as progress:
            await MeaningAtImport().run(database, report, options, progress)


def _progress_sentence(done: int, total: int) -> str:
    return _("Meaning: {number:,} of {total:,} posts", number=done, total=total)
