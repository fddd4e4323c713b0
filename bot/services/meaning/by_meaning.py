"""Searching by meaning: what may be found is decided here, what is near in a process beside."""

import asyncio
from array import array
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import Protocol

from pyroaring import BitMap

from bot.archive.posts.ids.links import post_id
from bot.archive.search.query.ast import Query
from bot.archive.search.query.meaning import About, Like, Meaning
from bot.errors import MissingPostError
from bot.services.archive_views import Archive, View
from bot.services.meaning.allowed import Allowed, AllowedPosts
from bot.services.meaning.comparing_jobs import Compared, Problem, Wanted, nearest
from bot.services.meaning.errors import (
    ComparingFailedError,
    MeaningError,
    MissingExtraError,
    NoMeaningError,
    NotBuiltError,
    OtherModelError,
    UnknownWordsError,
)
from bot.services.search.execution import time_limit
from bot.services.search.index_cache import IndexCache
from bot.services.search.nearest import NearestPosts
from bot.storage.archive.reader import ArchiveReader
from bot.storage.open_file import ReplacedFileError
from bot.workers import encoder_jobs
from bot.workers.encoder_jobs import Model
from bot.workers.worker import Worker, WorkerError

MOST = 100
"""Posts that are found by meaning: what is farther has hardly to do with the query."""

_TIME_LIMIT = 20.0  # seconds; the model loads in two, on a machine that does nothing else

Job = Callable[[Wanted], Compared]


class Process(Protocol):
    """Runs jobs: a Worker, or what is like one."""

    @property
    def process_id(self) -> int | None:
        """The id of the process, None if there is none at present."""

    async def run(self, function: Job, wanted: Wanted, /) -> Compared:
        """Return what the function returns. Raises WorkerError."""

    async def close(self) -> None:
        """End the process."""


_ERRORS = {
    Problem.NOT_BUILT: NotBuiltError,
    Problem.OTHER_MODEL: OtherModelError,
    Problem.NO_MEANING: NoMeaningError,
    Problem.UNKNOWN_WORDS: UnknownWordsError,
}


