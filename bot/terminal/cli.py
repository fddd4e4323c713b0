"""The `throwback` command: thin, one function a subcommand."""

import asyncio
import errno
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console

from bot.archive.calendar import day_of, parse_day
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.errors import (
    BadDateError,
    BadQueryError,
    DatabaseError,
    SettingsError,
    ThrowbackError,
    TooLongError,
)
from bot.formats import json_records
from bot.formats.posts import FORMATS
from bot.ingest.discover import discover
from bot.ingest.files.zips import Limits
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions, ImportReport
from bot.services.search.search import Suggestions
from bot.services.search.sort_order import Sort
from bot.settings import Settings, environment
from bot.terminal import streams
from bot.terminal.arguments import Arguments, parser
from bot.terminal.render import Terminal, progress_bar

_NO_POSTS = "The archive holds no post yet. Load one: throwback import PATH"
_UNWRITABLE = {errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments`, or the command line, give; return its exit status.

    0 is done (nothing found too), 1 could not, 2 wrong usage or settings. What went wrong is one
    line on standard error for each problem.
    """
    chosen = parser(_COMMANDS).parse_args(arguments)
    streams.set_up(json=getattr(chosen, "json", chosen.command is _export))
    try:
        asyncio.run(_perform(chosen))
        if sys.stdout is not None:
            sys.stdout.flush()
    except ThrowbackError as error:
        for problem in error.problems if isinstance(error, SettingsError) else [str(error)]:
            print(f"throwback: {' '.join(problem.split())}", file=sys.stderr)  # noqa: T201 - the contract
        return error.exit_code
    except KeyboardInterrupt:
        return 130  # as a shell says of a command that was interrupted
    except BrokenPipeError:
        streams.abandon_output()  # whoever read it has enough
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        streams.abandon_output()
        print(f"throwback: The output cannot be written: {error.strerror}.", file=sys.stderr)  # noqa: T201 - the contract
        return 1
    return 0


async def _perform(chosen: Arguments) -> None:
    settings, problems = Settings.examine(environment(Path(".env")))
    if chosen.database is not None:
        settings = replace(settings, database=chosen.database)
    if chosen.connects:
        from bot.terminal.check import preflight  # noqa: PLC0415 - without Discord the rest starts sooner

        problems += await preflight(settings)
    if problems:
        raise SettingsError(problems)
    await chosen.command(chosen, settings)


async def _import(chosen: Arguments, settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        database = settings.database
        if not database.exists():
            # What is no archive is mostly found out here, before there is a database. One that was
            # opened stays, if an empty one: another process may have written it meanwhile.
            await asyncio.to_thread(discover, chosen.paths, _limits(settings))
            if chosen.dry_run:
                database = Path(scratch) / "archive.db"
        report = await _load(chosen, settings, database)
    if chosen.json:
        _print(json_records.report_record(report))
    else:
        _terminal(settings).report(report, dry_run=chosen.dry_run)


async def _load(chosen: Arguments, settings: Settings, database: Path) -> ImportReport:
    bar = Console(stderr=True)
    async with Services(database, SystemClock(), state=False) as services:
        with progress_bar(bar, show=bar.is_terminal and not chosen.json) as progress:
            wishes = ImportOptions(
                account=chosen.account,
                link_media=chosen.link_media,
                dry_run=chosen.dry_run,
                limits=_limits(settings),
            )
            return await services.imports.run(chosen.paths, wishes, progress)


async def _search(chosen: Arguments, settings: Settings) -> None:
    async with _archive(settings) as services:
        if list(chosen.query) != ["-"]:
            await _search_one(" ".join(chosen.query), chosen, settings, services)
            return
        for text in filter(None, map(str.strip, sys.stdin)):
            try:
                await _search_one(text, chosen, settings, services)
            except (BadQueryError, BadDateError, TooLongError) as error:
                # The other lines are answered all the same.
                if chosen.json:
                    _print({"query": text, "hits": [], "error": str(error)})
                else:
                    streams.console().print(str(error), markup=False)


async def _search_one(text: str, chosen: Arguments, settings: Settings, services: Services) -> None:
    began = time.perf_counter()
    query, zone = parse(text), settings.time_zone
    results = await services.search.find(query, zone, limit=chosen.limit, sort=Sort(chosen.sort))
    milliseconds = (time.perf_counter() - began) * 1000
    if not chosen.json and not results.hits and not await services.posts.count():
        streams.console().print(_NO_POSTS)
        return
    if not chosen.json:
        advice = Suggestions() if results.hits else await services.search.suggestions(query, zone)
        _terminal(settings).results(text, results, advice)
        return
    links = await services.threads.links_to_parents([hit.post for hit in results.hits])
    _print(
        {
            "query": text,
            "hits": [json_records.hit_record(hit, links) for hit in results.hits],
            "total": results.total,
            "more": results.more,
            "milliseconds": round(milliseconds, 3),
        }
    )


async def _random(chosen: Arguments, settings: Settings) -> None:
    async with _archive(settings) as services:
        post = await services.memories.random(_query(chosen.query), chosen.seed, settings.time_zone)
        if chosen.json:
            links = await services.threads.links_to_parents([post] if post else [])
            _print(post and json_records.post_record(post, links))
        elif post is None:
            found_none = "There is no post that fits."
            streams.console().print(found_none if await services.posts.count() else _NO_POSTS)
        else:
            _terminal(settings).post(post)


async def _onthisday(chosen: Arguments, settings: Settings) -> None:
    zone = settings.time_zone
    today = SystemClock().now().astimezone(zone).date()
    day = parse_day(chosen.day, today) if chosen.day else day_of(today)
    async with _archive(settings) as services:
        remembered = await services.memories.on_this_day(day, zone, _query(chosen.query))
        if chosen.json:
            posts = [memory.post for memory in remembered.memories]
            links = await services.threads.links_to_parents(posts)
            _print(json_records.day_record(remembered, str(zone), links))
        elif not await services.posts.count():
            streams.console().print(_NO_POSTS)
        else:
            _terminal(settings).day(remembered)


async def _thread(chosen: Arguments, settings: Settings) -> None:
    async with _archive(settings) as services:
        thread = await services.threads.assemble(chosen.post)
    if chosen.json:
        _print(json_records.thread_record(thread))
    else:
        _terminal(settings).thread(thread)


async def _threads(chosen: Arguments, settings: Settings) -> None:
    async with _archive(settings) as services:
        census = await services.threads.stats()
    if chosen.json:
        _print(json_records.thread_stats_record(census))
    else:
        _terminal(settings).thread_stats(census)


async def _hide(chosen: Arguments, settings: Settings) -> None:
    async with _archive(settings, state=True) as services:
        told = await services.hidden.hide(chosen.posts, "terminal") if chosen.posts else None
        hidden = await services.hidden.all()
    if chosen.json:
        for one in hidden:
            _print(json_records.hidden_record(one))
    elif told is None:
        _terminal(settings).hidden(hidden)
    else:
        streams.console().print(told, markup=False)


async def _unhide(chosen: Arguments, settings: Settings) -> None:
    async with _archive(settings, state=True) as services:
        told = await services.hidden.unhide(chosen.posts)
    streams.console().print(told, markup=False)


async def _export(chosen: Arguments, settings: Settings) -> None:
    write = FORMATS[chosen.format]
    # Text is written as it is: Python would turn a line feed into what the system ends lines with.
    output = TextIOWrapper(sys.stdout.buffer, "utf-8", newline="", write_through=False)
    try:
        async with _archive(settings) as services:
            async for text in write(services):
                output.write(text)
        output.flush()
    finally:
        output.detach()


async def _repair(chosen: Arguments, settings: Settings) -> None:
    terminal = _terminal(settings)
    async with _archive(settings) as services:
        if chosen.undo or chosen.redo:
            change = services.repairs.undo if chosen.undo else services.repairs.redo
            repairs = [await change(chosen.undo or chosen.redo)]
        else:
            repairs = [repair async for repair in services.repairs.all()]
    if chosen.json:
        for repair in repairs:
            _print(json_records.repair_record(repair))
    else:
        terminal.repairs(repairs)


async def _run(_chosen: Arguments, settings: Settings) -> None:
    from bot.lifecycle import run  # noqa: PLC0415 - see above

    await run(settings)


async def _check(_chosen: Arguments, settings: Settings) -> None:
    from bot.terminal.check import check  # noqa: PLC0415 - see above

    await check(settings, streams.console())


async def _sync(_chosen: Arguments, settings: Settings) -> None:
    from bot.lifecycle import sync  # noqa: PLC0415 - see above

    count = await sync(settings)
    streams.console().print(f"Told Discord of {count} commands.")


async def _demo(chosen: Arguments, _settings: Settings) -> None:
    from bot.demo import demo  # noqa: PLC0415 - see above

    await demo(chosen.path, streams.console())


@asynccontextmanager
async def _archive(settings: Settings, *, state: bool = False) -> AsyncIterator[Services]:
    if not settings.database.exists():
        raise DatabaseError(
            f"There is no archive at {settings.database} yet. Load one: throwback import PATH"
        )
    async with Services(
        settings.database, SystemClock(), state=state, likely_from=settings.likely_from
    ) as services:
        # An older version's posts have no links yet; where nothing can be written, none are shown.
        with suppress(DatabaseError):
            await services.imports.catch_up()
        yield services


def _limits(settings: Settings) -> Limits:
    return Limits(settings.import_max_ratio, settings.import_max_gb * 10**9)


def _query(words: Iterable[str]) -> Query | None:
    text = " ".join(words)
    return parse(text) if text else None


def _terminal(settings: Settings) -> Terminal:
    return Terminal(streams.console(), settings.time_zone)


def _print(record: object) -> None:
    print(json_records.line(record), flush=False)  # noqa: T201 - the contract


_COMMANDS = {
    "demo": _demo,
    "run": _run,
    "import": _import,
    "search": _search,
    "random": _random,
    "onthisday": _onthisday,
    "thread": _thread,
    "threads": _threads,
    "hide": _hide,
    "unhide": _unhide,
    "export": _export,
    "repair": _repair,
    "check": _check,
    "sync": _sync,
}
