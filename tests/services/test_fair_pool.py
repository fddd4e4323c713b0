"""The pool of threads: its requesters take turns, and none waits for all jobs of another."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Hashable
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BusyError, ReplacedError
from bot.services.fair_pool import FairPool, Job, PoolGroup
from tests.services.archives import by, occupy


class Stage:
    """A pool whose threads are busy until they are freed; then its jobs note who they are."""

    def __init__(self) -> None:
        self.pool = FairPool("test")
        self.free = threading.Event()
        self.done: list[str] = []

    async def begin(self) -> Self:
        """Have the threads be busy."""
        self.busy = await occupy(self.pool, self.free)
        return self

    def ask(self, user: Hashable, name: str = "", key: str | None = None) -> "asyncio.Task[None]":
        """Have a job wait for a user."""

        async def work() -> None:
            job = Job(key and (key, user))
            await (await self.pool.start(job, lambda: self.done.append(name))).result

        return asyncio.create_task(by(user, work()))

    async def finish(self, *tasks: "asyncio.Task[None]") -> list[BaseException | None]:
        """Free the threads; return the errors of the jobs."""
        await asyncio.sleep(0)
        self.free.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        await self.busy
        await asyncio.sleep(0)
        assert not self.pool._waiting
        assert not self.pool._running
        assert self.pool._free == 2
        return results


async def test_one_requester_leaves_a_thread_to_others() -> None:
    """While many jobs of one requester wait, a job of another begins at once."""
    pool, free = FairPool("test"), threading.Event()
    slow = [asyncio.create_task(by("ada", pool.run(free.wait, 5))) for _ in range(10)]
    await asyncio.sleep(0)
    assert await asyncio.create_task(by("bob", asyncio.wait_for(pool.run(lambda: 1), 2))) == 1
    assert not any(task.done() for task in slow)
    free.set()
    assert all(await asyncio.gather(*slow))


async def test_one_requester_has_one_thread_of_all_pools_of_a_group() -> None:
    """A second job begins in any pool when the first has ended; the bot's own never wait for it."""
    group, free = PoolGroup(), threading.Event()
    pool, other = FairPool("test", group), FairPool("other", group)
    slow = [asyncio.create_task(by(one, pool.run(free.wait, 5))) for one in ("ada", None)]
    await asyncio.sleep(0)
    second = asyncio.create_task(by("ada", other.run(lambda: 1)))
    third = asyncio.create_task(by("ada", pool.run(lambda: 2)))
    for one in ("bob", None):
        assert await asyncio.create_task(by(one, asyncio.wait_for(other.run(lambda: 3), 2))) == 3
    assert not any(task.done() for task in (second, third))
    free.set()
    assert await asyncio.gather(second, third, *slow) == [1, 2, True, True]
    await asyncio.sleep(0)
    assert (pool._free, other._free, pool._running) == (2, 2, set())


async def test_requesters_take_turns() -> None:
    """A free thread goes round: each requester has its jobs done in order, one in each round."""
    stage, hold = await Stage().begin(), threading.Event()
    last = asyncio.create_task(by("occupant 0", stage.pool.run(hold.wait, 5)))  # keeps one thread
    asked = [stage.ask(user, f"{user}{n}") for user in "abc" for n in range(2)]
    await asyncio.sleep(0)
    stage.free.set()
    await stage.busy
    await asyncio.gather(*asked[:2])
    hold.set()
    assert stage.done == ["a0", "b0", "c0", "a1", "b1", "c1"][: len(stage.done)]
    assert len(stage.done) >= 4
    assert await last  # before it is seen that nothing runs any more
    assert await stage.finish(*asked) == [None] * 6


async def test_too_many_are_refused_at_once() -> None:
    """A requester with ten jobs waiting, and the 251st requester, are refused; the bot never is."""
    stage = await Stage().begin()
    mine = [stage.ask("ada") for _ in range(11)]
    others = [stage.ask(number) for number in range(250)]
    own = [stage.ask(None) for _ in range(20)]
    await asyncio.sleep(0)
    refused = [task for task in (*mine, *others, *own) if task.done()]
    assert refused == [mine[-1], others[-1]]
    errors = await stage.finish(*mine, *others, *own)
    assert Counter(map(type, errors)) == {BusyError: 2, type(None): 279}
    assert await stage.pool.run(lambda: 1) == 1


