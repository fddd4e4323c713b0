"""The state of the archive, for those who run the bot."""

import asyncio
import platform
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot import __version__
from bot.archive.posts.status import ArchiveStatus
from bot.languages import _
from bot.services.archive_views import Archive
from bot.services.audience import answering
from bot.storage.archive.posts.media import FOLDER
from bot.storage.engines import SharedState

_STATE = "state.db"

_LIBRARIES = ("discord.py", "aiosqlite", "rapidfuzz", "pillow", "ftfy", "matplotlib")


class Status:
    """Counts what the archive at `path`, and the state, hold: for all servers.

    The state is in state.db beside it, or it is `shared`: then views have a part of it alone.
    """

    def __init__(self, archive: Archive, path: Path, shared: SharedState | None = None) -> None:
        self._archive = archive
        self._path = path
        self._shared = shared

    async def current(self) -> ArchiveStatus:
        """Return the state of the archive."""
        with answering(None):
            async with self._archive.view() as view:
                stored = await view.read_long(lambda reader: reader.status.stored())
        sizes = await asyncio.to_thread(_sizes, self._path.parent, self._path.name)
        if self._shared is not None:
            ((digests,),) = await self._shared.read("SELECT count(*) FROM digests")
            stored = replace(stored, digests=digests)
            del sizes[_STATE]
            sizes = {self._shared.name: await self._shared.size()} | sizes
        versions = {"throwback": __version__, "Python": platform.python_version()}
        versions |= {"SQLite": stored.sqlite}
        return ArchiveStatus(stored, sizes, versions | {one: _version(one) for one in _LIBRARIES})

    async def shared_size(self) -> int | None:
        """Return the size of the state's tables in bytes, or None if it is a file."""
        return None if self._shared is None else await self._shared.size()

    async def posts_and_last_import(self) -> tuple[int, datetime | None]:
        """Return the number of stored posts, and when a file was last imported, if one was."""
        with answering(None):
            async with self._archive.view() as view:
                return await view.read_long(lambda reader: reader.status.posts_and_last_import())


def _version(library: str) -> str:
    """Return the version of a library; one of an extra may not be installed."""
    try:
        return version(library)
    except PackageNotFoundError:
        return _("not installed")


def _sizes(folder: Path, archive: str) -> dict[str, int]:
    """Return the sizes of the databases, each with what is beside it, and of the media folder."""
    sizes = {
        name: sum(_size(folder / f"{name}{more}") for more in ("", "-wal", "-shm"))
        for name in (archive, _STATE)
    }
    sizes["media"] = sum(map(_size, (folder / FOLDER).rglob("*")))
    return sizes


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # removed meanwhile
        return 0
