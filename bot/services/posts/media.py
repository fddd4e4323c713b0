"""The media of posts as files to send, each prepared once and then kept in a cache."""

import asyncio
import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path

from bot.archive.posts.media_files import (
    MediaFile,
    MediaProblem,
    PreparedMedia,
    WantedMedia,
    is_sound,
)
from bot.services.posts.media_cache import MediaCache
from bot.services.shared_jobs import SharedJobs
from bot.storage.archive.posts.media import FOLDER
from bot.workers.media_folder import open_media
from bot.workers.media_jobs import Bounds, memory_for, prepare
from bot.workers.media_jobs import verify as verify_file
from bot.workers.worker import Worker, WorkerError, WorkerTimeoutError

MAX_PIXELS = 64_000_000
"""Pixels of a picture that is read, unless the settings say otherwise."""

DEADLINE = 12.0
"""Seconds that an answer waits for its pictures; a digest waits for fewer."""

_MOST_FAILURES = 1_000  # that are remembered; a crash takes seconds each time
_TRIES = 2  # of what failed so: a machine may have been busy, or have ended the process
_LASTING = {MediaProblem.CRASHED, MediaProblem.SLOW}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MediaSurvey:
    """What the media folder holds: `files` of `size` bytes together, the `largest` with its size.

    `named` counts the files that posts and accounts have, `unnamed` those of the folder that none
    has; `problems` are the reasons why files of the former cannot be shown, by path.
    """

    files: int
    size: int
    largest: tuple[str, int] | None
    named: int
    unnamed: int
    problems: dict[str, MediaProblem]


