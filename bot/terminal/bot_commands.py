"""The commands that need Discord, or the sandbox in its place. They import it when they run."""

from bot.settings import Settings
from bot.terminal import check as checks
from bot.terminal import streams
from bot.terminal.arguments import Arguments


async def run(_chosen: Arguments, settings: Settings) -> None:
    """Run the bot until it is stopped."""
    from bot import lifecycle  # noqa: PLC0415 - without discord.py the other commands start sooner

    await lifecycle.run(settings)


async def check(_chosen: Arguments, settings: Settings) -> None:
    """Print what is wrong with the settings, the archive and the bot's account."""
    await checks.check(settings, streams.console())


async def sync(_chosen: Arguments, settings: Settings) -> None:
    """Register the commands with Discord."""
    from bot import lifecycle  # noqa: PLC0415 - see above

    count = await lifecycle.sync(settings)
    streams.console().print(f"Told Discord of {count} commands.")


async def demo(chosen: Arguments, _settings: Settings) -> None:
    """Show the bot at work in the sandbox."""
    from bot.demo import demo as show  # noqa: PLC0415 - see above

    await show(chosen.path, streams.console())
