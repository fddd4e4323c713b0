"""The bot, connected to a Discord on loopback, over an archive of its own."""

import asyncio
import logging
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.app import Throwback
from bot.archive.digests.model import RunState
from bot.clock import MovableClock
from bot.demo.typed_commands import Typed
from bot.lifecycle import use_endpoints
from bot.sandbox import Answer, Message, Sandbox
from bot.services.container import Services
from bot.services.posts.imports import ImportReport
from bot.settings import Settings

_PATIENCE = 5.0  # seconds, of real time, for what the bot does by itself
_LOOKS_EVERY = 0.02

_SAMPLE_DAY = datetime(2022, 11, 24, 17, 30, tzinfo=UTC)
"""The day that the sample archive was made for: it ends shortly before."""


class DemoHarness:
    """A sandbox with one server, a member who manages it, and the bot over an archive.

    `path` is the archive; without one, the sample. Raises ArchiveFileError when it is none. The
    databases are temporary. For the sample the clock stands at the day it was made for.
    `openapi` is for the sandbox, which says what it does.
    """

    def __init__(self, path: Path | None = None, *, openapi: Path | None = None) -> None:
        self._path = path
        self._openapi = openapi
        self._open = AsyncExitStack()
        self.clock = MovableClock(None if path else _SAMPLE_DAY)
        self.report: ImportReport
        self.services: Services
        self.sandbox: Sandbox
        self.bot: Throwback

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            folder = opening.enter_context(tempfile.TemporaryDirectory(prefix="throwback-"))
            services = Services(Path(folder) / "archive.db", self.clock)
            self.services = await opening.enter_async_context(services)
            archive = self._path or opening.enter_context(as_file(files("bot.sample")))
            self.report = await services.imports.run([archive])
            self.sandbox = await opening.enter_async_context(
                Sandbox(now=self.clock.now, openapi=self._openapi)
            )
            self.guild = self.sandbox.add_guild("The Reading Room")
            self.channel = self.guild.add_channel("memories")
            self.member = self.guild.add_member("you", manager=True)
            settings = Settings(
                token=self.sandbox.token,
                guilds=frozenset({self.guild.id}),
                api_url=self.sandbox.api_url,
                gateway_url=self.sandbox.gateway_url,
            )
            use_endpoints(settings)
            self.bot = await opening.enter_async_context(Throwback(settings, services, self.clock))
            life = asyncio.create_task(self.bot.start(self.sandbox.token))
            opening.push_async_callback(_end, self.bot, life)
            await self.sandbox.wait_ready()
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    async def ask(self, command: str, options: dict[str, str]) -> Answer:
        """Give a slash command as the member, and return the answer."""
        given = Typed(self.sandbox.commands).values(command, options, self.guild)
        return await self.member.slash(command, channel=self.channel, **given)

    async def choose(self, command: str, text: str) -> Answer:
        """Say `text` as the member, choose a command from the message's menu, return the answer."""
        message = self.member.say(text, channel=self.channel)
        return await self.member.context_menu(command, message=message)

    def until(self, at: time) -> timedelta:
        """Return how long it is to a time of day, in UTC."""
        now = self.clock.now()
        today = datetime.combine(now.date(), at, UTC)
        return today - now if today > now else today + timedelta(days=1) - now

    async def move(self, by: timedelta) -> list[Answer]:
        """Move the clock on, and return what the bot then posts by itself in any channel."""
        before = self._own()
        self.clock.move(by)
        due = await self._due()
        self.bot.digest_scheduler.wake()
        for _ in range(int(_PATIENCE / _LOOKS_EVERY) if due else 0):
            if not await self._due():
                break
            await asyncio.sleep(_LOOKS_EVERY)
        return [self.member.see(message) for message in self._own() if message not in before]

    async def _due(self) -> bool:
        """Tell whether a digest is due, or being posted."""
        digests = await self.services.digests.of(self.guild.id)
        now = self.clock.now()
        if any(digest.next_at is not None and digest.next_at <= now for digest in digests):
            return True
        runs = [await self.services.digests.history(self.guild.id, one.id, 1) for one in digests]
        return any(run.state is RunState.CLAIMED for last in runs for run in last)

    def _own(self) -> list[Message]:
        channels = list(self.guild.channels.values())
        said = [message for channel in channels for message in channel.history]
        bot = self.sandbox.bot
        return [one for one in said if one.author is bot and one.interaction_metadata is None]


async def _end(bot: Throwback, life: "asyncio.Task[None]") -> None:
    await bot.close()
    await asyncio.gather(life, return_exceptions=True)


def quiet() -> None:
    """Keep the log out of the conversation, except for what went wrong."""
    logging.basicConfig(level=logging.ERROR)