class MediaFiles:
    """Prepares files of the media folder beside the database for sending.

    `copied_from` is the database that this one is a copy of, whose files are read where they are.
    """

    def __init__(
        self, database: Path, max_pixels: int = MAX_PIXELS, copied_from: Path | None = None
    ) -> None:
        beside = database.absolute().parent
        self._folder = beside / FOLDER
        self._originals = None if copied_from is None else copied_from.absolute().parent / FOLDER
        self._cache = MediaCache(beside)
        self._max_pixels = max_pixels
        self._worker = Worker(memory_for(max_pixels))
        self._failures: dict[str, tuple[MediaProblem, ...]] = {}
        self._jobs: SharedJobs[PreparedMedia] = SharedJobs()

    async def prepare(
        self, wanted: Iterable[WantedMedia], max_bytes: int, *, deadline: float = DEADLINE
    ) -> dict[WantedMedia, PreparedMedia]:
        """Return each file, in at most `max_bytes`, or why there is none.

        What is not ready within `deadline` seconds is not waited for.
        """
        bounds = Bounds(max_bytes, self._max_pixels)
        found, missing = await asyncio.to_thread(self._look_up, dict.fromkeys(wanted), bounds)
        if not missing:
            return found
        jobs = {
            one: self._jobs.join(
                key,
                partial(self._worker.submit, prepare, folder, one, bounds),
                partial(self._finish, one, folder, key, bounds),
            )
            for one, (folder, key) in missing.items()
        }
        try:
            await asyncio.wait([job.task for job in jobs.values()], timeout=deadline)
        finally:
            for job in jobs.values():
                self._jobs.leave(job)
        return found | {one: job.result_or(MediaProblem.SLOW) for one, job in jobs.items()}

    async def survey(self, paths: Sequence[str], *, verify: bool = False) -> MediaSurvey:
        """Return what the folder holds of the files `paths`, each of which is read to `verify`."""
        sizes = await asyncio.to_thread(self._sizes)
        problems = await asyncio.to_thread(self._unopened, paths)
        for path in paths if verify else ():
            if path in problems or is_sound(path):  # which no card shows
                continue
            if problem := await self._verify(path):
                problems[path] = problem
        named = {path.rpartition("/")[2] for path in paths}
        return MediaSurvey(
            len(sizes),
            sum(sizes.values()),
            max(sizes.items(), key=lambda one: one[1], default=None),
            len(paths),
            len(sizes.keys() - named),
            dict(sorted(problems.items())),
        )

    async def _verify(self, path: str) -> MediaProblem | None:
        try:
            return await self._worker.run(verify_file, self._folder, path, self._max_pixels)
        except WorkerTimeoutError:
            return MediaProblem.SLOW
        except WorkerError:
            return MediaProblem.CRASHED

    def _unopened(self, paths: Sequence[str]) -> dict[str, MediaProblem]:
        problems = {}
        for path in paths:
            opened = open_media(self._folder, path)
            if isinstance(opened, MediaProblem):
                problems[path] = opened
            else:
                opened.close()
        return problems

    def _sizes(self) -> dict[str, int]:
        sizes = {}
        for name in self._names():
            with suppress(FileNotFoundError):  # since it was listed
                sizes[name] = (self._folder / name).lstat().st_size
        return sizes

    async def has_files(self) -> bool:
        """Return whether the archive has any media files."""
        return await asyncio.to_thread(lambda: any(self._names()))

    def _names(self) -> Iterator[str]:
        with suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            yield from (entry.name for entry in entries if not entry.name.startswith("."))

    @property
    def process_id(self) -> int | None:
        """The id of the worker process, None if there is none at present."""
        return self._worker.process_id

    async def close(self) -> None:
        """End the worker process."""
        await self._worker.close()
        await self._jobs.close()

    async def _finish(
        self,
        wanted: WantedMedia,
        folder: Path,
        key: str,
        bounds: Bounds,
        future: "Future[PreparedMedia]",
    ) -> PreparedMedia:
        found: PreparedMedia
        try:
            found = await asyncio.wrap_future(future)
        except WorkerError as error:
            is_slow = isinstance(error, WorkerTimeoutError)
            found = MediaProblem.SLOW if is_slow else MediaProblem.CRASHED
            _log.warning("A media file was not prepared: %s", type(error).__name__)
        if isinstance(found, MediaFile):
            await asyncio.to_thread(self._keep, wanted, folder, key, bounds, found)
        elif found in _LASTING:
            while len(self._failures) >= _MOST_FAILURES:
                del self._failures[next(iter(self._failures))]
            before = self._failures.pop(key, ())
            self._failures[key] = (*before, found)
        return found

    def _keep(
        self, wanted: WantedMedia, folder: Path, key: str, bounds: Bounds, file: MediaFile
    ) -> None:
        self._cache.put(key, file)
        if self._key(folder, wanted, bounds) != key:  # erased or replaced meanwhile
            self._cache.remove(key, file)

    def _look_up(
        self, wanted: Iterable[WantedMedia], bounds: Bounds
    ) -> tuple[dict[WantedMedia, PreparedMedia], dict[WantedMedia, tuple[Path, str]]]:
        """Return what needs no worker, and of the rest the folders and the keys."""
        found, missing = dict[WantedMedia, PreparedMedia](), dict[WantedMedia, tuple[Path, str]]()
        for one in wanted:
            folder, key = self._folder, self._key(self._folder, one, bounds)
            if self._originals is not None and isinstance(key, MediaProblem):
                folder, key = self._originals, self._key(self._originals, one, bounds)
            if isinstance(key, MediaProblem):
                found[one] = key
            elif len(failures := self._failures.get(key, ())) >= _TRIES:
                found[one] = failures[-1]
            elif known := self._cache.get(key):
                found[one] = known
            else:
                missing[one] = folder, key
        return found, missing

    def _key(self, folder: Path, wanted: WantedMedia, bounds: Bounds) -> str | MediaProblem:
        """Return the key of a prepared file, or why its original cannot be opened.

        It says which state of the original it was made of, without reading all of that again.
        """
        opened = open_media(folder, wanted.path)
        if isinstance(opened, MediaProblem):
            return opened
        with opened as file:
            state = os.fstat(file.fileno())
        parts = (
            wanted.path, state.st_size, state.st_mtime_ns, state.st_ino, wanted.is_thumbnail,
            None if wanted.is_thumbnail else bounds.max_bytes, bounds.max_pixels, self._version,
        )  # fmt: skip
        return hashlib.blake2b(repr(parts).encode(errors="replace"), digest_size=20).hexdigest()

    @cached_property
    def _version(self) -> str:
        with suppress(ModuleNotFoundError):
            return version("Pillow")
        return ""
