"""`throwback demo`: a prompt in a terminal, otherwise a tour; a page beside it, or alone."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot.archive.plurals import counted
from bot.demo.harness import DemoHarness, quiet_logs
from bot.demo.meaning import meaning_taken
from bot.demo.prompt import prompt
from bot.demo.screen import JsonScreen, Screen
from bot.demo.tour import tour
from bot.demo.web.serving import open_browser, served_page, until_ended
from bot.errors import NothingReadError
from bot.formats.unread_report import how_to_confirm, withheld_sentence
from bot.languages import _, lazy, ngettext
from bot.languages.punctuation import commas
from bot.services.posts.import_report import ImportReport

_SIGNALLED = 128  # and the number of a signal: the status of what it ended, as in a shell
_NO_BROWSER = lazy("No browser could be opened; open that address in one.")


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How the page is served: `alone`, without prompt and tour, until a signal ends it.

    `port` 0 is any that is free. If `opens`, a browser is opened on it.
    """

    alone: bool = False
    port: int = 0
    opens: bool = False


async def demo(
    path: Path | None,
    database: Path | None,
    console: Console,
    *,
    json: bool = False,
    confirmed_public: bool = False,
    page: PageOptions | None = None,
) -> None:
    """Run the bot over the archive at `path` or in `database`, by default the sample.

    With `json` there is a tour, as lines of JSON. `confirmed_public` is as in ReadOptions. Raises
    the errors of `DemoHarness` and `served_page`, and NothingReadError, after saying why.
    """
    quiet_logs()
    screen = JsonScreen(console) if json else Screen(console)
    harness = DemoHarness(path, database=database, confirmed_public=confirmed_public)
    page = page or PageOptions()
    if page.alone:
        await until_ended(_serve(harness, screen, page, database))  # a signal is no failure
    else:
        has_prompt = sys.stdin.isatty() and sys.stdout.isatty() and not json
        work = _converse(harness, screen, page, database, has_prompt=has_prompt)
        if (number := await until_ended(work, by=("SIGTERM", "SIGHUP"))) is not None:
            sys.exit(_SIGNALLED + number)


async def _serve(
    harness: DemoHarness, screen: Screen, page: PageOptions, database: Path | None
) -> None:
    """Serve the page until this is cancelled. Its address is the first line."""
    async with harness:
        _check_that_something_was_read(harness, screen)
        async with served_page(harness, page.port) as url, meaning_taken(harness):
            screen.address(url)
            await _introduce(harness, screen, database)
            screen.note(_("Ctrl-C ends it. What you do there is gone then."))
            if page.opens:
                open_browser(url, lambda: screen.note(f"{_NO_BROWSER}"))
            await asyncio.Event().wait()


async def _converse(
    harness: DemoHarness,
    screen: Screen,
    page: PageOptions,
    database: Path | None,
    *,
    has_prompt: bool,
) -> None:
    """Have a conversation at the terminal, or show the tour, with the page beside it."""
    async with harness:
        _check_that_something_was_read(harness, screen)
        await _introduce(harness, screen, database)
        async with served_page(harness, page.port) as url:
            if page.opens:
                open_browser(url, lambda: screen.note(f"{_NO_BROWSER}"))
            if has_prompt:
                screen.note(_("The same as a page in a browser, as long as this runs:"))
                screen.address(url)
                async with meaning_taken(harness):
                    await prompt(harness, screen)
            else:
                await tour(harness, screen, url)


async def _introduce(harness: DemoHarness, screen: Screen, database: Path | None) -> None:
    """Say what is shown, and what is not."""
    if database is not None:
        screen.note(await _introduction_of_copy(harness, database))
    if (report := harness.archive.report) is not None:
        _say_what_is_withheld(report, screen)
        screen.note(_introduction(report))


def _check_that_something_was_read(harness: DemoHarness, screen: Screen) -> None:
    """Raise NothingReadError, after saying why, if all that there is must be confirmed first."""
    report = harness.archive.report
    if report is not None and report.withheld and report.failed:
        _say_what_is_withheld(report, screen)
        raise NothingReadError


def _say_what_is_withheld(report: ImportReport, screen: Screen) -> None:
    for one in report.withheld:
        screen.note(withheld_sentence(one))
    if report.withheld:
        screen.note(how_to_confirm())


async def _introduction_of_copy(harness: DemoHarness, database: Path) -> str:
    return ngettext(
        "Throwback, with {count:,} post in a copy of {database}, which stays as it is. The Discord "
        "it is on runs inside this process.",
        "Throwback, with {count:,} posts in a copy of {database}, which stays as it is. The "
        "Discord they are on runs inside this process.",
        await harness.services.posts.count(),
        database=database,
    )


def _introduction(report: ImportReport) -> str:
    return ngettext(
        "Throwback, with {count:,} post of {accounts} out of {files} ({names}). Read twice and "
        "brought together: {merged:,}. Damaged text repaired: {repaired:,}. Pictures and films "
        "taken in: {media:,}. The Discord it is on runs inside this process.",
        "Throwback, with {count:,} posts of {accounts} out of {files} ({names}). Read twice and "
        "brought together: {merged:,}. Damaged text repaired: {repaired:,}. Pictures and films "
        "taken in: {media:,}. The Discord they are on runs inside this process.",
        report.posts_new,
        accounts=commas(f"@{name}" for name in sorted(report.accounts)),
        files=counted(len(report.files), "file"),
        names=commas(report.files),
        merged=report.posts_merged,
        repaired=report.repaired,
        media=report.media,
    )
