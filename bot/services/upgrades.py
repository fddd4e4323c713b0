"""What an earlier version stored, made anew after an upgrade while the bot answers from it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.errors import DatabaseError
from bot.services.posts.import_thread import run_on_thread
from bot.storage.archive.search import rebuilding
from bot.storage.archive.threads import relinking
from bot.storage.database import Database

_log = logging.getLogger(__name__)


class IsOutdated(Protocol):
    """Returns whether what is stored is of an earlier version, and of at most `most` posts."""

    async def __call__(self, database: Database, most: int | None = None) -> bool:
        """Return it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is made anew, in one transaction, and what the log says of it."""

    is_outdated: IsOutdated
    make: Callable[[Database], Awaitable[None]]
    begins: str
    done: str
    failed: str


INDEX = Step(
    rebuilding.is_outdated,
    rebuilding.rebuild,
    "Making the search index anew; until that is done the old one answers",  # never translated
    "Search has the new index",  # never translated
    "The search index could not be made anew; the old one serves",  # never translated
)
LINKS = Step(
    relinking.is_outdated,
    relinking.relink,
    "Finding likely links anew; until that is done the old ones are shown",  # never translated
    "Threads have the new links",  # never translated
    "Links could not be found anew; the old ones serve",  # never translated
)


class Upgrade:
    """Makes something in the archive anew if an earlier version made it.

    `open_archive` returns a database to do that with, not entered yet. It is one transaction, so
    other writers wait for it, and readers have what was there until it ends. `after` is called
    then. Raises DatabaseError when the archive cannot be written. An import would make it anew too.
    """

    def __init__(
        self, step: Step, open_archive: Callable[[], Database], after: Callable[[], Awaitable[None]]
    ) -> None:
        self._step = step
        self._open = open_archive
        self._after = after

    async def run(self, most: int | None = None) -> bool:
        """Make it anew if need be, of at most `most` posts; return whether it was done."""
        async with self._open() as database:
            if not await self._step.is_outdated(database, most):
                return False
            await self._step.make(database)
        await self._after()
        return True

    async def run_beside(self) -> None:
        """Make it anew if need be on a thread of its own, and log what comes of it."""
        try:
            if await run_on_thread(self._on_thread):
                await self._after()
                _log.info("%s", self._step.done)
        except DatabaseError as error:
            _log.warning("%s: %s", self._step.failed, error)

    async def _on_thread(self) -> bool:
        async with self._open() as database:
            if not await self._step.is_outdated(database):
                return False
            _log.info("%s", self._step.begins)
            await self._step.make(database)
        return True


@asynccontextmanager
async def beside(*upgrades: Upgrade) -> AsyncIterator[None]:
    """Run upgrades, one after the other, while the block runs; given up at its end."""

    async def run() -> None:
        for one in upgrades:
            await one.run_beside()

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
