"""The commands on the archive as a whole: its state, and what is kept quiet."""

from rich.text import Text

from bot.archive.posts.sanitize import show_controls
from bot.archive.posts.status import status_lines
from bot.formats.status_record import status_record
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive


async def status(chosen: Arguments, settings: Settings) -> None:
    """Print what the archive holds."""
    async with open_archive(settings) as services:
        current = await services.status.current()
    if chosen.json:
        streams.print_record(status_record(current))
        return
    console = streams.console()
    for heading, text in status_lines(current):
        console.print(Text(f"{heading}: ", "bold") + Text(show_controls(text)))
    for guild, count in current.stored.hidden_in.items():
        console.print(Text(f"Hidden in server {guild} alone: {count:,}"))


async def quiet(chosen: Arguments, settings: Settings) -> None:
    """Add a quiet rule, remove one, or list all."""
    async with open_archive(settings, state=True) as services:
        sentence = None
        if chosen.add is not None:
            sentence = await services.quiet.add(chosen.add)
        elif chosen.remove is not None:
            sentence = await services.quiet.remove(chosen.remove)
        rules = await services.quiet.all()
    if chosen.json:
        streams.print_record({"answer": sentence, "rules": rules})
        return
    for line in [sentence] if sentence is not None else rules or ["Nothing is kept quiet."]:
        streams.console().print(Text(show_controls(line)))