async def test_a_newer_job_takes_the_place_of_an_older_one() -> None:
    """The older one ends at once, and the newer one waits no longer than it would have."""
    stage = await Stage().begin()
    older = stage.ask("ada", "older", "search")
    bob = stage.ask("bob", "bob", "search")
    newer = stage.ask("ada", "newer", "search")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert isinstance(older.exception(), ReplacedError)
    assert list(stage.pool._waiting) == ["ada", "bob"]
    assert await stage.finish(newer, bob) == [None, None]
    assert sorted(stage.done) == ["bob", "newer"]


async def test_a_job_that_waits_too_long_leaves() -> None:
    """After its patience a job is refused, and its place is free."""
    stage = await Stage().begin()
    with pytest.raises(BusyError):
        await stage.pool.start(Job(patience=0.01), lambda: None)
    await stage.finish()


async def test_jobs_are_cancelled_when_their_turns_come() -> None:
    """Threads that become free at that moment go to the next job."""
    stage = await Stage().begin()
    *cancelled, last = [stage.ask(user) for user in "abcde"]
    await asyncio.sleep(0)
    stage.free.set()
    time.sleep(0.05)  # noqa: ASYNC251 - both threads are free before the loop goes on
    for task in cancelled:
        task.cancel()
    *errors, none = await stage.finish(*cancelled, last)
    assert Counter(map(type, errors)) == {asyncio.CancelledError: 4}
    assert none is None


async def test_closing_drops_what_waits() -> None:
    """A pool that closes finishes what runs, and cancels what waits."""
    stage = await Stage().begin()
    asked = stage.ask("ada")
    await asyncio.sleep(0)
    threading.Timer(0.05, stage.free.set).start()
    await stage.pool.close()
    assert await stage.busy == [True, True]
    with pytest.raises(asyncio.CancelledError):
        await asked


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans(), st.booleans()), max_size=12))
def test_each_job_ends_once(asked: list[tuple[str, bool, bool]]) -> None:
    """Whatever is asked, replaced and cancelled: two jobs run at most, one of each requester."""

    async def scenario() -> None:
        pool, running, lock = FairPool("test"), Counter[str](), threading.Lock()

        def work(user: str) -> None:
            with lock:
                running[user] += 1
                assert running[user] == 1
                assert running.total() <= 2
            threading.Event().wait(0.0002)
            with lock:
                running[user] -= 1

        async def ask(user: str, *, replaces: bool) -> None:
            job = Job(user if replaces else None)
            await (await pool.start(job, lambda: work(user))).result

        tasks = []
        for user, replaces, is_cancelled in asked:
            tasks.append(asyncio.create_task(by(user, ask(user, replaces=replaces))))
            await asyncio.sleep(0)
            if is_cancelled:
                tasks[len(tasks) // 2].cancel()
        errors = await asyncio.gather(*tasks, return_exceptions=True)
        expected = (BusyError, ReplacedError, asyncio.CancelledError, type(None))
        assert all(isinstance(error, expected) for error in errors)
        await pool.close()
        await asyncio.sleep(0)
        assert (pool._free, pool._running, pool._waiting) == (2, set(), {})

    asyncio.run(scenario())


async def test_a_cancelled_job_ends_quietly() -> None:
    """Its result goes nowhere, and its thread is free again."""
    loop, pool, free = asyncio.get_running_loop(), FairPool("test"), threading.Event()
    failures: list[dict[str, object]] = []
    loop.set_exception_handler(lambda _loop, context: failures.append(context))
    task = asyncio.create_task(pool.run(free.wait, 5))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    free.set()
    assert await pool.run(lambda: 1) == 1
    await pool.close()
    await asyncio.sleep(0.01)
    assert failures == []
