"""The archive file is watched: another one that was put in its place is opened, under readers.

From the moment at which it is noticed nothing is written to the old file. When the new one was
found to be whole and its vocabulary is loaded, new views read it. Views of the old one end on it.
"""

import asyncio
import logging
import time
from collections.abc import Iterable
from typing import TypeAlias

from bot.errors import DatabaseError
from bot.services.archive_views import Archive
from bot.services.search.index_cache import IndexCache
from bot.services.upgrades import Upgrade
from bot.storage.archive.readers import Readers
from bot.storage.archive_database import ArchiveDatabase
from bot.storage.files.wholeness import why_not_whole

_POLL = 0.25  # seconds between two looks at the path; until then other commands may mix two files
_AGAIN = 60.0  # seconds after which a file that was refused is examined again

_Stamp: TypeAlias = tuple[int, int, int, int]  # device, number, size and time of the last change

_log = logging.getLogger(__name__)


class Reopening:
    """Has `database`, and the views of `archive`, use the file that was put at their path.

    `upgrades` are run after that, since a copy may be of an earlier version's search index. At most
    two files are open at once: a third waits for the last view of the first.
    """

    def __init__(
        self,
        database: ArchiveDatabase,
        archive: Archive,
        index: IndexCache,
        upgrades: Iterable[Upgrade] = (),
    ) -> None:
        self._database = database
        self._archive = archive
        self._index = index
        self._upgrades = tuple(upgrades)
        self._before: Readers | None = None
        self._refused: _Stamp | None = None
        self._refused_at = 0.0
        self._reason = ""
        self._upgrading: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        """Look several times a second until cancelled. What fails is logged, once for each file."""
        try:
            while True:
                await asyncio.sleep(_POLL)
                try:
                    await self._look()
                except Exception as error:  # noqa: BLE001 - nothing else would ever open a new copy
                    why = f"{error}" if isinstance(error, DatabaseError) else type(error).__name__
                    self._refuse(why, self._stamp())
        finally:
            await self._end_upgrade()

    async def _look(self) -> None:
        """Open another file if there is one."""
        file = self._archive.readers.file
        if file.is_there() or not file.is_replaced():
            return  # also if it is back: see OpenFile.is_back
        if file is self._database.file:
            await self._database.let_go()
        stamp = self._stamp()
        if stamp is None or self._is_refused(stamp) or not self._is_former_closed():
            return
        if reason := await asyncio.to_thread(why_not_whole, self._database.path, "archive"):
            self._refuse(reason, stamp)
            return
        await self._open(stamp)
        await self._end_upgrade()
        self._upgrading = asyncio.create_task(self._upgrade())

    async def _open(self, stamp: _Stamp) -> None:
        if self._database.file.identity != stamp[:2]:
            await self._database.reopen(stamp[:2])
        readers = await self._archive.open_other(self._database.file)
        try:
            if self._index.is_loaded:
                await self._index.load(readers)
            readers.file.check()
        except BaseException:
            readers.retire(lambda: self._index.forget(readers.opened))
            raise
        self._before = before = self._archive.readers
        self._archive.adopt(readers, lambda: self._index.forget(before.opened))
        self._refused, self._reason = None, ""
        _log.info("Another file is at %s: it is read from now on", self._database.path)

    def _is_former_closed(self) -> bool:
        return self._before is None or self._before.is_closed

    def _stamp(self) -> _Stamp | None:
        try:
            status = self._database.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

    def _is_refused(self, stamp: _Stamp) -> bool:
        return stamp == self._refused and time.monotonic() < self._refused_at + _AGAIN

    def _refuse(self, reason: str, stamp: _Stamp | None) -> None:
        if (stamp, reason) != (self._refused, self._reason):
            _log.warning(
                "The file that was put at %s is not read, and the one before it still is: %s",
                self._database.path,
                reason,
            )
        self._refused, self._refused_at, self._reason = stamp, time.monotonic(), reason

    async def _upgrade(self) -> None:
        for one in self._upgrades:
            await one.run_beside()

    async def _end_upgrade(self) -> None:
        if self._upgrading is not None:
            self._upgrading.cancel()
            await asyncio.wait([self._upgrading])
