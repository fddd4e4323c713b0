"""What is counted and measured beside the bot's work: posts, sizes, when things were last done.

These are read about once a minute, not when somebody asks for the metrics: to count 100,000 media
files takes a while, and who can reach the page must not be able to keep the disk busy.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import Clock
from bot.errors import ThrowbackError
from bot.services.container import STATE_FILE, Services
from bot.services.posts.media_cache import FOLDER as CACHE_FOLDER
from bot.storage.archive.posts.media import FOLDER as MEDIA_FOLDER

RESTORE_TESTED = "restore-tested"
"""The file beside archive.db that is touched when a restored replica has passed its check."""

_PAUSE = 60.0  # seconds between two readings
_FOLDERS_EVERY = 10  # readings, of which one measures the folders

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Figures:
    """The last figures; times are in seconds since 1970, None for never. Sizes are in bytes."""

    posts: int | None = None
    last_import: float | None = None
    last_backup: float | None = None
    last_restore_test: float | None = None
    digests_due: int = 0
    sizes: dict[str, int] = field(default_factory=dict)


class FigureReader:
    """Keeps `figures` of the services over the archive at `path` up to date while `run` runs."""

    def __init__(self, services: Services, path: Path, clock: Clock) -> None:
        self.figures = Figures()
        self._services = services
        self._path = path
        self._clock = clock
        self._readings = 0

    async def run(self) -> None:
        """Read the figures again and again, until cancelled."""
        while True:
            try:
                await self.read()
            except (ThrowbackError, OSError) as error:
                _log.warning("Figures for the metrics were not read: %s", error)
            await asyncio.sleep(_PAUSE)

    async def read(self) -> None:
        """Read the figures. Raises DatabaseError, BusyError and OSError; they stay as they were."""
        figures, services = self.figures, self._services
        measures_folders = self._readings % _FOLDERS_EVERY == 0
        self._readings += 1
        figures.sizes |= await asyncio.to_thread(_file_sizes, self._path)
        if (size := await services.status.shared_size()) is not None:
            figures.sizes["state"] = size
        figures.last_restore_test = _touched(self._path.with_name(RESTORE_TESTED))
        if measures_folders:
            figures.sizes |= await asyncio.to_thread(_folder_sizes, self._path)
        figures.posts, imported = await services.status.posts_and_last_import()
        figures.last_import = imported.timestamp() if imported else None
        made_at = await services.backups.last_made_at()
        figures.last_backup = made_at / 1000 if made_at else None
        figures.digests_due = await services.digest_ledger.count_due(self._clock.now())


def _file_sizes(archive: Path) -> dict[str, int]:
    files = {"archive": archive, "state": archive.with_name(STATE_FILE)}
    sizes = {name: _size(path) for name, path in files.items()}
    return sizes | {
        f"{name}_wal": _size(path.with_name(f"{path.name}-wal")) for name, path in files.items()
    }


def _folder_sizes(archive: Path) -> dict[str, int]:
    folders = {"media": MEDIA_FOLDER, "media_cache": CACHE_FOLDER}
    return {
        name: sum(map(_size, archive.with_name(folder).rglob("*")))
        for name, folder in folders.items()
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # removed meanwhile
        return 0


def _touched(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None
