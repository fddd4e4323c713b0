"""The bot, connected to a Discord on loopback, over an archive of its own."""

import asyncio
import logging
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.app import Throwback
from bot.clock import MovableClock
from bot.running import go_to
from bot.sandbox import Answer, Sandbox
from bot.services.imports import Report
from bot.services.services import Services
from bot.settings import Settings

_SAMPLE_DAY = datetime(2022, 11, 24, 17, 30, tzinfo=UTC)
"""The day that the sample archive was made for: it ends shortly before."""


class Stage:
    """A sandbox with one server, a member who asks, and the bot over an archive.

    `path` is the archive; without one, the sample. Raises ArchiveFileError when it is none. The
    databases are temporary. For the sample the clock stands at the day it was made for.
    `openapi` is for the sandbox, which says what it does.
    """

    def __init__(self, path: Path | None = None, *, openapi: Path | None = None) -> None:
        self._path = path
        self._openapi = openapi
        self._open = AsyncExitStack()
        self.clock = MovableClock(None if path else _SAMPLE_DAY)
        self.report: Report
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
            self.member = self.guild.add_member("you")
            settings = Settings(
                token=self.sandbox.token,
                guilds=frozenset({self.guild.id}),
                api_url=self.sandbox.api_url,
                gateway_url=self.sandbox.gateway_url,
            )
            go_to(settings)
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
        typed: dict[str, Any] = dict(options)
        return await self.member.slash(command, channel=self.channel, **typed)

    async def choose(self, command: str, text: str) -> Answer:
        """Say `text` as the member, choose a command from the message's menu, return the answer."""
        message = self.member.say(text, channel=self.channel)
        return await self.member.context_menu(command, message=message)


async def _end(bot: Throwback, life: "asyncio.Task[None]") -> None:
    await bot.close()
    await asyncio.gather(life, return_exceptions=True)


def quiet() -> None:
    """Keep the log out of the conversation, except for what went wrong."""
    logging.basicConfig(level=logging.ERROR)
