"""The checks of `throwback check`: what is wrong with the settings, and how to repair it."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.console import Console

from bot.archive.digests.model import Digest
from bot.archive.statistics.picture import PictureProblem
from bot.errors import AwayError, DatabaseError, SettingsError
from bot.languages import CommandName, _, ngettext, pgettext
from bot.services.audience import account_problems
from bot.services.container import STATE_FILE
from bot.services.statistics.pictures import can_draw
from bot.settings import DOTENV, TOKEN_NAMES, Settings
from bot.storage.archive_database import NoCopyError
from bot.storage.files.inspection import count_incomplete_posts, count_posts, is_usable
from bot.storage.postgres.opening import postgres_state
from bot.storage.sqlite_version import VERSION, has_wal_reset_bug
from bot.storage.state.digests import DigestStore
from bot.storage.state.inspection import is_used, remembers, stored_digests
from bot.terminal.setting_names import misspelt_beside
from bot.time_zone_data import use_newest


async def preflight(settings: Settings, variables: Mapping[str, str]) -> list[str]:
    """Return what is wrong as far as that can be seen without Discord, a sentence each.

    `variables` are what the settings were read from: a token that is not valid is none that is
    missing. Raises AwayError if nothing is wrong but that the server of the state is away: that
    may pass, so a service manager may start the bot again.
    """
    problems = []
    if not any(variables.get(name, "").strip() for name in TOKEN_NAMES):
        problems.append(
            _(
                "DISCORD_TOKEN is not set. Put the bot's token, from its page in the Discord "
                "Developer Portal, into .env; .env.example shows how."
            )
        )
    state = settings.database.with_name(STATE_FILE)
    for path, kind in ((settings.database, "archive"), (state, "state")):
        try:
            if kind == "state" and settings.state_url is not None:
                async with postgres_state(settings.state_url, migrates=False):
                    continue
            await asyncio.to_thread(is_usable, path, kind)
            if kind == "archive":
                problems += await asyncio.to_thread(account_problems, path, settings.guild_accounts)
        except AwayError as error:
            if not problems:
                raise
            problems.append(str(error))
        except DatabaseError as error:
            problems.append(str(error))
    return problems


async def check(settings: Settings, console: Console) -> None:
    """Log in, and print what is in order and what may surprise. Changes nothing.

    Raises SettingsError for what is missing in a server, and the errors of a login.
    """
    if await asyncio.to_thread(is_usable, settings.database, "archive"):
        await _check_archive(settings.database, console)
    elif settings.archive_read_only:
        console.print(_note(str(NoCopyError(settings.database))))
    else:
        missing = _(
            "There is no archive at {path} yet. Load one: throwback import PATH",
            path=settings.database,
        )
        console.print(_note(missing))
    console.print(_of_sqlite(settings))
    zones = use_newest()
    source = zones.folder or _("the package tzdata")
    clocks = _(
        "The time zones are those of {release}, from {source}.",
        release=zones.release, source=source,
    )  # fmt: skip
    console.print(_ok(clocks))
    if can_draw():
        stats, year = CommandName("stats"), CommandName("year")
        console.print(_ok(_("{stats} and {year} come with pictures.", stats=stats, year=year)))
    else:
        # Translators: two commands, and why they come without pictures.
        undrawn = _(
            "{stats} and {year}: {reason}",
            stats=CommandName("stats"),
            year=CommandName("year"),
            reason=PictureProblem.NOT_INSTALLED,
        )
        console.print(_note(undrawn), markup=False)
    for sentence in misspelt_beside(DOTENV):
        console.print(_note(sentence), markup=False)
    await _check_account(settings, await _digests(settings, console), console)


async def _digests(settings: Settings, console: Console) -> list[Digest]:
    """Return the digests of all servers; print where they are, if that is PostgreSQL."""
    if settings.state_url is None:
        file = settings.database.with_name(STATE_FILE)
        return await asyncio.to_thread(stored_digests, file)
    # A check brings nothing up to date: processes of the version before may be running.
    async with postgres_state(settings.state_url, migrates=False) as state:
        kept = _("What the bot remembers is kept in {name}.", name=state.name)
        console.print(_ok(kept), markup=False)
        for sentence in await left_behind(settings):
            console.print(_note(sentence), markup=False)
        if not state.is_current:
            return []
        store = DigestStore(state)
        return [one for guild in await store.guilds() for one in await store.of_guild(guild)]


async def left_behind(settings: Settings) -> list[str]:
    """Return a sentence if state.db remembers what was not moved to PostgreSQL, else none.

    What was hidden would be shown, and no digest come, without a word.
    """
    file = settings.database.with_name(STATE_FILE)
    if settings.state_url is None or not await asyncio.to_thread(remembers, file):
        return []
    async with postgres_state(settings.state_url, migrates=False) as state:
        if state.is_current and await is_used(state):
            return []
        return [
            _(
                "{path} has digests, hidden posts or settings of servers, which do not count: "
                "STATE_URL names {name}, where nothing is yet. To move them, stop all bots and "
                "give: throwback state copy --to STATE_URL --force",
                path=file,
                name=state.name,
            )
        ]


def _of_sqlite(settings: Settings) -> str:
    """Return a line on SQLite's version, and on what it means here."""
    if not has_wal_reset_bug():
        return _ok(_("SQLite is version {version}.", version=VERSION))
    writes = settings.state_url is None or not settings.archive_read_only
    if not (settings.litestream or (settings.shard_ids and writes)):
        return _ok(
            _(
                "SQLite is version {version}, which is safe while no other program than Throwback "
                "opens the databases.",
                version=VERSION,
            )
        )
    return _note(
        _(
            "SQLite is version {version}. Below 3.51.3 (but not 3.44.6 and 3.50.7) it can damage a "
            "database that several processes share, its WAL-reset bug. Throwback's own processes "
            "keep out of its way, other programs may not: use a Python with a newer SQLite.",
            version=VERSION,
        )
    )


