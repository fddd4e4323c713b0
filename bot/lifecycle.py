"""The lifecycle of the bot's process: start, reconnects, a clean end."""

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any

from bot import logs
from bot.app import Throwback
from bot.clock import Clock, SystemClock
from bot.delivery.command_sync import sync_commands
from bot.delivery.connection import log_in, use_endpoints
from bot.delivery.gateway import connect, log_reasons_alone
from bot.delivery.start_report import report_start
from bot.errors import DatabaseError, SettingsError, ThrowbackError
from bot.services.audience import account_problems
from bot.services.container import Services
from bot.services.upgrades import beside
from bot.settings import Settings

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds between two tries to connect
_REOPENING_PAUSE = 2.0  # seconds between two tries to open a database that replaced another
_WELL_AFTER = 300.0  # seconds of connection after which the next pause is the first one again

_log = logging.getLogger(__name__)


async def run(settings: Settings, clock: Clock | None = None, *, notes: Iterable[str] = ()) -> None:
    """Run the bot until SIGTERM or SIGINT; `notes` on its settings are logged first.

    A database that is put in the place of one that is in use, as a backup may be, is opened.

    Raises SettingsError if Discord refuses the token or the shards, or if GUILDS names an account
    that the archive does not know, AlreadyRunningError if another process runs the bot on the same
    databases.
    """
    logs.set_up(settings.log_level, settings.log_format)
    log_reasons_alone()
    for note in notes:
        _log.warning("%s", note)
    use_endpoints(settings)
    clock = clock or SystemClock()
    stopping = asyncio.Event()
    _on_signals(stopping.set)
    await _serve(settings, clock, stopping)
    while not stopping.is_set():
        gc.unfreeze()
        _log.warning("A database was replaced while it was in use: opening what is there now")
        await _serve_again(settings, clock, stopping)
    _log.info("Closed")


async def _serve_again(settings: Settings, clock: Clock, stopping: asyncio.Event) -> None:
    """Serve from files that may still be being copied: a failure is logged, and paused after."""
    try:
        await _serve(settings, clock, stopping)
    except DatabaseError as error:
        _log.error("%s", error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _REOPENING_PAUSE)


async def _serve(settings: Settings, clock: Clock, stopping: asyncio.Event) -> None:
    """Run the bot on the databases until `stopping` is set or a database was replaced."""
    async with Services(
        settings.database,
        clock,
        likely_from=settings.likely_from,
        accounts=settings.guild_accounts,
        max_pixels=settings.max_pixels,
        litestream=settings.litestream,
    ) as services:
        services.lock_shards(settings.token or "", settings.shard_ids)
        if problems := await asyncio.to_thread(
            account_problems, settings.database, settings.guild_accounts
        ):
            raise SettingsError(problems)
        await services.imports.compute_missing_links()
        await services.search_index.warm_up()
        # What is in memory now stays there. Without this, each full garbage collection looks at all
        # of it again, and the event loop stops for some 100 ms.
        gc.collect()
        gc.freeze()
        async with beside(services.index_upgrade, services.links_upgrade):
            await _supervise(settings, services, clock, stopping)


async def sync(settings: Settings) -> int:
    """Register the commands with Discord and return how many there are."""
    use_endpoints(settings)
    clock = SystemClock()
    async with (
        Services(settings.database, clock, litestream=settings.litestream) as services,
        Throwback(settings, services, clock, syncs=False, posts=False) as bot,
    ):
        await log_in(bot, settings.token or "")
        return await sync_commands(bot, services)


async def _supervise(
    settings: Settings, services: Services, clock: Clock, stopping: asyncio.Event
) -> None:
    """Keep a bot connected: when one ends, start another after a pause that grows.

    discord.py connects again by itself, but an event that it cannot read ends it.
    """
    pause = _FIRST_PAUSE
    stop = asyncio.create_task(_either(stopping.wait(), services.until_replaced()))
    while not stop.done():
        began = asyncio.get_running_loop().time()
        try:
            await _run_one_bot(settings, services, clock, stop)
        except SettingsError:
            stop.cancel()
            raise
        except ThrowbackError as error:
            _log.warning("%s", error)
        except Exception:  # noqa: BLE001 - after any error a new bot is made
            _log.exception("The connection to Discord ended")
        if asyncio.get_running_loop().time() - began > _WELL_AFTER:
            pause = _FIRST_PAUSE
        if not stop.done():
            _log.info("Connecting again in %.0f s", pause)
            await asyncio.wait([stop], timeout=pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
    await stop


async def _run_one_bot(
    settings: Settings, services: Services, clock: Clock, stop: "asyncio.Task[None]"
) -> None:
    """Run one bot until it ends, which raises, or `stop` is done."""
    async with Throwback(settings, services, clock) as bot:
        life = asyncio.create_task(_connect(bot, settings))
        report = asyncio.create_task(report_start(bot, services, settings.guilds, bot.shard_set))
        await asyncio.wait([life, stop], return_when=asyncio.FIRST_COMPLETED)
        report.cancel()
        if not life.done():
            _log.info("Closing when the answers under way are given")
            await bot.close()
            await asyncio.wait([life], timeout=_FIRST_PAUSE)
            life.cancel()
        await asyncio.gather(life, return_exceptions=stop.done())


async def _either(*works: Coroutine[Any, Any, object]) -> None:
    """Return when one of `works` has ended; the others are cancelled."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _connect(bot: Throwback, settings: Settings) -> None:
    await log_in(bot, settings.token or "")
    await connect(bot, settings.gateway_url)


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(name, stop)
        except NotImplementedError:  # Windows, where Ctrl-C raises KeyboardInterrupt instead
            return
