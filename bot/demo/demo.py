"""`throwback demo`: a prompt for a person, a tour for everyone else."""

import sys
from pathlib import Path

from rich.console import Console

from bot.demo.prompt import prompt
from bot.demo.screen import Screen
from bot.demo.stage import Stage, quiet
from bot.demo.tour import tour


async def demo(path: Path | None, console: Console) -> None:
    """Show the bot over the archive at `path`, or over the sample.

    Raises ArchiveFileError when `path` holds no archive.
    """
    quiet()
    screen = Screen(console)
    async with Stage(path) as stage:
        accounts = ", ".join(f"@{name}" for name in sorted(stage.report.accounts))
        screen.say(
            f"Throwback, with {stage.report.posts_new:,} posts of {accounts} "
            f"({stage.report.repaired:,} had damaged text, now mended), on a Discord that runs "
            "inside this process."
        )
        if sys.stdin.isatty() and sys.stdout.isatty():
            await prompt(stage, screen)
        else:
            await tour(stage, screen)
