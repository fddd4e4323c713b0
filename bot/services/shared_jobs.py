"""Jobs of a worker that several wait for: each is done once for all of them."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Job(Generic[T]):
    """A job, for which some are `waiting`."""

    key: str
    future: "Future[Any]"
    task: "asyncio.Task[T]"
    waiting: int = 0

    def result_or(self, missing: T) -> T:
        """Return the result, `missing` as long as there is none."""
        is_done = self.task.done() and not self.task.cancelled()
        return self.task.result() if is_done else missing


class SharedJobs(Generic[T]):
    """The jobs that are not done yet, by keys: what has the same key is the same job."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job[T]] = {}

    def join(
        self,
        key: str,
        submit: Callable[[], "Future[Any]"],
        finish: Callable[["Future[Any]"], Coroutine[Any, Any, T]],
    ) -> Job[T]:
        """Return the job with a key; wait for its task, then `leave` it.

        If there is none, `submit` begins it, and its result is what `finish` makes of that.
        """
        job = self._jobs.get(key)
        if job is None:
            future = submit()
            job = Job(key, future, asyncio.create_task(finish(future)))
            self._jobs[key] = job
            job.task.add_done_callback(lambda _: self._forget(job))
        job.waiting += 1
        return job

    def leave(self, job: Job[T]) -> None:
        """Wait no longer for a job; one that has begun is finished for those who ask again."""
        job.waiting -= 1
        if not job.waiting and job.future.cancel():
            self._forget(job)

    async def close(self) -> None:
        """Wait for all tasks. The worker has been closed: so none has much left to do."""
        await asyncio.gather(*(job.task for job in self._jobs.values()), return_exceptions=True)

    def _forget(self, job: Job[T]) -> None:
        if self._jobs.get(job.key) is job:
            del self._jobs[job.key]
