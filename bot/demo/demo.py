"""`throwback demo`: a prompt in a terminal, otherwise a tour."""

import sys
from pathlib import Path

from rich.console import Console

from bot.archive.plurals import counted
from bot.demo.harness import DemoHarness, quiet_logs
from bot.demo.prompt import prompt
from bot.demo.screen import JsonScreen, Screen
from bot.demo.tour import tour
from bot.errors import NothingReadError
from bot.formats.unread_report import how_to_confirm, withheld_sentence
from bot.languages import ngettext
from bot.languages.punctuation import commas
from bot.services.posts.import_report import ImportReport


async def demo(
    path: Path | None,
    database: Path | None,
    console: Console,
    *,
    json: bool = False,
    confirmed_public: bool = False,
) -> None:
    """Run the bot over the archive at `path` or in `database`, by default the sample.

    With `json` there is a tour, as lines of JSON. `confirmed_public` is as in ReadOptions. Raises
    the errors of `DemoHarness`, and NothingReadError, after saying why.
    """
    quiet_logs()
    screen = JsonScreen(console) if json else Screen(console)
    async with DemoHarness(path, database=database, confirmed_public=confirmed_public) as harness:
        if database is not None:
            screen.note(await _introduction_of_copy(harness, database))
        if harness.archive.report is not None:
            _say_what_is_withheld(harness.archive.report, screen)
            screen.note(_introduction(harness.archive.report))
        if sys.stdin.isatty() and sys.stdout.isatty() and not json:
            await prompt(harness, screen)
        else:
            await tour(harness, screen)


def _say_what_is_withheld(report: ImportReport, screen: Screen | JsonScreen) -> None:
    for one in report.withheld:
        screen.note(withheld_sentence(one))
    if report.withheld:
        screen.note(how_to_confirm())
        if report.failed:
            raise NothingReadError


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
