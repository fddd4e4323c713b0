"""The checks of `throwback check`: what is wrong with the settings, and how to repair it."""

import asyncio
from collections.abc import Iterator, Mapping

from rich.console import Console

from bot.archive.digests.model import Digest
from bot.archive.plurals import counted
from bot.archive.statistics.picture import PictureProblem
from bot.errors import DatabaseError, SettingsError
from bot.services.audience import account_problems
from bot.services.container import STATE_FILE
from bot.services.statistics.pictures import can_draw
from bot.settings import DOTENV, TOKEN_NAMES, Settings
from bot.storage.inspection import count_incomplete_posts, count_posts, is_usable
from bot.storage.state.inspection import stored_digests
from bot.terminal.setting_names import misspelt_beside
from bot.time_zone_data import use_newest


async def preflight(settings: Settings, variables: Mapping[str, str]) -> list[str]:
    """Return what is wrong as far as that can be seen without Discord, a sentence each.

    `variables` are what the settings were read from: a token that is not valid is none that is
    missing.
    """
    problems = []
    if not any(variables.get(name, "").strip() for name in TOKEN_NAMES):
        problems.append(
            "DISCORD_TOKEN is not set. Put the bot's token, from its page in the Discord Developer "
            "Portal, into .env; .env.example shows how."
        )
    state = settings.database.with_name(STATE_FILE)
    for path, kind in ((settings.database, "archive"), (state, "state")):
        try:
            await asyncio.to_thread(is_usable, path, kind)
            if kind == "archive":
                problems += await asyncio.to_thread(account_problems, path, settings.guild_accounts)
        except DatabaseError as error:
            problems.append(str(error))
    return problems


async def check(settings: Settings, console: Console) -> None:
    """Log in, and print what is in order and what may surprise. Changes nothing.

    Raises SettingsError for what is missing in a server, and the errors of a login.
    """
    if await asyncio.to_thread(is_usable, settings.database, "archive"):
        count = await asyncio.to_thread(count_posts, settings.database)
        console.print(f"ok    {settings.database} holds {counted(count, 'post')}.")
        if not count:
            console.print("note  Load an archive: throwback import PATH")
        incomplete = await asyncio.to_thread(count_incomplete_posts, settings.database)
        if incomplete:
            console.print(
                f"note  An older Throwback imported {incomplete:,} of them and kept less: not the "
                "account's id, without which a new name is another account, nor likes, reposts, "
                "languages and deletions. Import their exports again to add these."
            )
    else:
        console.print(
            f"note  There is no archive at {settings.database} yet. Load one: throwback import PATH"
        )
    zones = use_newest()
    source = zones.folder or "the package tzdata"
    console.print(f"ok    The time zones are those of {zones.release}, from {source}.")
    if can_draw():
        console.print("ok    /stats and /year come with pictures.")
    else:
        console.print(f"note  /stats and /year: {PictureProblem.NOT_INSTALLED}", markup=False)
    for sentence in misspelt_beside(DOTENV):
        console.print(f"note  {sentence}", markup=False)
    state = settings.database.with_name(STATE_FILE)
    await _check_account(settings, await asyncio.to_thread(stored_digests, state), console)


async def _check_account(settings: Settings, digests: list[Digest], console: Console) -> None:
    # Without discord.py the commands that need no connection start sooner.
    from bot.delivery.account import look_up_account  # noqa: PLC0415

    account = await look_up_account(settings, digests)
    console.print(f"ok    Discord knows the bot as {account.name} ({account.id}).", markup=False)
    # In one line, so that a terminal can open it.
    console.print(f"ok    This address invites it: {account.invite_url}", soft_wrap=True)
    if account.is_public:
        console.print(
            "note  Anybody can add the bot to a server. It shows no post there, but you may want "
            "to turn off “Public Bot” in the Discord Developer Portal."
        )
    if account.install_url:
        console.print(f"ok    This one installs it for you: {account.install_url}", soft_wrap=True)
    else:
        console.print(
            "note  To ask the bot anywhere, privately, turn on “User Install” under “Installation” "
            "in the Discord Developer Portal."
        )
    for line in _who_sees(settings, is_public=account.is_public):
        console.print(line, markup=False)
    for sentence in account.notes:
        console.print(f"note  {sentence}", markup=False)
    if account.missing:
        raise SettingsError(list(account.missing))
    if settings.guilds:
        count = len(settings.guilds)
        servers = "the server" if count == 1 else f"all {count:,} servers"
        console.print(
            f"ok    The bot is in {servers} that GUILDS names, and may do there what it has to."
        )


def _who_sees(settings: Settings, *, is_public: bool) -> Iterator[str]:
    """Yield lines on who else may ask, and which servers see some accounts alone."""
    for guild, accounts in sorted(settings.guild_accounts.items()):
        names = ", ".join(sorted(accounts))
        yield f"ok    The server {guild} sees posts of {names} alone."
    if settings.users:
        yield f"ok    USERS lets {counted(len(settings.users), 'other user')} ask, privately."
        if not is_public:
            yield (
                "note  They can install the bot for themselves only while “Public Bot” is on in "
                "the Discord Developer Portal."
            )
