"""The real bot, connected to the sandbox, over an archive made for each test."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import DIGEST_SCHEDULER, Throwback
from bot.clock import MovableClock
from bot.delivery.connection import use_endpoints
from bot.sandbox import UNLIMITED, Answer, Guild, Sandbox
from bot.services.container import Services
from bot.services.posts.import_report import ImportReport
from bot.services.statistics.pictures import StatisticsPictures
from bot.settings import Settings
from bot.ui.interactions.sending import first_response
from tests.archives import archive
from tests.conftest import operations
from tests.waiting import until


class QuickBot(Throwback):
    """The bot without the pauses that discord.py makes at start and before a reconnection.

    Its cogs are imported once. discord.py executes their modules anew for each bot, and searches
    all modules of the process when it unloads one, which was a third of a test's time.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._connection.guild_ready_timeout = 0

    async def load_extension(self, name: str, *, package: str | None = None) -> None:
        """Add the cogs of a module; the scheduler's can be unloaded, and is loaded as ever."""
        if name == DIGEST_SCHEDULER:
            await super().load_extension(name, package=package)
        else:
            await importlib.import_module(name).setup(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait."""

    async def _wait_turn(self, shard_id: int) -> None:
        """Do not wait."""


class Harness:
    """A sandbox with one server that may see the archive, and bots to start and stop."""

    def __init__(self, sandbox: Sandbox, clock: MovableClock, folder: Path) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.folder = folder
        self.guild: Guild = sandbox.add_guild("Friends")
        self.channel = self.guild.add_channel("memories")
        self.ada = self.guild.add_member("ada")
        self.bob = self.guild.add_member("bob")
        self.bot: Throwback
        self.services: Services
        self._running = AsyncExitStack()

    @property
    def settings(self) -> Settings:
        """The settings of a bot that answers in the server."""
        return Settings(
            token=self.sandbox.token,
            guilds=frozenset({self.guild.id}),
            database=self.folder / "archive.db",
            api_url=self.sandbox.api_url,
            gateway_url=self.sandbox.gateway_url,
        )

    async def start(self, settings: Settings | None = None, *, posts: bool = False) -> Throwback:
        """Start a bot instead of the running one. It posts digests only if `posts` is true."""
        await self.stop()
        settings = settings or self.settings
        async with AsyncExitStack() as opening:
            self.services = await opening.enter_async_context(
                Services(
                    settings.database,
                    self.clock,
                    accounts=settings.guild_accounts,
                    state_url=settings.state_url,
                )
            )
            self.bot = await opening.enter_async_context(
                QuickBot(settings, self.services, self.clock, posts=posts)
            )
            life = asyncio.create_task(self.bot.start(self.sandbox.token))
            opening.push_async_callback(_end, self.bot, life)
            await self.sandbox.wait_ready()
            self._running = opening.pop_all()
        return self.bot

    async def stop(self) -> None:
        """Stop the running bot, if there is one."""
        await self._running.aclose()

    async def load(self, *records: str) -> ImportReport:
        """Import records."""
        path = self.folder / "output.md"
        path.write_text(archive(list(records)), "utf-8", newline="")
        return await self.services.imports.run([path])

    async def ask(self, command: str, **options: Any) -> Answer:
        """Run a command as ada."""
        return await self.ada.slash(command, **options)

    async def saved(self) -> None:
        """Wait for the writes to state.db under way: an answer may be there before its request."""
        await until(lambda: not self.services._state.writing)


async def _end(bot: Throwback, life: "asyncio.Task[None]") -> None:
    await bot.close()
    await asyncio.gather(life, return_exceptions=True)


@pytest.fixture
def clock() -> MovableClock:
    """A clock that bot and sandbox share, set to a day in November 2022."""
    return MovableClock(datetime(2022, 11, 24, 12, tzinfo=UTC))


@pytest.fixture
def in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer /stats and /year without a picture, as without matplotlib: to draw takes seconds."""
    monkeypatch.setattr(StatisticsPictures, "are_possible", False)


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all answers deferred, as those are that take long."""
    monkeypatch.setattr(first_response, "SOON", 0.0)


@pytest.fixture
def allowed_refusals() -> set[int]:
    """The error codes of refusals that a test provokes; any other refusal fails the test."""
    return set()


@pytest.fixture
async def bare_harness(
    clock: MovableClock,
    tmp_path: Path,
    openapi: Path | None,
    monkeypatch: pytest.MonkeyPatch,
    allowed_refusals: set[int],
) -> AsyncIterator[Harness]:
    """A sandbox without a bot. At the end, every request of its bots must have been valid."""
    monkeypatch.setattr("discord.http.Route.BASE", "")
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", None)
    async with Sandbox(now=clock.now, openapi=openapi, limits=UNLIMITED) as sandbox:
        harness = Harness(sandbox, clock, tmp_path)
        use_endpoints(harness.settings)
        try:
            yield harness
        finally:
            await harness.stop()
    operations.update(sandbox.operations)
    refused = [one for one in sandbox.refusals if one.code not in allowed_refusals]
    assert not refused, "Discord would have refused what the bot sent"


@pytest.fixture
async def harness(bare_harness: Harness) -> Harness:
    """A sandbox with a running bot."""
    await bare_harness.start()
    return bare_harness
