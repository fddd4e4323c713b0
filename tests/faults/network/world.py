"""A bot that runs as `throwback run` does, the sandbox it runs in, and what both must keep."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import aiohttp

from bot import lifecycle
from bot.archive.digests.model import DigestOptions, RunState
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.sandbox import Answer, NoAnswerError, Sandbox
from bot.services.container import Services
from bot.services.fair_pool import requester
from bot.settings import Settings
from bot.storage.checkpoints import copy_back
from tests.archives import archive, record
from tests.cogs.conftest import QuickBot
from tests.faults.conftest import FULL, PATIENCE, Resources

FIRST = datetime(2022, 11, 24, 8, tzinfo=UTC)
DAY = timedelta(days=1)
DUE = time(9)
LOST = 3.0 if FULL else 0.3
"""Seconds that a user waits for an answer that may never come."""
_NEXT_TRY = timedelta(minutes=2)  # past each pause between two tries of a digest
_TOO_LATE = {10008, 10015, 10062, 40060, 50027}  # Discord's codes for an answer it does not take
_ROWS = {
    "archive.db": ("SELECT id FROM posts",),
    "state.db": ("SELECT run FROM runs", "SELECT digest FROM digests", "SELECT token FROM pages"),
}

Asked = list["asyncio.Task[Answer | None]"]


class Bot(QuickBot):
    """The bot; it takes a gateway that says nothing for dead after `silence` seconds."""

    latest: "Bot"
    silence = 60.0
    close_wait = 30.0  # seconds that discord.py waits for the end of a connection it closes

    async def setup_hook(self) -> None:
        """Set the times, then set the bot up."""
        type(self).latest = self
        self._connection.heartbeat_timeout = self.silence
        connect = self.http.ws_connect

        async def connect_hastily(
            url: str, *, compress: int = 0
        ) -> aiohttp.ClientWebSocketResponse:
            socket = await connect(url, compress=compress)
            socket._timeout = aiohttp.ClientWSTimeout(ws_close=self.close_wait)
            return socket

        self.http.ws_connect = connect_hastily  # type: ignore[method-assign]
        await super().setup_hook()


class World:
    """A server with a digest at 9:00 UTC and a member, and a bot that answers and posts there."""

    def __init__(self, sandbox: Sandbox, clock: MovableClock, folder: Path) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.folder = folder
        self.guild = sandbox.add_guild("Friends")
        self.talk = self.guild.add_channel("talk")
        self.channel = self.guild.add_channel("memories")
        self.ada = self.guild.add_member("ada")
        self.services: Services
        self._before: Resources
        self._watchers: list[sqlite3.Connection] = []
        self._days = 0

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

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the bot, over an archive with a post of every day, for the length of the block."""
        stopping = asyncio.Event()
        async with (
            Services(self.settings.database, self.clock) as self.services,
            self._watching(),
        ):
            output = self.folder / "output.md"
            days = 300 if FULL else 40
            posts = [record(FIRST - (365 - n) * DAY, f"a year ago {n}") for n in range(days)]
            output.write_text(archive(posts), "utf-8")
            await self.services.imports.run([output])
            await self.services.digests.add(
                self.guild.id, DigestOptions(self.channel.id, Schedule(DUE, "UTC"))
            )
            process = lifecycle._Process(self.settings, self.clock, stopping)
            supervising = asyncio.create_task(
                lifecycle._supervise(lifecycle._Life(process, self.services))
            )
            try:
                await self.is_back()
                await self._warm_up()
                yield
            finally:
                stopping.set()
                await asyncio.wait_for(supervising, PATIENCE)
        assert {one.code for one in self.sandbox.refusals} <= _TOO_LATE

    async def _warm_up(self) -> None:
        """Have what is opened once and kept, such as readers of the archive, be there."""
        archive = self.services.archive
        begun = threading.Barrier(6, timeout=PATIENCE)

        async def read(user: int) -> None:
            requester.set(user)  # one user's reads follow one another
            async with archive.view() as view:
                read = (view.read, view.search, view.read_long)[user % 3]
                await read(lambda _reader: begun.wait())

        await asyncio.gather(*map(read, range(6)))  # two threads of each kind
        async with self.services._state.write():
            pass
        for name in _ROWS:  # SQLite keeps the two descriptors of a checkpoint for the next one
            copy_back(self.folder / name)
        await self.next_day()
        await self.one_digest_a_day()
        self.rows()
        self._before = await self.resources()

    async def is_back(self) -> None:
        """Wait until the bot is connected and answers."""
        async with asyncio.timeout(PATIENCE):
            await self.sandbox.wait_ready(timeout=PATIENCE)
            patience = 0.2  # seconds; what a bot that ends was asked is never answered
            while await self.ask(patience) is None:
                await self.sandbox.wait_ready(timeout=PATIENCE)
                patience *= 2

    async def ask(self, patience: float = PATIENCE) -> Answer | None:
        """Return the answer to a command of ada's; None if there is none in `patience` seconds."""
        try:
            return await self.ada.slash("random", timeout=patience)
        except NoAnswerError:
            await asyncio.sleep(0.02)
            return None

    def ask_meanwhile(self, patience: float) -> "asyncio.Task[Answer | None]":
        """Have ada ask while the test goes on."""
        return asyncio.create_task(self.ask(patience))

    async def next_day(self) -> None:
        """Let the next day's digest become due."""
        self._days += 1
        self.clock.set(datetime.combine(FIRST.date() + self._days * DAY, DUE, UTC))
        Bot.latest.digest_scheduler.wake()

    async def one_digest_a_day(self) -> None:
        """Wait until all digests that were due are posted; no day has a second one."""
        async with asyncio.timeout(PATIENCE):
            while not await self._is_recorded():
                await asyncio.sleep(0.05)
                self.clock.move(_NEXT_TRY)
                Bot.latest.digest_scheduler.wake()
        assert len(self.posted) == len(set(self.posted)) == self._days

    @property
    def posted(self) -> list[str]:
        """The first line of each digest in the channel, which names its day, oldest first."""
        return [message.texts[0].splitlines()[0] for message in self.channel.history]

    async def _is_recorded(self) -> bool:
        runs = await self.services.digests.history(self.guild.id, 1, 1000)
        return [run.state for run in runs].count(RunState.POSTED) == self._days

    def rows(self) -> set[tuple[str, object]]:
        """Return the keys of all that is stored; both databases are whole."""
        kept: set[tuple[str, object]] = set()
        for database, queries in zip(self._watchers, _ROWS.values(), strict=True):
            assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            for query in queries:
                kept |= {(query, key) for (key,) in database.execute(query)}
        return kept

    @asynccontextmanager
    async def _watching(self) -> AsyncIterator[None]:
        """Keep a connection of the test's own to each database.

        SQLite defers closing a descriptor while the process has another connection with a lock.
        """
        with ExitStack() as stack:
            for name in _ROWS:
                connection = sqlite3.connect(self.folder / name)
                self._watchers.append(stack.enter_context(closing(connection)))
            yield

    @asynccontextmanager
    async def fault(self, name: str, patience: float = LOST) -> AsyncIterator[Asked]:
        """Let a fault happen in the block, while a digest is due and a user asks.

        The user waits for `patience` seconds, and afterwards no more is in use than before the
        first fault. Yields the list of commands under way, to which the block may add. An error
        notes the name.
        """
        rows, asked = self.rows(), Asked()
        try:
            await self.next_day()
            asked.append(self.ask_meanwhile(patience))
            yield asked
            await self.is_back()
            await self.one_digest_a_day()
            await asyncio.gather(*asked)
            assert self.rows() >= rows
            await self.assert_back()
        except BaseException as error:
            error.add_note(f"in the fault {name}")
            raise

    async def resources(self) -> Resources:
        """Count what is in use; connections that are only kept for the next request are not."""
        for idle in Bot.latest.http.connector._conns.values():
            for protocol, _since in idle:
                protocol.close()
        await asyncio.sleep(0.05)
        return Resources.now()

    async def assert_back(self) -> None:
        """Wait until no more is in use than before the first fault."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not self._before.holds(now := await self.resources()):
            assert asyncio.get_running_loop().time() < deadline, (
                f"not back: {self._before.more(now)}"
            )