async def _check_archive(path: Path, console: Console) -> None:
    count = await asyncio.to_thread(count_posts, path)
    holds = ngettext(
        "{path} holds {count:,} post.", "{path} holds {count:,} posts.", count, path=path
    )
    console.print(_ok(holds))
    if not count:
        console.print(_note(_("Load an archive: throwback import PATH")))
    incomplete = await asyncio.to_thread(count_incomplete_posts, path)
    if incomplete:
        less = _(
            "An older Throwback imported {number:,} of them and kept less: not the account's id, "
            "without which a new name is another account, nor likes, reposts, languages and "
            "deletions. Import their exports again to add these.",
            number=incomplete,
        )
        console.print(_note(less))


async def _check_account(settings: Settings, digests: list[Digest], console: Console) -> None:
    # Without discord.py the commands that need no connection start sooner.
    from bot.delivery.account import look_up_account  # noqa: PLC0415

    account = await look_up_account(settings, digests)
    known = _("Discord knows the bot as {name} ({id}).", name=account.name, id=account.id)
    console.print(_ok(known), markup=False)
    # In one line, so that a terminal can open it.
    invites = _("This address invites it: {url}", url=account.invite_url)
    console.print(_ok(invites), soft_wrap=True)
    if account.is_public:
        anybody = _(
            "Anybody can add the bot to a server. It shows no post there, but you may want to turn "
            "off “Public Bot” in the Discord Developer Portal."
        )
        console.print(_note(anybody))
    if account.install_url:
        installs = _("This one installs it for you: {url}", url=account.install_url)
        console.print(_ok(installs), soft_wrap=True)
    else:
        anywhere = _(
            "To ask the bot anywhere, privately, turn on “User Install” under “Installation” in "
            "the Discord Developer Portal."
        )
        console.print(_note(anywhere))
    for line in _who_sees(settings, is_public=account.is_public):
        console.print(line, markup=False)
    for sentence in account.notes:
        console.print(_note(sentence), markup=False)
    if account.missing:
        raise SettingsError(list(account.missing))
    if settings.guilds:
        may = ngettext(
            "The bot is in the server that GUILDS names, and may do there what it has to.",
            "The bot is in all {count:,} servers that GUILDS names, and may do there what it has "
            "to.",
            len(settings.guilds),
        )
        console.print(_ok(may))


def _who_sees(settings: Settings, *, is_public: bool) -> Iterator[str]:
    """Yield lines on who else may ask, and which servers see some accounts alone."""
    for guild, accounts in sorted(settings.guild_accounts.items()):
        names = ", ".join(sorted(accounts))
        yield _ok(_("The server {id} sees posts of {names} alone.", id=guild, names=names))
    if settings.users:
        yield _ok(
            ngettext(
                "USERS lets {count:,} other user ask, privately.",
                "USERS lets {count:,} other users ask, privately.",
                len(settings.users),
            )
        )
        if not is_public:
            yield _note(
                _(
                    "They can install the bot for themselves only while “Public Bot” is on in the "
                    "Discord Developer Portal."
                )
            )


def _ok(sentence: str) -> str:
    """Return a line on what is in order."""
    return _line(pgettext("line of a check", "ok"), sentence)


def _note(sentence: str) -> str:
    """Return a line on what may surprise."""
    return _line(pgettext("line of a check", "note"), sentence)


def _line(level: str, sentence: str) -> str:
    width = max(
        cell_len(one)
        for one in (pgettext("line of a check", "ok"), pgettext("line of a check", "note"))
    )
    return f"{set_cell_size(level, width)}  {sentence}"
