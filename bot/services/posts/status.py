"""The state of the archive, for those who run the bot."""

import asyncio
import platform
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot import __version__
from bot.archive.posts.status import ArchiveStatus
from bot.languages import _
from bot.services.archive_views import Archive
from bot.services.audience import answering
from bot.storage.archive.posts.media import FOLDER

_LIBRARIES = ("discord.py", "aiosqlite", "rapidfuzz", "pillow", "ftfy", "matplotlib")


class Status:
    """Counts what the archive at `path`, and state.db beside it, hold: for all servers."""

    def __init__(self, archive: Archive, path: Path) -> None:
        self._archive = archive
        self._path = path

    async def current(self) -> ArchiveStatus:
        """Return the state of the archive."""
        with answering(None):
            async with self._archive.view() as view:
                stored = await view.read_long(lambda reader: reader.status.stored())
        sizes = await asyncio.to_thread(_sizes, self._path.parent, self._path.name)
        versions = {"throwback": __version__, "Python": platform.python_version()}
        versions |= {"SQLite": stored.sqlite}
        return ArchiveStatus(stored, sizes, versions | {one: _version(one) for one in _LIBRARIES})

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
        for name in (archive, "state.db")
    }
    sizes["media"] = sum(map(_size, (folder / FOLDER).rglob("*")))
    return sizes


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # removed meanwhile
        return 0
