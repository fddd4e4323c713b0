"""Draining: closing waits for work that is under way."""

import asyncio
from contextlib import suppress

import pytest

from bot.drain import Drain
from bot.errors import RestartingError


async def test_closing_waits_for_work() -> None:
    """The wait ends when the last piece of work ends."""
    drain = Drain()
    done = []

    async def work(seconds: float) -> None:
        with drain.working():
            await asyncio.sleep(seconds)
            done.append(seconds)

    tasks = [asyncio.create_task(work(seconds)) for seconds in (0.01, 0.05)]
    await asyncio.sleep(0)
    await drain.wait()
    assert done == [0.01, 0.05]
    await asyncio.gather(*tasks)


async def test_closing_interrupts_what_does_not_end() -> None:
    """Work that takes longer than the wait is interrupted, and waited for while it says so."""
    drain = Drain()
    await drain.wait(longest=0)
    said = []

    async def work() -> None:
        try:
            with drain.working(), drain.working():
                await asyncio.sleep(60)
        except RestartingError as error:
            await asyncio.sleep(0.01)
            said.append(f"{error}")

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await drain.wait(longest=0.01)
    assert said == ["The bot is restarting; try again in a moment."]
    assert task.done()
    assert not task.cancelling()


async def test_what_cannot_say_that_it_was_interrupted_is_cut_off() -> None:
    """Closing ends even if the interrupted hang, in or behind their work: they are cancelled."""
    drain = Drain()

    async def hang_behind() -> None:
        with suppress(RestartingError), drain.working():
            await asyncio.sleep(60)
        await asyncio.sleep(60)

    async def hang_within() -> None:
        with drain.working():
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(60)
            await asyncio.sleep(60)

    tasks = [asyncio.create_task(work()) for work in (hang_behind, hang_within)]
    await asyncio.sleep(0)
    await drain.wait(longest=0, wind_up=0.01)
    assert all(task.cancelled() for task in tasks)


async def test_another_cancellation_is_none_of_closing() -> None:
    """A task that is cancelled by others stays cancelled."""
    drain = Drain()

    async def work() -> None:
        with drain.working():
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await drain.wait(longest=0)


async def test_nothing_new_begins_while_the_bot_closes() -> None:
    """From the beginning of the wait on, new work is refused."""
    drain = Drain()
    drain.check()
    await drain.wait(longest=0)
    with pytest.raises(RestartingError):
        drain.check()


async def test_closing_cancels_what_takes_long() -> None:
    """Stoppable work is cancelled once, by closing alone, and waited for while it winds up."""
    drain = Drain()
    said = []

    async def work() -> None:
        with drain.working():
            try:
                with drain.stoppable():
                    await asyncio.sleep(60)
            except asyncio.CancelledError:
                await asyncio.sleep(0.01)
                said.append("stopped")

    tasks = [asyncio.create_task(work())]
    await asyncio.sleep(0)
    await drain.wait()
    assert said == ["stopped"]
    tasks.append(asyncio.create_task(work()))  # closing has begun
    await asyncio.gather(*tasks)
    assert said == ["stopped"] * 2
