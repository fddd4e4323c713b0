"""The commands that read and correct the archive, each a coroutine of arguments and settings."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console

from bot.archive.calendar import day_of, parse_day
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.errors import (
    NO_POSTS,
    NothingReadError,
    StoppedError,
    UsageError,
)
from bot.formats import json_records
from bot.formats.post_records import post_record
from bot.formats.posts import FORMATS
from bot.formats.teaching_records import corrections
from bot.ingest.discover import discover
from bot.ingest.options import ReadOptions
from bot.ingest.process import as_failed_reading
from bot.languages import _, lazy
from bot.services.archive_views import View
from bot.services.container import Services
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.settings import Settings
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.meaning_commands import take_new
from bot.terminal.opening import open_archive, terminal
from bot.terminal.progress import import_progress


async def import_archives(chosen: Arguments, settings: Settings) -> None:
    """Load archives, and report what was read. Raises NothingReadError after the report."""
    report: ImportReport | None = None
    try:
        with tempfile.TemporaryDirectory() as scratch:
            async with _imported(chosen, settings, Path(scratch)) as report:
                pass
    except asyncio.CancelledError:
        # Ctrl-C. Once the report is there, all is saved, and only the database is being closed.
        if report is None:
            raise StoppedError from None
    if chosen.json:
        streams.print_record(json_records.report_record(report))
    else:
        terminal(settings).report(report, dry_run=chosen.dry_run)
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
        takes_meaning=True,
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


async def _notes(query: Query | None, services: Services, view: View) -> list[str]:
    return [] if query is None else await services.search.notes(query, within=view)


async def random(chosen: Arguments, settings: Settings) -> None:
    """Print a random post."""
    async with open_archive(settings) as services, services.archive.view() as view:
        query, zone = _query(chosen.query), settings.time_zone
        post = await services.memories.random(query, chosen.seed, zone, within=view)
        if chosen.json:
            links = await services.threads.links_to_parents([post] if post else [], within=view)
            streams.print_record(post and post_record(post, links))
        elif post is None:
            count = await services.posts.count(within=view)
            streams.console().print(_("There is no post that fits.") if count else NO_POSTS)
            terminal(settings).notes(await services.memories.notes(within=view))
        else:
            terminal(settings).post(post)
        if not chosen.json:
            terminal(settings).notes(await _notes(query, services, view))


async def onthisday(chosen: Arguments, settings: Settings) -> None:
    """Print what was posted on a day of the year."""
    zone = settings.time_zone
    today = SystemClock().now().astimezone(zone).date()
    day, year = parse_day(chosen.day, today) if chosen.day else (day_of(today), None)
    async with open_archive(settings) as services, services.archive.view() as view:
        query = _query(chosen.query)
        remembered = await services.memories.on_this_day(day, zone, query, year=year, within=view)
        if chosen.json:
            posts = [memory.post for memory in remembered.memories]
            links = await services.threads.links_to_parents(posts, within=view)
            record = json_records.on_this_day_record(remembered, str(zone), links)
            streams.print_record(record | {"notes": await _notes(query, services, view)})
        elif not await services.posts.count(within=view):
            streams.console().print(NO_POSTS)
        else:
            terminal(settings).day(remembered, year)
            if not remembered.memories:
                terminal(settings).notes(await services.memories.notes(within=view))
            terminal(settings).notes(await _notes(query, services, view))


async def thread(chosen: Arguments, settings: Settings) -> None:
    """Print the thread of a post, which is given by its id, a link or words."""
    async with open_archive(settings) as services:
        ref = " ".join(chosen.post)
        thread = await services.threads.find(ref, settings.time_zone)
        notes = await services.search.notes_on_ref(ref)
    if chosen.json:
        streams.print_record(json_records.thread_record(thread) | {"notes": notes})
    else:
        terminal(settings).thread(thread)
        terminal(settings).notes(notes)


async def hide(chosen: Arguments, settings: Settings) -> None:
    """Hide posts, or list the hidden ones."""
    async with open_archive(settings, state=True) as services:
        sentence = await services.hidden.hide(chosen.posts, "terminal") if chosen.posts else None
        hidden = await services.hidden.all()
    if chosen.json:
        for one in hidden:
            streams.print_record(json_records.hidden_record(one))
    elif sentence is None:
        terminal(settings).hidden(hidden)
    else:
        streams.console().print(sentence)


async def unhide(chosen: Arguments, settings: Settings) -> None:
    """Show hidden posts again."""
    async with open_archive(settings, state=True) as services:
        sentence = await services.hidden.unhide(chosen.posts)
    if chosen.json:
        streams.print_record({"answer": sentence})
    else:
        streams.console().print(sentence)


async def export(chosen: Arguments, settings: Settings) -> None:
    """Write every post to standard output, or what owners said of links."""
    if chosen.corrections and chosen.format:
        raise UsageError(lazy("--corrections and --format exclude each other."))
    write = corrections if chosen.corrections else FORMATS[chosen.format or "jsonl"]
    if chosen.json and write not in {FORMATS["jsonl"], corrections}:
        raise UsageError(
            lazy("--json and --format {format} exclude each other.", format=chosen.format)
        )
    # Python would otherwise replace each line feed by the line ending of the system.
    output = TextIOWrapper(sys.stdout.buffer, "utf-8", newline="", write_through=False)
    try:
        async with open_archive(settings) as services:
            async for text in write(services):
                output.write(text)
        output.flush()
    finally:
        output.detach()


async def repair(chosen: Arguments, settings: Settings) -> None:
    """List repairs of damaged text, undo one or redo it."""
    async with open_archive(settings) as services:
        if chosen.undo or chosen.redo:
            change = services.repairs.undo if chosen.undo else services.repairs.redo
            repairs = [await change(chosen.undo or chosen.redo)]
        else:
            all_ = services.repairs.doubtful() if chosen.doubtful else services.repairs.all()
            repairs = [repair async for repair in all_]
    if chosen.json:
        for repair in repairs:
            streams.print_record(json_records.repair_record(repair))
    else:
        terminal(settings).repairs(repairs)


def _limited(settings: Settings) -> ImportOptions:
    return ImportOptions.limited(settings.import_max_ratio, settings.import_max_gb)


def _query(words: Iterable[str]) -> Query | None:
    text = " ".join(words)
    return parse(text) if text else None
