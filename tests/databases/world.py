"""The server of the stored databases: the same ids every time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.clock import MovableClock
from bot.sandbox import UNLIMITED, Actor, Sandbox
from bot.settings import Settings
from tests.cogs.conftest import Harness

START = datetime(2022, 11, 24, 12, tzinfo=UTC)
HERE = Path(__file__).parent


class World(Harness):
    """A sandbox whose member ada owns the archive, and whose manager mona adds digests."""

    def __init__(self, sandbox: Sandbox, clock: MovableClock, folder: Path) -> None:
        super().__init__(sandbox, clock, folder)
        self.mona: Actor = self.guild.add_member("mona", manager=True)
        self.news = self.guild.add_channel("news")

    @property
    def settings(self) -> Settings:
        """The settings of a bot whose archive ada may correct."""
        return replace(super().settings, owners=frozenset({self.ada.id}))


Kind = TypeVar("Kind", bound=World)


@asynccontextmanager
async def world(folder: Path, start: datetime, kind: type[Kind]) -> AsyncIterator[Kind]:
    """Build a server of a kind over the databases in `folder`, at a moment, without a bot.

    The clock does not move while the server is built, as ids contain the time.
    """
    clock = MovableClock(start)
    building = True

    def now() -> datetime:
        return START if building else clock.now()

    async with Sandbox(now=now, limits=UNLIMITED) as sandbox:
        built = kind(sandbox, clock, folder)
        building = False
        try:
            yield built
        finally:
            await built.stop()
