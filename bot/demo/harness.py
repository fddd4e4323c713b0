"""The bot, connected to the sandbox, over an archive of its own."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.app import Throwback
from bot.archive.calendar import Day, day_of
from bot.archive.digests.model import RunState
from bot.clock import MovableClock
from bot.delivery.connection import use_endpoints
from bot.delivery.gateway_state import GatewayState
from bot.demo.conversation import PATIENCE
from bot.demo.times import shown_time
from bot.demo.typed_commands import TypedCommand, TypedCommands
from bot.languages import ENGLISH, _, current, pgettext
from bot.operations.backup import back_up
from bot.operations.monitoring.monitoring import monitored
from bot.sample import ACCOUNTS, HANDLE
from bot.sample.pictures import draw_pictures
from bot.sandbox import Answer, Message, Sandbox
from bot.sandbox.wording import TIME_FORMAT
from bot.services.container import STATE_FILE, Services
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.settings import Settings, leave_multiprocess_mode

FIND = "Find in archive"  # never translated: the sandbox knows it by this name
"""The command in the context menu of messages."""

_LONGEST_MESSAGE = 2000  # characters that Discord's client takes of a member

_SMALL_FILE = "tweets_2020-02.md"

_LOOPBACK = ("127.0.0.1", 0)  # any port that is free

_TIMEOUT = 20.0  # seconds of real time for what the bot does by itself, even on a busy machine
_POLL_INTERVAL = 0.02

_SAMPLE_OPTIONS = ImportOptions().with_handle(HANDLE)
_SAMPLE_TIME = datetime(2024, 11, 24, 17, 30, tzinfo=UTC)
"""The time that the sample archive was written for; its last posts are shortly before it."""


class DemoHarness:
    """A sandbox with one guild, a member who manages it, and the bot over an archive.

    `path` has the archive's files, by default the sample. `database` is one that the archive was
    imported into; files at `path` are added to it. Entering raises ArchiveFileError if `path` holds
    no archive, DatabaseError if there is no such database. All that the bot writes is temporary:
    of a database it gets copies, and its pictures are read where they are. The member is an owner
    of the archive. For the sample, the clock starts at the time that it was written for. `openapi`
    is passed to the sandbox, `confirmed_public` to the import. All is in the language that is
    spoken when it is made.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        database: Path | None = None,
        openapi: Path | None = None,
        confirmed_public: bool = False,
    ) -> None:
        self._path = path
        self._database = database
        self._openapi = openapi
        self._options = ImportOptions()
        if confirmed_public:
            self._options = self._options.confirmed_public()
        self._open = AsyncExitStack()
        self.locale = current().discord[0]
        """The language of the server and its member, as Discord names it."""
        self.clock = MovableClock(None if path or database else _SAMPLE_TIME)
        self.report: ImportReport | None = None
        self.small_file: Path | None = None
        """A file of the sample archive, if that is shown, which can be loaded once more."""
        self.folder: Path
        """Where the databases are, and the pictures unless they are read where they were."""
        self.monitoring_url: str
        self.services: Services
        self.sandbox: Sandbox
        self.bot: Throwback

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            folder = opening.enter_context(tempfile.TemporaryDirectory(prefix="throwback-"))
            home = Path(folder)
            if self._database is not None:
                home /= "copy"
                state = self._database.with_name(STATE_FILE)
                await back_up(self._database, state, home, media=False)
            self.folder = home
            services = Services(home / "archive.db", self.clock, copied_from=self._database)
            self.services = await opening.enter_async_context(services)
            if self._path or not self._database:
                archive = self._path or opening.enter_context(as_file(files("bot.sample")))
                self.small_file = None if self._path else archive / _SMALL_FILE
                options = self._options if self._path else _SAMPLE_OPTIONS
                self.report = await services.imports.run([archive], options)
            if not (self._path or self._database):
                for account in ACCOUNTS[1:]:
                    await services.accounts.join(ACCOUNTS[0], account)
                names = [path.rpartition("/")[2] for path in await services.posts.media_paths()]
                await asyncio.to_thread(draw_pictures, home / "media", names)
            self.sandbox = await opening.enter_async_context(
                Sandbox(now=self.clock.now, openapi=self._openapi)
            )
            self.guild = self.sandbox.add_guild(_("The Reading Room"))
            self.guild.preferred_locale = self.locale
            # Translators: of a channel of the demo, as Discord takes it: small letters, no blank.
            self.channel = self.guild.add_channel(pgettext("name of a channel", "memories"))
            # Translators: the name of the person who tries the demo.
            self.member = self.guild.add_member(pgettext("name of a user", "you"), manager=True)
            self.member.user.locale = self.locale
            TIME_FORMAT.set(None if current() is ENGLISH else shown_time)
            settings = Settings(
                token=self.sandbox.token,
                guilds=frozenset({self.guild.id}),
                owners=frozenset({self.member.id}),
                api_url=self.sandbox.api_url,
                gateway_url=self.sandbox.gateway_url,
            )
            use_endpoints(settings)
            leave_multiprocess_mode()
            gateway = GatewayState()
            monitoring = await opening.enter_async_context(
                monitored(_LOOPBACK, services, gateway, home / "archive.db", self.clock)
            )
            self.monitoring_url = f"http://{_LOOPBACK[0]}:{monitoring.port}"
            self.bot = await opening.enter_async_context(
                Throwback(settings, services, self.clock, observer=monitoring.metrics)
            )
            gateway.follow(self.bot)
            bot_task = asyncio.create_task(self.bot.start(self.sandbox.token))
            opening.push_async_callback(_stop, self.bot, bot_task)
            await self.sandbox.wait_ready()
            monitoring.health.started = True
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._open.aclose()

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

    @property
    def has_pictures(self) -> bool:
        """Whether the pictures are in `folder`, and not where the database was copied from."""
        return self._database is None

    async def days(self, count: int) -> list[Day]:
        """Return today and the next days of the year with posts, at most `count`."""
        days = [day_of(self.clock.now().date())]
        while len(days) < count:
            found = await self.services.memories.page(days[-1], ZoneInfo("UTC"), page_size=1)
            if found.neighbours.after is None or found.neighbours.after in days:
                break
            days.append(found.neighbours.after)
        return days

    def time_until(self, at: time) -> timedelta:
        """Return the duration until the next `at`, a time of day in UTC."""
        now = self.clock.now()
        today = datetime.combine(now.date(), at, UTC)
        return today - now if today > now else today + timedelta(days=1) - now

    async def advance(self, by: timedelta) -> AsyncIterator[list[Answer]]:
        """Move the clock forward, and stop at every digest that is due on the way.

        Yield what the bot posts by itself, in any channel, at each stop, with the clock there; a
        digest may have nothing to post.
        """
        target, stop = self.clock.now() + by, None
        while True:
            due = await self._next_due()
            is_last = due is None or due > target or due == stop  # the same again: it cannot post
            stop = target if is_last or due is None else due
            self.clock.set(max(stop, self.clock.now()))
            posted = await self._let_post()
            if posted or not is_last:
                yield posted
            if is_last:
                return

    async def _next_due(self) -> datetime | None:
        digests = await self.services.digests.of_guild(self.guild.id)
        return min((digest.next_at for digest in digests if digest.next_at), default=None)

    async def _let_post(self) -> list[Answer]:
        """Wait until what is due is posted, and return it."""
        before = {message.id for message in self._bot_posts()}
        is_due = await self._has_due_digest()
        self.bot.digest_scheduler.wake()
        for _attempt in range(int(_TIMEOUT / _POLL_INTERVAL) if is_due else 0):
            if not await self._has_due_digest():
                break
            await asyncio.sleep(_POLL_INTERVAL)
        posts = (message for message in self._bot_posts() if message.id not in before)
        return [self.member.see(message) for message in posts]

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
