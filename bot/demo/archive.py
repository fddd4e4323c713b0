"""The archive that the demo shows: databases in a temporary folder, filled by an import."""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.clock import Clock
from bot.operations.backup import back_up
from bot.sample import ACCOUNTS, HANDLE
from bot.sample.pictures import draw_pictures
from bot.services.container import STATE_FILE, Services
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.services.posts.progress import OnProgress, Progress

_SMALL_FILE = "tweets_2020-02.md"
_SAMPLE_OPTIONS = ImportOptions().with_handle(HANDLE)


def _ignore(_progress: Progress) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown: files at `paths`, a `database`, or both; neither is the sample."""

    paths: Sequence[Path] = ()
    database: Path | None = None
    options: ImportOptions = field(default_factory=ImportOptions)

    @property
    def is_sample(self) -> bool:
        """Whether the sample is shown."""
        return not self.paths and self.database is None


class DemoArchive:
    """Databases of their own, with what is to be shown in them, and the services over them.

    Entering raises ArchiveFileError if there is no archive at the paths, DatabaseError if there is
    no such database. All is written to a temporary folder, which goes at the end: of a database it
    gets copies, and its pictures are read where they are. `on_progress` is called on any thread.
    """

    def __init__(self, shown: Shown, clock: Clock, on_progress: OnProgress = _ignore) -> None:
        self._shown = shown
        self._clock = clock
        self._on_progress = on_progress
        self._open = AsyncExitStack()
        self.report: ImportReport | None = None
        """What the import reports; None of a database."""
        self.small_file: Path | None = None
        """A file of the sample archive, if that is shown, which can be loaded once more."""
        self.folder: Path
        """Where the databases are, and the pictures unless they are read where they were."""
        self.services: Services

    @property
    def is_sample(self) -> bool:
        """Whether it is the sample."""
        return self._shown.is_sample

    @property
    def has_pictures(self) -> bool:
        """Whether the pictures are in `folder`, and not where the database was copied from."""
        return self._shown.database is None

    async def __aenter__(self) -> Self:
        shown = self._shown
        async with AsyncExitStack() as opening:
            folder = tempfile.TemporaryDirectory(prefix="throwback-")
            opening.push_async_callback(asyncio.to_thread, folder.cleanup)  # of many pictures
            self.folder = Path(folder.name)
            if shown.database is not None:
                self.folder /= "copy"
                state = shown.database.with_name(STATE_FILE)
                await back_up(shown.database, state, self.folder, media=False)
            path = self.folder / "archive.db"
            self.services = await opening.enter_async_context(
                Services(path, self._clock, copied_from=shown.database)
            )
            if shown.is_sample:
                await self._take_sample(opening.enter_context(as_file(files("bot.sample"))))
            elif shown.paths:
                await self._import(shown.paths, shown.options)
            await self.services.search_index.warm_up()
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    async def _import(self, paths: Sequence[Path], options: ImportOptions) -> None:
        """Import files on another thread: a large archive must not hold up what is served."""
        self.report = await self.services.import_beside(paths, options, self._on_progress)

    async def _take_sample(self, sample: Path) -> None:
        self.small_file = sample / _SMALL_FILE
        await self._import([sample], _SAMPLE_OPTIONS)
        for account in ACCOUNTS[1:]:
            await self.services.accounts.join(ACCOUNTS[0], account)
        names = [path.rpartition("/")[2] for path in await self.services.posts.media_paths()]
        await asyncio.to_thread(draw_pictures, self.folder / "media", names)
