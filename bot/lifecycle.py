"""The lifecycle of the bot's process: start, reconnects, a clean end."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from bot import logs
from bot.allocator import trimming
from bot.app import Throwback
from bot.clock import Clock, SystemClock
from bot.delivery.command_sync import sync_commands
from bot.delivery.connection import log_in, use_endpoints
from bot.delivery.gateway import connect, log_reasons_alone
from bot.delivery.gateway_state import GatewayState
from bot.delivery.start_report import report_start
from bot.errors import DatabaseError, SettingsError, ThrowbackError
from bot.operations.monitoring.notifier import Notifier
from bot.operations.monitoring.watchdog import GatewayGoneError, Limits, Watchdog
from bot.services.audience import account_problems
from bot.services.container import Services
from bot.services.upgrades import beside
from bot.settings import Settings, leave_multiprocess_mode, take_service_manager
from bot.ui.observation.observer import Observer

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds between two tries to connect
_REOPENING_PAUSE = 2.0  # seconds between two tries to open a database that replaced another
_WELL_AFTER = 300.0  # seconds of connection after which the next pause is the first one again

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Process:
    """What lives as long as the process."""

    settings: Settings
    clock: Clock
    stopping: asyncio.Event
    gateway: GatewayState = field(default_factory=GatewayState)


@dataclass(slots=True)
class _Life:
    """What lives as long as databases are open, over all of its bots."""

    process: _Process
    services: Services
    observer: Observer = field(default_factory=Observer)
    on_bot: Callable[[Throwback], None] = lambda _bot: None
    """Is given each bot before it connects."""


async def run(
    settings: Settings,
    clock: Clock | None = None,
    *,
    notes: Iterable[str] = (),
    limits: Limits | None = None,
) -> None:
    """Run the bot until SIGTERM or SIGINT; `notes` on its settings are logged first.

    Another database at the same path is opened. `limits` says when the watchdog ends the process.

    Raises SettingsError if Discord refuses the token or the shards, or if GUILDS names an account
    that the archive does not know, AlreadyRunningError if another process runs the bot on the same
    databases, GatewayGoneError if Discord is away for too long.
    """
    logs.set_up(settings.log_level, settings.log_format)
    log_reasons_alone()
    for note in notes:
        _log.warning("%s", note)
    use_endpoints(settings)
    stopping = asyncio.Event()
    _on_signals(stopping.set)
    gateway = GatewayState()
    manager = take_service_manager()
    async with (
        trimming(),
        Watchdog(
            lambda: gateway.connected > 0,
            stopping.set,
            Notifier(manager.socket),
            limits=(limits or Limits()).for_manager(manager.watchdog),
        ) as watchdog,
    ):
        process = _Process(settings, clock or SystemClock(), stopping, gateway)
        await _serve(process, watchdog)
        while not stopping.is_set():
            gc.unfreeze()
            _log.warning("A database was replaced while it was in use: opening what is there now")
            await _serve_again(process, watchdog)
        if watchdog.is_gone:
            raise GatewayGoneError
    _log.info("Closed")


async def _serve_again(process: _Process, watchdog: Watchdog) -> None:
    """Serve from files that may still be being copied: a failure is logged, and paused after."""
    try:
        await _serve(process, watchdog)
    except DatabaseError as error:
        watchdog.failed()
        _log.error("%s", error)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.stopping.wait(), _REOPENING_PAUSE)


async def _serve(process: _Process, watchdog: Watchdog) -> None:
    """Run the bot on the databases until it has to stop or a database was replaced."""
    settings = process.settings
    watchdog.preparing()
    async with _services(settings, process.clock) as services:
        services.lock_shards(settings.token or "", settings.shard_ids)
        if problems := await asyncio.to_thread(
            account_problems, settings.database, settings.guild_accounts
        ):
            raise SettingsError(problems)
        life = _Life(process, services)
        async with _monitored(life, watchdog) as report_started:
            if await _is_prepared(services, process.stopping):
                async with beside(services.index_upgrade, services.links_upgrade):
                    report_started()
                    await _supervise(life)


def _services(settings: Settings, clock: Clock) -> Services:
    return Services(
        settings.database,
        clock,
        likely_from=settings.likely_from,
        accounts=settings.guild_accounts,
        max_pixels=settings.max_pixels,
        litestream=settings.litestream,
        read_only=settings.archive_read_only,
        state_url=settings.state_url,
    )


async def _is_prepared(services: Services, stopping: asyncio.Event) -> bool:
    """Prepare; return False, with what was begun undone, if the bot has to stop before the end.

    After an older version this may take longer than a service manager waits.
    """
    preparing = asyncio.create_task(_prepare(services))
    stop = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([preparing, stop], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.cancel()
        preparing.cancel()
    await asyncio.wait([preparing])
    if preparing.cancelled():
        return False
    await preparing
    return True


async def _prepare(services: Services) -> None:
    await services.imports.compute_missing_links()
    await services.search_index.warm_up()
    # What is in memory now stays there. Without this, each full garbage collection looks at all
    # of it again, and the event loop stops for some 100 ms.
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _monitored(life: _Life, watchdog: Watchdog) -> AsyncIterator[Callable[[], None]]:
    """Serve the pages for monitoring, if the settings say where, during the block.

    It gets what reports the end of the start. The end of the bot is reported when it is asked for.
    """
    process = life.process
    closing = asyncio.create_task(process.stopping.wait())
    closing.add_done_callback(lambda _task: watchdog.closing())
    try:
        if process.settings.monitoring is None:
            yield watchdog.serving
            return
        leave_multiprocess_mode()
        # Without the setting, nothing of it is imported.
        from bot.operations.monitoring.monitoring import monitored  # noqa: PLC0415

        async with monitored(
            process.settings.monitoring,
            life.services,
            process.gateway,
            process.settings.database,
            process.clock,
        ) as monitoring:
            life.observer, health = monitoring.metrics, monitoring.health
            watchdog.on_lag = monitoring.metrics.lag
            closing.add_done_callback(lambda _task: setattr(health, "closing", True))

            def follow(bot: Throwback) -> None:
                monitoring.queues = lambda: {
                    "discord_requests": bot.pacer.waiting,
                    "digest_runs": bot.digest_scheduler.running,
                }

            life.on_bot = follow

            def report_started() -> None:
                health.started = True
                watchdog.serving()

            yield report_started
    finally:
        closing.cancel()


async def sync(settings: Settings) -> int:
    """Register the commands with Discord and return how many there are."""
    use_endpoints(settings)
    clock = SystemClock()
    async with (
        _services(settings, clock) as services,
        Throwback(settings, services, clock, syncs=False, posts=False) as bot,
    ):
        await log_in(bot, settings.token or "")
        return await sync_commands(bot, services)


async def _supervise(life: _Life) -> None:
    """Keep a bot connected: when one ends, start another after a pause that grows.

    discord.py connects again by itself, but an event that it cannot read ends it.
    """
    pause = _FIRST_PAUSE
    stop = asyncio.create_task(
        _either(life.process.stopping.wait(), life.services.until_replaced())
    )
    while not stop.done():
        began = asyncio.get_running_loop().time()
        try:
            await _run_one_bot(life, stop)
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


async def _run_one_bot(life: _Life, stop: "asyncio.Task[None]") -> None:
    """Run one bot until it ends, which raises, or `stop` is done."""
    process, services = life.process, life.services
    settings, gateway = process.settings, process.gateway
    async with Throwback(settings, services, process.clock, observer=life.observer) as bot:
        gateway.follow(bot)
        life.on_bot(bot)
        connection = asyncio.create_task(_connect(bot, settings))
        report = asyncio.create_task(report_start(bot, services, settings.guilds, bot.shard_set))
        try:
            await asyncio.wait([connection, stop], return_when=asyncio.FIRST_COMPLETED)
            report.cancel()
            if not connection.done():
                _log.info("Closing when the answers under way are given")
                await bot.close()
                await asyncio.wait([connection], timeout=_FIRST_PAUSE)
                connection.cancel()
            await asyncio.gather(connection, return_exceptions=stop.done())
        finally:
            gateway.leave()


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
    for name in (signal.SIGTERM, signal.SIGINT):
        try:
            asyncio.get_running_loop().add_signal_handler(name, stop)
        except NotImplementedError:  # Windows, where Ctrl-C raises KeyboardInterrupt instead
            return
