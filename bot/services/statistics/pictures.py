"""Statistics as pictures: drawn in a process of their own, and kept while they are asked for."""

import asyncio
import hashlib
import logging
import pickle
from concurrent.futures import Future
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.archive.statistics.model import Statistics
from bot.archive.statistics.picture import Picture, PictureProblem, describe
from bot.archive.statistics.theme import Theme
from bot.languages import current
from bot.services.recently_used import RecentlyUsed
from bot.services.shared_jobs import SharedJobs
from bot.services.statistics.font_cache import FontCache
from bot.workers.charts.jobs import draw
from bot.workers.worker import Worker, WorkerError, WorkerTimeoutError

DEADLINE = 20.0
"""Seconds that an answer waits for its picture; a slow machine reads its fonts first, once."""

_MEMORY = 3 << 30  # bytes of address space, of which an eighth is used: numpy reserves more
_TIME_LIMIT = 60.0  # seconds
_MOST = 24  # pictures that are kept, each of some 200 kB

_LEAST_VERSION = [3, 11]

_log = logging.getLogger(__name__)


@cache
def can_draw() -> bool:
    """Return whether there is a matplotlib that shapes text: the one before has other functions."""
    try:
        installed = version("matplotlib").split(".")
    except PackageNotFoundError:
        return False
    return [int(number) for number in installed[:2] if number.isdecimal()] >= _LEAST_VERSION


class StatisticsPictures:
    """Draws statistics. `beside` is the folder of the database."""

    def __init__(self, beside: Path) -> None:
        self._fonts = FontCache(beside)
        self._worker = Worker(_MEMORY, time_limit=_TIME_LIMIT, variables=self._variables)
        self._jobs: SharedJobs[Picture | PictureProblem] = SharedJobs()
        self._kept: RecentlyUsed[Picture] = RecentlyUsed(_MOST)
        self._is_closed = False

    @property
    def are_possible(self) -> bool:
        """Whether pictures can be drawn here."""
        return can_draw()

    async def of(
        self, found: Statistics, heading: str, theme: Theme, *, deadline: float | None = DEADLINE
    ) -> Picture | PictureProblem:
        """Return the picture of statistics of at least one post, or why there is none.

        `heading`, plain text, is on top of it. What is not drawn within `deadline` seconds is not
        waited for; None waits until it is.
        """
        if not self.are_possible:
            return PictureProblem.NOT_INSTALLED
        language = current().discord[0]
        key = _key(found, heading, theme, language)
        if known := self._kept.get(key):
            return known
        job = self._jobs.join(
            key,
            partial(self._worker.submit, draw, found, heading, theme, language),
            partial(self._finish, key, describe(found)),
        )
        try:
            await asyncio.wait([job.task], timeout=deadline)
        finally:
            self._jobs.leave(job)
        return job.result_or(PictureProblem.SLOW)

    async def close(self) -> None:
        """End the process that draws."""
        self._is_closed = True
        await self._worker.close()
        await self._jobs.close()
        self._fonts.close()

    def _variables(self) -> dict[str, str]:
        return {
            "MPLCONFIGDIR": str(self._fonts.folder()),
            "OPENBLAS_NUM_THREADS": "1",  # each thread would reserve memory
        }

    async def _finish(
        self, key: str, description: str, future: "Future[bytes]"
    ) -> Picture | PictureProblem:
        try:
            picture = Picture(await asyncio.wrap_future(future), description)
        except WorkerError as error:
            if self._is_closed:  # which ended the process
                return PictureProblem.FAILED
            _log.warning("Statistics were not drawn: %s %s", type(error).__name__, error)
            is_slow = isinstance(error, WorkerTimeoutError)
            return PictureProblem.SLOW if is_slow else PictureProblem.FAILED
        self._kept.put(key, picture)
        return picture


def _key(found: Statistics, heading: str, theme: Theme, language: str) -> str:
    """Return a key that equal pictures almost always share; where not, one is drawn once more."""
    return hashlib.blake2b(
        pickle.dumps((found, heading, theme, language)), digest_size=20
    ).hexdigest()
