"""The bot, connected to the sandbox, over an archive of its own."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.app import Throwback
from bot.archive.calendar import Day, day_of
from bot.clock import MovableClock
from bot.delivery.connection import use_endpoints
from bot.delivery.gateway_state import GatewayState
from bot.demo.archive import DemoArchive, Shown
from bot.demo.conversation import PATIENCE
from bot.demo.times import shown_time
from bot.demo.typed_commands import TypedCommand, TypedCommands
from bot.languages import ENGLISH, _, current, pgettext, speaking
from bot.operations.monitoring.monitoring import monitored
from bot.sandbox import Answer, Message, Sandbox
from bot.sandbox.wording import TIME_FORMAT
from bot.services.container import Services
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.services.posts.progress import OnProgress
from bot.services.time_zones import find_stored
from bot.settings import Settings, leave_multiprocess_mode

FIND = "Find in archive"  # never translated: the sandbox knows it by this name
"""The command in the context menu of messages."""

_LONGEST_MESSAGE = 2000  # characters that Discord's client takes of a member

_LOOPBACK = ("127.0.0.1", 0)  # any port that is free

_SAMPLE_TIME = datetime(2024, 11, 24, 17, 30, tzinfo=UTC)
"""The time that the sample archive was written for; its last posts are shortly before it."""


class DemoHarness:
    """A sandbox with one guild and three people in it, and the bot over an archive.

    `path` has the archive's files, by default the sample. `database` is one that the archive was
    imported into; files at `path` are added to it. Entering raises what that of DemoArchive does;
    all that the bot writes is temporary. `member` is an owner of the archive who manages the guild,
    `manager` manages it alone, `guest` does neither. For the sample, the clock starts at the time
    that it was written for. `openapi` is passed to the sandbox, `confirmed_public` to the import.
    All is in the language that is spoken when it is made.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        database: Path | None = None,
        openapi: Path | None = None,
        confirmed_public: bool = False,
    ) -> None:
        self._openapi = openapi
        options = ImportOptions()
        self._shown = Shown(
            (path,) if path else (),
            database,
            options.confirmed_public() if confirmed_public else options,
        )
        self._open = AsyncExitStack()
        self._replacing = asyncio.Lock()
        self.changing = asyncio.Lock()
        """Held while the clock moves, and while another archive is put in the place of this."""
        self._language = current()
        self.locale = self._language.discord[0]
        """The language of the server and its members, as Discord names it."""
        self.clock = MovableClock(_SAMPLE_TIME if self._shown.is_sample else None)
        self.archive: DemoArchive
        self.monitoring_url: str
        self.sandbox: Sandbox
        self.bot: Throwback

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            archive = DemoArchive(self._shown, self.clock)
            await opening.enter_async_context(archive)
            await self._start(opening, archive, self.clock)
            self._open = opening.pop_all()
        return self

    async def replace(
        self, paths: Sequence[Path], on_progress: OnProgress, *, confirmed_public: bool = False
    ) -> ImportReport:
        """Import other files, and show them alone: on another sandbox, at the time that it is.

        Until they are imported, the bot answers from what is shown now; if no post of theirs was
        read, it goes on with that, and the report says why. `on_progress` is called on any thread.
        Raises the errors of an import, and ValueError without paths.
        """
        options = ImportOptions()
        shown = Shown(paths, options=options.confirmed_public() if confirmed_public else options)
        clock = MovableClock()
        async with self._replacing, AsyncExitStack() as opening:
            archive = DemoArchive(shown, clock, on_progress)
            await opening.enter_async_context(archive)
            report = archive.report
            if report is None:
                raise ValueError("no files")  # never translated: what is dropped has some
            if not report.posts_new:
                return report
            async with self.changing:
                # Where discord.py finds Discord is global, so the former bot has to be gone.
                await self._open.aclose()
                with speaking(self._language):
                    await self._start(opening, archive, clock)
                self._open = opening.pop_all()
        return report

    async def _start(
        self, opening: AsyncExitStack, archive: DemoArchive, clock: MovableClock
    ) -> None:
        """Start a sandbox and the bot, over an archive; what ends them is put on a stack.

        All attributes change at once, when the bot is there: none is of what was shown before.
        """
        sandbox = await opening.enter_async_context(Sandbox(clock.now, openapi=self._openapi))
        guild = sandbox.add_guild(_("The Reading Room"))
        guild.speak(self.locale)
        # Translators: of a channel of the demo, as Discord takes it: small letters, no blank.
        channel = guild.add_channel(pgettext("name of a channel", "general"))
        # Translators: of the channel that digests are posted to; small letters, no blank.
        digest_channel = guild.add_channel(pgettext("name of a channel", "digest"))
        # Translators: the name of the person who tries the demo.
        member = guild.add_member(pgettext("name of a user", "you"), manager=True)
        # Translators: the name of someone who manages the demo's server.
        manager = guild.add_member(pgettext("name of a user", "manager"), manager=True)
        # Translators: the name of someone in the demo's server.
        guest = guild.add_member(pgettext("name of a user", "member"))
        TIME_FORMAT.set(None if current() is ENGLISH else shown_time)
        settings = Settings(
            token=sandbox.token,
            guilds=frozenset({guild.id}),
            owners=frozenset({member.id}),
            api_url=sandbox.api_url,
            gateway_url=sandbox.gateway_url,
        )
        use_endpoints(settings)
        leave_multiprocess_mode()
        gateway, services = GatewayState(), archive.services
        monitoring = await opening.enter_async_context(
            monitored(_LOOPBACK, services, gateway, archive.folder / "archive.db", clock)
        )
        bot = await opening.enter_async_context(
            Throwback(settings, services, clock, observer=monitoring.metrics)
        )
        gateway.follow(bot)
        bot_task = asyncio.create_task(bot.start(sandbox.token))
        opening.push_async_callback(_stop, bot, bot_task)
        await sandbox.wait_ready()
        monitoring.health.started = True
        self.archive, self.clock, self.sandbox, self.bot = archive, clock, sandbox, bot
        self.guild, self.channel, self.digest_channel = guild, channel, digest_channel
        self.member, self.manager, self.guest = member, manager, guest
        self.monitoring_url = f"http://{_LOOPBACK[0]}:{monitoring.port}"
        self.__dict__.pop("commands", None)
        self.speak()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    def speak(self) -> None:
        """Set the language of the server and its people, which a page may have changed."""
        self.guild.speak(self.locale)
        for actor in (self.member, self.manager, self.guest):
            actor.user.locale = self.locale

    @property
    def services(self) -> Services:
        """The services over the archive."""
        return self.archive.services

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the server."""
        name = self.services.guilds.of(self.guild.id).time_zone
        return find_stored(name) or self.bot.settings.time_zone

    @property
    def folder(self) -> Path:
        """Where the databases are."""
        return self.archive.folder

    @cached_property
    def commands(self) -> TypedCommands:
        """The slash commands that the bot registered."""
        return TypedCommands(self.sandbox.commands, self.locale)

    async def slash(self, command: TypedCommand) -> Answer:
        """Give a slash command as the member, and return the answer."""
        values = self.commands.values(command, self.guild)
        return await self.member.slash(
            command.name, channel=self.channel, timeout=PATIENCE, **values
        )

    async def suggestions(self, command: TypedCommand, option: str) -> list[dict[str, Any]]:
        """Return the choices that the bot offers while the member types into an option."""
        values = self.commands.values(command, self.guild)
        values[option] = command.values.get(option, "")
        return await self.member.autocomplete(
            command.name, focused=option, channel=self.channel, **values
        )

    def say(self, text: str) -> Message:
        """Send a message as the member. Raises LookupError if it is too long for Discord."""
        if len(text) > _LONGEST_MESSAGE:
            raise LookupError(
                _("a message takes at most {count:,} characters", count=_LONGEST_MESSAGE)
            )
        return self.member.say(text, channel=self.channel)

    async def find(self, message: Message, command: str = FIND) -> Answer:
        """Use a command of a message's context menu, and return the answer."""
        return await self.member.context_menu(command, message=message, timeout=PATIENCE)

    async def days(self, count: int) -> list[Day]:
        """Return today and the next days of the year with posts, at most `count`."""
        days = [day_of(self.clock.now().date())]
        while len(days) < count:
            found = await self.services.memories.page(days[-1], ZoneInfo("UTC"), page_size=1)
            if found.neighbours.after is None or found.neighbours.after in days:
                break
            days.append(found.neighbours.after)
        return days


async def _stop(bot: Throwback, bot_task: "asyncio.Task[None]") -> None:
    await bot.close()
    await asyncio.gather(bot_task, return_exceptions=True)


def quiet_logs() -> None:
    """Set the log level to ERROR, so that the log does not disturb the conversation."""
    logging.basicConfig(level=logging.ERROR)
