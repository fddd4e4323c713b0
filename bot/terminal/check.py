"""What is wrong with the settings, and how to mend it: before the bot starts and by itself."""

import asyncio

import discord
from rich.console import Console

from bot.errors import DatabaseError, SettingsError
from bot.lifecycle import log_in, use_endpoints
from bot.services.container import STATE_FILE
from bot.settings import Settings
from bot.storage.inspection import count_posts, is_usable


async def preflight(settings: Settings) -> list[str]:
    """Return what can be seen to be wrong without asking Discord, a sentence each."""
    problems = []
    if not settings.token:
        problems.append(
            "DISCORD_TOKEN is not set. Put the bot's token, from its page in the Discord Developer "
            "Portal, into .env; .env.example shows how."
        )
    state = settings.database.with_name(STATE_FILE)
    for path, kind in ((settings.database, "archive"), (state, "state")):
        try:
            await asyncio.to_thread(is_usable, path, kind)
        except DatabaseError as error:
            problems.append(str(error))
    return problems


async def check(settings: Settings, console: Console) -> None:
    """Log in, and print what is well and what may surprise. It changes nothing.

    Raises SettingsError for what the bot cannot start with.
    """
    if await asyncio.to_thread(is_usable, settings.database, "archive"):
        count = await asyncio.to_thread(count_posts, settings.database)
        console.print(f"ok    {settings.database} holds {count:,} posts.")
        if not count:
            console.print("note  Load an archive: throwback import PATH")
    else:
        console.print(
            f"note  There is no archive at {settings.database} yet. Load one: throwback import PATH"
        )
    use_endpoints(settings)
    async with discord.Client(intents=discord.Intents.none()) as client:
        await log_in(client, settings.token or "")
        application = await client.application_info()
        absent = [id for id in sorted(settings.guilds) if not await _is_in(client, id)]
    console.print(f"ok    Discord knows the bot as {application.name} ({application.id}).")
    if application.bot_public:
        console.print(
            "note  Anybody can add the bot to a server. It shows no post there, but you may want "
            "to turn off “Public Bot” in the Discord Developer Portal."
        )
    if not settings.guilds:
        console.print("note  GUILDS names no server: the bot answers its owner alone, privately.")
    if absent:
        raise SettingsError(
            [f"GUILDS names {id}, but the bot is not in that server: invite it." for id in absent]
        )
    if settings.guilds:
        console.print(f"ok    The bot is in all {len(settings.guilds)} of the servers in GUILDS.")


async def _is_in(client: discord.Client, guild: int) -> bool:
    try:
        await client.fetch_guild(guild, with_counts=False)
    except (discord.NotFound, discord.Forbidden):
        return False
    return True
