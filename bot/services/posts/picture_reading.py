"""Reading the text in the pictures of an archive, in a process of its own; what is done is kept."""

import asyncio
import hashlib
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from bot.archive.posts.media_files import MediaProblem
from bot.archive.posts.picture_texts import ReadingEngine, ReadingProblem
from bot.errors import ThrowbackError
from bot.languages import lazy
from bot.storage.archive.search.picture_texts import (
    FileState,
    PictureFile,
    PictureText,
    PictureTextStore,
)
from bot.workers import reading_jobs
from bot.workers.media_folder import open_media
from bot.workers.worker import Worker, WorkerEndedError, WorkerError, WorkerTimeoutError

_SAVED = 8  # pictures whose texts are written together: some ten seconds of work
_PART = 1 << 20  # bytes that are in memory together
_INDEXED = 400  # pictures after which searches find them: of a large archive that takes seconds

_NOT_LOADED = {ImportError.__name__, ModuleNotFoundError.__name__}
"""The errors of a job whose packages are incomplete."""

Read = Callable[[Path, str], str | ReadingProblem]
"""A job of the worker: the text in a file of a folder, or why it was not read."""


class MissingReaderError(ThrowbackError):
    """Pictures are to be read where the extra for that is not installed."""

    sentence = lazy(
        "To read the text in pictures, packages are needed that are not installed. Install them in "
        "the bot's environment: .venv/bin/pip install rapidocr==3.10.0 onnxruntime==1.32.0"
    )


class ReaderFailedError(ThrowbackError):
    """The extra is installed and cannot be loaded: no fault of any picture."""

    sentence = lazy(
        "The packages that read pictures are installed and cannot be loaded; often a library of "
        "the system is missing. This says which: .venv/bin/python -c 'import rapidocr'"
    )


def require_reader() -> None:
    """Raise MissingReaderError without the extra."""
    if reading_jobs.installed_engine() is None:
        raise MissingReaderError


class ReadingProgress(NamedTuple):
    """How many pictures are done, of all that the archive has."""

    done: int
    of: int


@dataclass(slots=True)
class ReadingReport:
    """What came of the pictures of an archive.

    `pictures` are their files, `read` those that were read this time, of which `with_text` have
    some; `same` have the content of one of these; `before` were read earlier. `problems` counts why
    others were not, this time or before.
    """

    pictures: int = 0
    read: int = 0
    with_text: int = 0
    before: int = 0
    same: int = 0
    problems: "Counter[ReadingProblem]" = field(default_factory=Counter)


