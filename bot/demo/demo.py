"""`throwback demo`: a prompt for a person, a tour for everyone else."""

import sys
from pathlib import Path

from rich.console import Console

from bot.demo.harness import DemoHarness, quiet
from bot.demo.prompt import prompt
from bot.demo.screen import Screen
from bot.demo.tour import tour
from bot.services.posts.imports import ImportReport


async def demo(path: Path | None, console: Console) -> None:
    """Show the bot over the archive at `path`, or over the sample.

    Raises ArchiveFileError when `path` holds no archive.
    """
    quiet()
    screen = Screen(console)
    async with DemoHarness(path) as stage:
        screen.say(_introduction(stage.report))
        if sys.stdin.isatty() and sys.stdout.isatty():
            await prompt(stage, screen)
        else:
            await tour(stage, screen)


def _introduction(report: ImportReport) -> str:
    accounts = ", ".join(f"@{name}" for name in sorted(report.accounts))
    return (
        f"Throwback, with {report.posts_new:,} posts of {accounts} out of {len(report.files):,} "
        f"files ({', '.join(report.files)}). Read twice and brought together: "
        f"{report.posts_merged:,}. Damaged text mended: {report.repaired:,}. Pictures and films "
        f"taken in: {report.media:,}. The Discord they are on runs inside this process."
    )
