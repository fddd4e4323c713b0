"""The search index made anew after an upgrade, while the old one answers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import DatabaseError
from bot.services.posts.import_thread import run_on_thread
from bot.storage.archive.search.rebuilding import is_outdated, rebuild
from bot.storage.database import Database

_log = logging.getLogger(__name__)


class IndexUpgrade:
    """Makes the search index of the archive at `path` anew if an earlier version made it.

    A rebuild is one transaction, so other writers wait for it up to `wait` seconds, and readers
    have the old index until it ends. `after` is called then. Raises DatabaseError when the archive
    cannot be written. An import would rebuild the index too, before anything else.
    """

    def __init__(self, path: Path, wait: float, after: Callable[[], Awaitable[None]]) -> None:
        self._path = path
        self._wait = wait
        self._after = after

    async def run(self, most: int | None = None) -> bool:
        """Rebuild the index if need be, of at most `most` posts; return whether it was done."""
        async with Database(self._path, "archive", wait=self._wait) as database:
            if not await is_outdated(database, most):
                return False
            await rebuild(database)
        await self._after()
        return True

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[None]:
        """Rebuild the index on a thread of its own while the block runs; given up at its end."""
        task = asyncio.create_task(self._run_beside())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run_beside(self) -> None:
        try:
            if await run_on_thread(self._on_thread):
                await self._after()
                _log.info("Search has the new index")
        except DatabaseError as error:
            _log.warning("The search index could not be made anew; the old one serves: %s", error)

    async def _on_thread(self) -> bool:
        async with Database(self._path, "archive", wait=self._wait) as database:
            if not await is_outdated(database):
                return False
            _log.info("Making the search index anew; until that is done the old one answers")
            await rebuild(database)
        return True
