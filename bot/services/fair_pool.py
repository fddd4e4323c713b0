"""Threads that serve their requesters in turn, so that none of them can keep all threads busy."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, NamedTuple, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from bot.errors import BusyError, ReplacedError

P = ParamSpec("P")
T = TypeVar("T")

requester: ContextVar[Hashable] = ContextVar("requester", default=None)
"""Whom the present task serves: the id of a user, or None for the bot itself and the terminal."""

_THREADS = 2  # more would only take the interpreter away from the event loop
_MOST_OF_ONE = 10  # jobs of one requester that wait
_MOST_WAITING = 250  # requesters that wait; more would wait for seconds


@dataclass(eq=False, slots=True, weakref_slot=True)
class Job:
    """Work for a thread of a pool.

    A newer job with the same `key` replaces it, unless that is None. It waits for `patience`
    seconds at most, unless that is None. `began_at` is when it got a thread, infinity before that;
    times are of time.monotonic().
    """

    key: Hashable = None
    patience: float | None = None
    requester: Hashable = field(default_factory=requester.get)
    asked_at: float = field(default_factory=time.monotonic)
    began_at: float = math.inf
    is_replaced: bool = False
    turn: "asyncio.Future[None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def turn_again(self) -> "Job":
        """Return the same job, for another turn."""
        return Job(self.key, self.patience, self.requester)


class Started(NamedTuple, Generic[T]):
    """Work that a thread does: `running` ends when it does, `result` may be cancelled before."""

    running: "Future[T]"
    result: "asyncio.Future[T]"


@dataclass(eq=False, slots=True)
class PoolGroup:
    """Pools that together run one job of a requester at a time, except for the bot's own jobs.

    Threads share the interpreter, so a user who kept a thread of each pool busy would slow down all
    others. `running` has the requesters; a pool is the requester of the bot's jobs on it.
    """

    running: set[Hashable] = field(default_factory=set)
    begin_next: list[Callable[[], None]] = field(default_factory=list)


class FairPool:
    """A pool of two threads that runs one job of a requester at a time.

    A free thread goes to the requester whose turn it is: round robin, each with its jobs in order.
    The number of those that wait is bounded. All methods are called on the event loop.
    """

    def __init__(self, name: str, group: PoolGroup | None = None) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix=name)
        self._free = _THREADS
        self._group = group or PoolGroup()
        self._group.begin_next.append(self._begin_next)
        self._running = self._group.running
        self._waiting: dict[Hashable, deque[Job]] = {}  # by requester, in the order of their turns
        self._latest: WeakValueDictionary[Hashable, Job] = WeakValueDictionary()  # by key

    @property
    def waiting(self) -> int:
        """The number of jobs that have no thread yet."""
        return sum(map(len, self._waiting.values()))

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of `work`. Raises the BusyError of `start`."""
        return await (await self.start(Job(), partial(work, *args, **kwargs))).result

    async def start(self, job: Job, work: Callable[[], T]) -> "Started[T]":
        """Wait for the turn of `job`, then have a thread begin `work`.

        Raises BusyError at once if too many wait, and when the patience of the job ends. Raises
        ReplacedError if a newer job replaces this one before its turn; later, `work` has to look
        for that itself.
        """
        self._enqueue(job)
        self._replace_earlier(job)
        self._begin_next()
        if not job.turn.done():
            await self._turn_of(job)
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()

        def end() -> None:
            self._end(job)
            if result.done():  # whose task was cancelled
                return
            if error := running.exception():
                result.set_exception(error)
            else:
                result.set_result(running.result())

        # A copy, so that sentences made on the thread are in the language of whom it serves.
        running = self._threads.submit(copy_context().run, work)
        # One call for both: each takes the interpreter from the thread, and wakes the event loop.
        running.add_done_callback(lambda _: loop.call_soon_threadsafe(end))
        return Started(running, result)

    async def _turn_of(self, job: Job) -> None:
        try:
            async with asyncio.timeout(job.patience):
                await job.turn
        except TimeoutError:
            self._leave(job)
            raise BusyError from None
        except BaseException:
            self._leave(job)
            raise

    async def close(self) -> None:
        """Finish the jobs that run, and cancel those that wait."""
        for job in [job for jobs in self._waiting.values() for job in jobs]:
            job.turn.cancel()
        await asyncio.to_thread(self._threads.shutdown)

    def _enqueue(self, job: Job) -> None:
        """Have a job wait. Raises BusyError if too many do; the bot itself is never refused."""
        jobs = self._waiting.get(job.requester, deque())
        is_full = len(jobs) >= _MOST_OF_ONE or (not jobs and len(self._waiting) >= _MOST_WAITING)
        if is_full and job.requester is not None:
            raise BusyError
        jobs.append(job)
        self._waiting[job.requester] = jobs

    def _replace_earlier(self, job: Job) -> None:
        """Replace the job with the same key; the new one takes its place among those that wait."""
        if job.key is None:
            return
        earlier = self._latest.get(job.key)
        self._latest[job.key] = job
        if earlier is not None:
            earlier.is_replaced = True
            if not earlier.turn.done():
                earlier.turn.set_exception(ReplacedError())
                self._leave(earlier)

    def _begin_next(self) -> None:
        """Give the free threads to those whose turn it is and who have none."""
        for one in [one for one in self._waiting if self._slot(one) not in self._running]:
            jobs = self._waiting[one]
            job = next((job for job in jobs if not job.turn.done()), None)
            if job is None or not self._free:  # the others were cancelled and are about to leave
                continue
            self._free -= 1
            self._running.add(self._slot(one))
            jobs.remove(job)
            del self._waiting[one]
            if jobs:
                self._waiting[one] = jobs  # behind the others
            job.began_at = time.monotonic()
            job.turn.set_result(None)

    def _leave(self, job: Job) -> None:
        """Remove a job whose work did not begin, whether it waits or its turn has come."""
        if math.isfinite(job.began_at):
            self._end(job)
        elif job in (jobs := self._waiting.get(job.requester, deque())):
            jobs.remove(job)
            if not jobs:
                del self._waiting[job.requester]

    def _end(self, job: Job) -> None:
        self._free += 1
        self._running.discard(self._slot(job.requester))
        # The others first, so that none of a requester's kinds of jobs keeps out the rest.
        for begin_next in sorted(self._group.begin_next, key=lambda one: one == self._begin_next):
            begin_next()

    def _slot(self, requester: Hashable) -> Hashable:
        return self if requester is None else requester
