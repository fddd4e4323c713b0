"""A worker process does its jobs, and neither outlives its use nor takes the bot with it."""

import asyncio
import errno
import os
import time
from multiprocessing.context import SpawnContext, SpawnProcess

import pytest

from bot.workers.worker import Worker, WorkerError, WorkerTimeoutError
from tests.waiting import until

MEMORY = 1 << 30


def fill(size: int) -> int:
    """Use memory."""
    return len(bytearray(size))


async def test_a_worker_does_jobs_until_it_is_idle() -> None:
    """One process does them all, ends when it is idle, and another begins with the next job."""
    worker = Worker(MEMORY)
    assert worker.process_id is None
    first = await worker.run(os.getpid)
    assert first != os.getpid()
    assert await asyncio.gather(*(worker.run(os.getpid) for _ in range(3))) == [first] * 3
    await worker.close()
    worker = Worker(MEMORY, idle=0.05)
    first = await worker.run(os.getpid)
    await until(lambda: worker.process_id is None)
    assert await worker.run(os.getpid) != first
    await worker.close()
    assert worker.process_id is None


async def test_a_job_that_fails_fails_alone() -> None:
    """Errors, crashes, and too much memory or time are errors of the job; the next one is done."""
    worker = Worker(MEMORY)
    try:
        with pytest.raises(WorkerError, match="ValueError"):
            await worker.run(int, "x")
        with pytest.raises(WorkerError, match="MemoryError"):
            await worker.run(fill, 2 << 30)
        with pytest.raises(WorkerError):
            await worker.run(os._exit, 3)
        with pytest.raises(WorkerError):
            await worker.run(os.abort)
        assert await worker.run(fill, 10) == 10
    finally:
        await worker.close()


async def test_a_process_that_cannot_start_fails_its_job_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The system may have too many processes, or files; the next job has another process."""

    def refuse(*_: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    worker = Worker(MEMORY, time_limit=5.0)
    try:
        for owner, name in ((SpawnProcess, "start"), (SpawnContext, "Pipe")):
            with monkeypatch.context() as patched:
                patched.setattr(owner, name, refuse)
                with pytest.raises(WorkerError, match="did not start"):
                    await worker.run(fill, 10)
            assert await worker.run(fill, 10) == 10
            worker._end()
    finally:
        await worker.close()


async def test_a_job_that_takes_too_long_is_ended() -> None:
    """The next one is done."""
    worker = Worker(MEMORY, time_limit=1.0)
    try:
        with pytest.raises(WorkerTimeoutError):
            await worker.run(time.sleep, 30)
        assert await worker.run(fill, 10) == 10
    finally:
        await worker.close()


async def test_closing_ends_a_job() -> None:
    """The bot does not wait for a picture when it stops, and begins no more."""
    worker = Worker(MEMORY)
    await worker.run(os.getpid)
    job = asyncio.create_task(worker.run(time.sleep, 60))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        await worker.close()
        with pytest.raises(WorkerError):
            await job
    with pytest.raises((WorkerError, RuntimeError)):
        await worker.run(os.getpid)


async def test_closing_at_any_moment_ends_the_process() -> None:
    """Also while it starts, or just ends."""
    for delay in (0.0, 0.0005, 0.002, 0.01, 0.1):
        worker = Worker(MEMORY)
        job = asyncio.create_task(worker.run(time.sleep, 60))
        await asyncio.sleep(delay)
        async with asyncio.timeout(5):
            await worker.close()
            with pytest.raises((WorkerError, asyncio.CancelledError)):
                await job
        assert worker.process_id is None
