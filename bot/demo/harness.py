"""The bot, connected to the sandbox, over an archive of its own."""

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
from bot.delivery.connection import use_endpoints
from bot.demo.typed_commands import TypedCommands
from bot.sandbox import Answer, Message, Sandbox
from bot.services.container import Services
from bot.services.posts.imports import ImportReport
from bot.settings import Settings

_TIMEOUT = 20.0  # seconds of real time for what the bot does by itself, even on a busy machine
_POLL_INTERVAL = 0.02

_SAMPLE_TIME = datetime(2022, 11, 24, 17, 30, tzinfo=UTC)
"""The time that the sample archive was written for; its last posts are shortly before it."""


class DemoHarness:
    """A sandbox with one guild, a member who manages it, and the bot over an archive.

    `path` is the archive, by default the sample. Entering raises ArchiveFileError if it holds no
    archive. The databases are temporary. For the sample, the clock starts at the time that it was
    written for. `openapi` is passed to the sandbox.
    """

    def __init__(self, path: Path | None = None, *, openapi: Path | None = None) -> None:
        self._path = path
        self._openapi = openapi
        self._open = AsyncExitStack()
        self.clock = MovableClock(None if path else _SAMPLE_TIME)
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
            bot_task = asyncio.create_task(self.bot.start(self.sandbox.token))
            opening.push_async_callback(_stop, self.bot, bot_task)
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

    async def slash(self, command: str, options: dict[str, str]) -> Answer:
        """Give a slash command as the member, and return the answer."""
        values = TypedCommands(self.sandbox.commands).values(command, options, self.guild)
        return await self.member.slash(command, channel=self.channel, **values)

    async def context_menu(self, command: str, text: str) -> Answer:
        """Send `text` as the member, use a command of its context menu, and return the answer."""
        message = self.member.say(text, channel=self.channel)
        return await self.member.context_menu(command, message=message)

    def time_until(self, at: time) -> timedelta:
        """Return the duration until the next `at`, a time of day in UTC."""
        now = self.clock.now()
        today = datetime.combine(now.date(), at, UTC)
        return today - now if today > now else today + timedelta(days=1) - now

    async def advance(self, by: timedelta) -> list[Answer]:
        """Move the clock forward; return what the bot then posts by itself in any channel."""
        before = self._bot_posts()
        self.clock.move(by)
        is_due = await self._has_due_digest()
        self.bot.digest_scheduler.wake()
        for _ in range(int(_TIMEOUT / _POLL_INTERVAL) if is_due else 0):
            if not await self._has_due_digest():
                break
            await asyncio.sleep(_POLL_INTERVAL)
        return [self.member.see(message) for message in self._bot_posts() if message not in before]

    async def _has_due_digest(self) -> bool:
        """Return whether a digest is due or being posted."""
        digests = await self.services.digests.of_guild(self.guild.id)
        now = self.clock.now()
        if any(digest.next_at is not None and digest.next_at <= now for digest in digests):
            return True
        runs = [
            await self.services.digests.history(self.guild.id, digest.id, 1) for digest in digests
        ]
        return any(run.state is RunState.CLAIMED for last in runs for run in last)

    def _bot_posts(self) -> list[Message]:
        channels = list(self.guild.channels.values())
        messages = [message for channel in channels for message in channel.history]
        bot = self.sandbox.bot
        return [
            message
            for message in messages
            if message.author is bot and message.interaction_metadata is None
        ]


async def _stop(bot: Throwback, bot_task: "asyncio.Task[None]") -> None:
    await bot.close()
    await asyncio.gather(bot_task, return_exceptions=True)


def quiet_logs() -> None:
    """Set the log level to ERROR, so that the log does not disturb the conversation."""
    logging.basicConfig(level=logging.ERROR)
