"""The commands that need Discord, or the sandbox in its place. They import it when they run."""

from io import StringIO

from rich.console import Console

from bot.allocator import loading_modules
from bot.languages import ENGLISH, ngettext, speaking
from bot.settings import DOTENV, Settings
from bot.terminal import check as checks
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.operations.commands import check_deep
from bot.terminal.setting_names import misspelt_beside


async def run(_chosen: Arguments, settings: Settings) -> None:
    """Run the bot until it is stopped."""
    with loading_modules():
        # Without discord.py the other commands start sooner.
        from bot import lifecycle  # noqa: PLC0415

    with speaking(ENGLISH):  # as the log, which they are for, is in English
        notes = misspelt_beside(DOTENV) + await checks.left_behind(settings)
    await lifecycle.run(settings, notes=notes)


async def check(chosen: Arguments, settings: Settings) -> None:
    """Print what is wrong with the settings, the archive and the bot's account; see `check_deep`.

    With --deep it does not connect.
    """
    if not chosen.connects:
        await check_deep(chosen, settings)
        return
    if not chosen.json:
        await checks.check(settings, streams.console())
        return
    lines = StringIO()
    try:
        await checks.check(settings, Console(file=lines, markup=False, soft_wrap=True))
    finally:
        for level, _space, text in (line.partition(" ") for line in lines.getvalue().splitlines()):
            streams.print_record({"level": level, "text": text.strip()})


async def sync(chosen: Arguments, settings: Settings) -> None:
    """Register the commands with Discord."""
    with loading_modules():
        from bot import lifecycle  # noqa: PLC0415 - see above

    count = await lifecycle.sync(settings)
    if chosen.json:
        streams.print_record({"commands": count})
    else:
        told = ngettext(
            "Told Discord of {count:,} command.", "Told Discord of {count:,} commands.", count
        )
        streams.console().print(told)


async def demo(chosen: Arguments, _settings: Settings) -> None:
    """Show the bot at work in the sandbox."""
    with loading_modules():
        from bot import demo as stage  # noqa: PLC0415 - see above

    await stage.demo(
        chosen.path,
        chosen.database,
        streams.console(),
        json=chosen.json,
        confirmed_public=chosen.yes_public,
        page=stage.PageOptions(chosen.web, chosen.port, chosen.open),
    )
