"""`throwback import`: loads archives, and reads their pictures if that is asked for."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from bot.clock import SystemClock
from bot.errors import NothingReadError, StoppedError
from bot.formats import json_records
from bot.ingest.discover import discover
from bot.ingest.options import ReadOptions
from bot.ingest.process import as_failed_reading
from bot.services.container import Services
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.services.posts.picture_reading import require_reader
from bot.settings import Settings
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.meaning_commands import take_new
from bot.terminal.opening import terminal
from bot.terminal.posts import picture_reading
from bot.terminal.progress import import_progress


async def import_archives(chosen: Arguments, settings: Settings) -> None:
    """Load archives, and report what was read. Raises NothingReadError after the report."""
    report: ImportReport | None = None
    if chosen.read_pictures:
        require_reader()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            async with _imported(chosen, settings, Path(scratch)) as report:
                pass
    except asyncio.CancelledError:
        # Ctrl-C. Once the report is there, all is saved, and only the database is being closed.
        if report is None:
            raise StoppedError from None
    if not chosen.json:
        terminal(settings).report(report, dry_run=chosen.dry_run)
    record = json_records.report_record(report)
    if chosen.read_pictures and not (report.failed or chosen.dry_run):
        pictures = await picture_reading.read_all(settings, quiet=chosen.json)
        record["pictures"] = picture_reading.reading_record(pictures)
        if not chosen.json:
            picture_reading.print_report(pictures)
    if chosen.json:
        streams.print_record(record)
    if report.failed:
        raise NothingReadError


@asynccontextmanager
async def _imported(
    chosen: Arguments, settings: Settings, scratch: Path
) -> AsyncIterator[ImportReport]:
    """Import, and yield the report while the database is still open."""
    database = settings.database
    if not exists(database):
        # Most files that are no archive are found here, before a database is created. A created
        # one stays even if it is empty: another process may have written to it meanwhile.
        with as_failed_reading():
            found = await asyncio.to_thread(discover, chosen.paths, _limited(settings).limits)
        if chosen.dry_run or not found.files:
            database = scratch / "archive.db"
    options = replace(
        _limited(settings),
        reading=ReadOptions(
            account=chosen.account,
            handle=chosen.handle,
            include_followers=chosen.include == "followers",
            confirmed_public=chosen.yes_public,
        ),
        link_media=chosen.link_media,
        dry_run=chosen.dry_run,
        most_meanings=settings.meaning_at_import,
    )
    console = Console(stderr=True)
    async with Services(
        database,
        SystemClock(),
        state=False,
        litestream=settings.litestream,
        read_only=settings.archive_read_only and database == settings.database,
    ) as services:
        with import_progress(console, quiet=chosen.json) as progress:
            report = await services.imports.run(chosen.paths, options, progress)
        if not chosen.dry_run:
            await take_new(database, settings, report, options, quiet=chosen.json)
        yield report


def _limited(settings: Settings) -> ImportOptions:
    return ImportOptions.limited(settings.import_max_ratio, settings.import_max_gb)
