"""`throwback demo`: a prompt in a terminal, otherwise a tour."""

import sys
from pathlib import Path

from rich.console import Console

from bot.demo.harness import DemoHarness, quiet_logs
from bot.demo.prompt import prompt
from bot.demo.screen import Screen
from bot.demo.tour import tour
from bot.services.posts.imports import ImportReport


async def demo(path: Path | None, console: Console) -> None:
    """Run the bot over the archive at `path`, by default the sample.

    Raises ArchiveFileError if `path` holds no archive.
    """
    quiet_logs()
    screen = Screen(console)
    async with DemoHarness(path) as harness:
        screen.note(_introduction(harness.report))
        if sys.stdin.isatty() and sys.stdout.isatty():
            await prompt(harness, screen)
        else:
            await tour(harness, screen)


def _introduction(report: ImportReport) -> str:
    accounts = ", ".join(f"@{name}" for name in sorted(report.accounts))
    return (
        f"Throwback, with {report.posts_new:,} posts of {accounts} out of {len(report.files):,} "
        f"files ({', '.join(report.files)}). Read twice and brought together: "
        f"{report.posts_merged:,}. Damaged text mended: {report.repaired:,}. Pictures and films "
        f"taken in: {report.media:,}. The Discord they are on runs inside this process."
    )