class PictureReader:
    """Reads what the media folder beside a database has of its pictures, each content once.

    `installed` returns the engine, None without the extra; `read` runs in a process of its own, for
    at most `time_limit` seconds a picture.
    """

    def __init__(
        self,
        store: PictureTextStore,
        folder: Path,
        *,
        installed: Callable[[], ReadingEngine | None] = reading_jobs.installed_engine,
        read: Read = reading_jobs.read,
        time_limit: float = reading_jobs.TIME_LIMIT,
    ) -> None:
        self._store = store
        self._folder = folder
        self._installed = installed
        self._read = read
        self._worker = Worker(
            reading_jobs.MEMORY,
            idle=reading_jobs.IDLE,
            time_limit=time_limit,
            variables=reading_jobs.variables,
        )

    async def close(self) -> None:
        """End the process."""
        await self._worker.close()

    async def run(self, progress: Callable[[ReadingProgress], None]) -> ReadingReport:
        """Read all pictures that this version of the engine has not read yet.

        Cancelled, it keeps what it has saved, and another call goes on. What could not be read is
        not tried again. Raises MissingReaderError without the extra, ReaderFailedError if it cannot
        be loaded.
        """
        engine = self._installed()
        if engine is None:
            raise MissingReaderError
        files = await self._store.files()
        done = await self._store.done(engine)
        report = ReadingReport(pictures=len(files))
        progress(ReadingProgress(0, len(files)))
        unsaved = _Unsaved(self._store, engine)
        try:
            for number, file in enumerate(files, start=1):
                await self._one(file, done, report, unsaved)
                await unsaved.save(_SAVED)
                progress(ReadingProgress(number, len(files)))
        finally:
            await asyncio.shield(unsaved.finish())
        return report

    async def _one(
        self,
        file: PictureFile,
        done: dict[bytes, ReadingProblem | None],
        report: ReadingReport,
        unsaved: "_Unsaved",
    ) -> None:
        """Read one file unless its content was read already, and note what came of it."""
        seen = await asyncio.to_thread(_look_at, self._folder, file)
        if isinstance(seen, ReadingProblem):
            report.problems[seen] += 1
            return
        state, file_hash = seen
        is_new = file_hash not in done
        found: str | ReadingProblem | None = done.get(file_hash)
        if is_new:
            found = await self._text(file.path)
            if isinstance(found, ReadingProblem) and found.may_pass:  # gone meanwhile
                report.problems[found] += 1
                return
            done[file_hash] = found if isinstance(found, ReadingProblem) else None
            unsaved.texts.append(
                PictureText(file_hash, "", found)
                if isinstance(found, ReadingProblem)
                else PictureText(file_hash, found or "")
            )
        if is_new or seen != (file.state, file.file_hash):
            unsaved.files.append((file.path, state, file_hash))
        if isinstance(found, ReadingProblem):
            report.problems[found] += 1
        elif is_new:
            report.read += 1
            unsaved.fresh.add(file_hash)
            report.with_text += bool(found)
        elif file_hash in unsaved.fresh:
            report.same += 1
        else:
            report.before += 1

    async def _text(self, path: str) -> str | ReadingProblem:
        try:
            try:
                return await self._worker.run(self._read, self._folder, path)
            except WorkerEndedError:  # perhaps by somebody else, so the picture gets a second try
                return await self._worker.run(self._read, self._folder, path)
        except WorkerTimeoutError:
            return ReadingProblem.SLOW
        except WorkerError as error:
            if str(error) in _NOT_LOADED:
                raise ReaderFailedError from error
            return ReadingProblem.MEMORY


class _Unsaved:
    """What is to be written next, and whether the index is to be updated at the end.

    `fresh` are the hashes of what was read this time, written or not.
    """

    def __init__(self, store: PictureTextStore, engine: ReadingEngine) -> None:
        self._store = store
        self._engine = engine
        self._since_index = 0
        self.fresh: set[bytes] = set()
        self.files: list[tuple[str, FileState, bytes]] = []
        self.texts: list[PictureText] = []

    async def save(self, least: int) -> None:
        """Write it, if it is of as many pictures; update the index now and then."""
        if len(self.files) < least or not self.files:
            return
        files, texts = self.files, self.texts
        await self._store.save(self._engine, files, texts)
        self.files, self.texts = [], []
        self._since_index += len(files)
        if self._since_index >= _INDEXED:
            await self._store.index()
            self._since_index = 0

    async def finish(self) -> None:
        """Write the rest, and let searches find it."""
        await self.save(1)
        await self._store.index()


def _look_at(folder: Path, file: PictureFile) -> tuple[FileState, bytes] | ReadingProblem:
    """Return the state and the hash of a file; its bytes are read only if it is another one."""
    opened = open_media(folder, file.path)
    if isinstance(opened, MediaProblem):
        return ReadingProblem.LINK if opened is MediaProblem.LINK else ReadingProblem.MISSING
    with opened:
        found = os.fstat(opened.fileno())
        state = FileState(found.st_size, found.st_mtime_ns)
        if state == file.state and file.file_hash is not None:
            return state, file.file_hash
        return state, _hash_of(opened)


def _hash_of(file: BinaryIO) -> bytes:
    found = hashlib.sha256()
    while part := file.read(_PART):
        found.update(part)
    return found.digest()