class ByMeaning:
    """Finds the posts of the archive at `path` that are nearest in meaning.

    `process` does the `job`: by default one that starts with the first search, and ends after some
    minutes without one. `installed` names the model that is installed.
    """

    def __init__(
        self,
        path: Path,
        archive: Archive,
        index: IndexCache,
        *,
        job: Job = nearest,
        installed: Callable[[], Model | None] = encoder_jobs.installed_model,
        process: Process | None = None,
    ) -> None:
        self._path = path
        self._archive = archive
        self._allowed = AllowedPosts(index)
        self._job = job
        self._installed = installed
        self._process = process or new_process()

    @cached_property
    def model(self) -> Model | None:
        """The model that was installed when it was first asked for."""
        return self._installed()

    @property
    def is_installed(self) -> bool:
        """Whether there is a model."""
        return self.model is not None

    @property
    def process_id(self) -> int | None:
        """The id of the process, None if there is none at present."""
        return self._process.process_id

    async def close(self) -> None:
        """End the process."""
        await self._process.close()

    async def find(
        self, view: View, query: Query, zone: tzinfo, *, patience: float | None = None
    ) -> NearestPosts:
        """Return the nearest of the posts that match the tree of `query`, MOST at most.

        Raises a MeaningError that says what is missing or failed, also when the process takes more
        than `patience` seconds; and MissingPostError for a post of `like:` that the view has not.
        """
        if self.model is None:
            raise MissingExtraError
        wanted, allowed = await view.search(self._wanted, query, zone, self.model)
        now = asyncio.get_running_loop().time()
        deadline = None if patience is None else now + patience
        if allowed.unmet is not None:
            near = await self._compare(wanted._replace(closest=allowed.closest), deadline)
            allowed = await view.search(self._narrowed, allowed, near.keys)
            wanted = wanted._replace(allowed=allowed.serialized())
        compared = await self._compare(wanted, deadline)
        return NearestPosts(tuple(_keys(compared.keys)), compared.missing)

    async def problem(self, *, within: View | None = None) -> MeaningError | None:
        """Return why nothing can be compared at present; None if it can be."""
        async with self._archive.view(within) as view:
            return await view.read(self._problem)

    async def advice(self, *, within: View | None = None) -> list[str]:
        """Return what is missing as a sentence without a full stop, for a list of notes."""
        found = await self.problem(within=within)
        return [f"{found}"] if found is not None else []

    def _problem(self, reader: ArchiveReader) -> MeaningError | None:
        if self.model is None:
            return MissingExtraError()
        stamp = reader.meaning.stamp()
        if stamp is None:
            return NotBuiltError()
        same = (stamp.model, stamp.version) == self.model
        return None if same else OtherModelError()

    async def comparable(self, ids: Sequence[str], *, within: View | None = None) -> frozenset[str]:
        """Return those of the posts with these ids that others can be compared with.

        None without the extra, before anything is built, and with bits of another model.
        """
        if self.model is None or not ids:
            return frozenset()

        def among(reader: ArchiveReader) -> frozenset[str]:
            if self._problem(reader) is not None:
                return frozenset()
            keys = reader.posts.keys(ids)
            having = reader.meaning.among([*keys.values()])
            return frozenset(id for id, key in keys.items() if key in having)

        async with self._archive.view(within) as view:
            return await view.read(among)

    def _wanted(
        self, reader: ArchiveReader, query: Query, zone: tzinfo, model: Model
    ) -> tuple[Wanted, Allowed]:
        if reader.meaning.stamp() is None:
            raise NotBuiltError
        readers = self._archive.readers
        if readers.opened != reader.opened:
            raise ReplacedFileError(self._path)
        assert query.meaning is not None  # noqa: S101 - for the type checker
        with time_limit(reader):
            near_to, thread = _near_to(reader, query.meaning)
            allowed = self._allowed.decide(reader, query, zone, thread)
        wanted = Wanted(
            str(self._path),
            readers.file.identity,
            model,
            near_to,
            allowed.serialized(),
            MOST,
            counted=reader.accounts is None,
        )
        return wanted, allowed

    async def _compare(self, wanted: Wanted, deadline: float | None) -> Compared:
        try:
            async with asyncio.timeout_at(deadline):
                compared = await self._process.run(self._job, wanted)
        except (WorkerError, TimeoutError) as error:
            raise ComparingFailedError from error
        if compared.problem is Problem.OTHER_FILE:
            raise ReplacedFileError(self._path)
        if compared.problem is not None:
            raise _ERRORS[compared.problem]
        return compared

    def _narrowed(self, reader: ArchiveReader, allowed: Allowed, closest: bytes) -> Allowed:
        with time_limit(reader):
            return self._allowed.narrow(reader, allowed, BitMap(_keys(closest)))


def new_process(*, idle: float = encoder_jobs.IDLE) -> Worker:
    """Return a process for comparing, which ends after `idle` seconds without a search."""
    return Worker(
        encoder_jobs.MEMORY,
        idle=idle,
        time_limit=_TIME_LIMIT,
        variables=encoder_jobs.variables,
    )


def _keys(packed: bytes) -> "array[int]":
    """Return keys of 32 bits each."""
    keys = array("I")
    keys.frombytes(packed)
    return keys


def _near_to(reader: ArchiveReader, meaning: Meaning) -> tuple[str | int, BitMap]:
    """Return what posts are to be near to, and the keys of those that are not to be found."""
    if isinstance(meaning, About):
        return meaning.text, BitMap()
    key = _key_of(reader, meaning)
    return key, BitMap(reader.threads.members([key]).values()) | BitMap([key])


def _key_of(reader: ArchiveReader, like: Like) -> int:
    id = post_id(like.id)
    key = reader.posts.keys([id]).get(id)
    if key is None or key in reader.hidden.keys:
        raise MissingPostError(id)
    return key
