"""The life of the bot's process: from the settings to a clean end."""

import asyncio
import logging
import signal
from collections.abc import Callable
from urllib.parse import urlsplit

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import logs
from bot.app import Throwback
from bot.clock import Clock, SystemClock
from bot.errors import SettingsError, ThrowbackError
from bot.services.container import Services
from bot.settings import Settings

_API_VERSION_PATH = "/api/v10"
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds between two tries to connect
_WELL_AFTER = 300.0  # seconds of life after which the next pause is the first one again

_TOO_MANY, _SERVER_ERROR = 429, 500  # statuses: come back later, and what is no fault of ours

_log = logging.getLogger(__name__)

_REFUSED = (
    "Discord refused DISCORD_TOKEN. Copy the token again from the bot's page in the Discord "
    "Developer Portal; resetting it there makes a new one."
)


async def run(settings: Settings, clock: Clock | None = None) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Raises SettingsError when Discord refuses the token.
    """
    logs.set_up(settings.log_level, settings.log_format)
    use_endpoints(settings)
    clock = clock or SystemClock()
    stopping = asyncio.Event()
    _on_signals(stopping.set)
    async with Services(settings.database, clock, likely_from=settings.likely_from) as services:
        await services.imports.catch_up()
        await services.search.warm_up()
        await _supervise(settings, services, clock, stopping)
    _log.info("Closed")


async def sync(settings: Settings) -> int:
    """Tell Discord of the commands and return how many there are."""
    use_endpoints(settings)
    clock = SystemClock()
    async with (
        Services(settings.database, clock) as services,
        Throwback(settings, services, clock, syncs=False, posts=False) as bot,
    ):
        await log_in(bot, settings.token or "")
        return await bot.sync_commands()


async def log_in(bot: discord.Client, token: str) -> None:
    """Log in. Raises SettingsError for a refused token.

    Raises ThrowbackError when Discord is away, or refuses for another reason.
    """
    try:
        await bot.login(token)
    except discord.LoginFailure as error:
        raise SettingsError([_REFUSED]) from error
    except discord.HTTPException as error:
        if error.status >= _SERVER_ERROR or error.status == _TOO_MANY:
            raise _away(str(error.status)) from error
        raise ThrowbackError(
            f"Discord refused to let the bot in: {Route.BASE} answered {error.status}. Check that "
            "DISCORD_API_URL, if it is set, is the address of Discord's API, and that no firewall "
            "or proxy answers in its place."
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        raise _away(type(error).__name__) from error


def _away(why: str) -> ThrowbackError:
    return ThrowbackError(
        f"Discord cannot be reached at {Route.BASE} ({why}). Try again later; "
        "DISCORD_API_URL says where Discord is looked for."
    )


def use_endpoints(settings: Settings) -> None:
    """Look for Discord where the settings say. discord.py has one Discord a process."""
    if settings.api_url:
        path = urlsplit(settings.api_url).path
        Route.BASE = settings.api_url + ("" if path.strip("/") else _API_VERSION_PATH)
    if settings.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)


async def _supervise(
    settings: Settings, services: Services, clock: Clock, stopping: asyncio.Event
) -> None:
    """Keep a bot connected: a new one, after a growing pause, when one dies.

    discord.py connects again by itself, but an event that it cannot read ends it.
    """
    pause = _FIRST_PAUSE
    stop = asyncio.create_task(stopping.wait())
    while not stopping.is_set():
        began = asyncio.get_running_loop().time()
        try:
            await _run_one_bot(settings, services, clock, stop)
        except (SettingsError, discord.PrivilegedIntentsRequired):
            stop.cancel()
            raise
        except ThrowbackError as error:
            _log.warning("%s", error)
        except Exception:  # noqa: BLE001 - whatever ended it, a new one is made
            _log.exception("The connection to Discord ended")
        if asyncio.get_running_loop().time() - began > _WELL_AFTER:
            pause = _FIRST_PAUSE
        if not stopping.is_set():
            _log.info("Connecting again in %.0f s", pause)
            await asyncio.wait([stop], timeout=pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
    await stop


async def _run_one_bot(
    settings: Settings, services: Services, clock: Clock, stop: "asyncio.Task[bool]"
) -> None:
    """Run one bot until it dies, which raises, or `stop` is done."""
    async with Throwback(settings, services, clock) as bot:
        life = asyncio.create_task(_connect(bot, settings.token or ""))
        await asyncio.wait([life, stop], return_when=asyncio.FIRST_COMPLETED)
        if not life.done():
            _log.info("Closing when the answers under way are given")
            await bot.close()
            await asyncio.wait([life], timeout=_FIRST_PAUSE)
            life.cancel()
        await asyncio.gather(life, return_exceptions=stop.done())


async def _connect(bot: Throwback, token: str) -> None:
    await log_in(bot, token)
    await bot.connect()


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(name, stop)
        except NotImplementedError:  # Windows, where Ctrl-C raises KeyboardInterrupt instead
            return
