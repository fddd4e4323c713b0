"""Draining: closing waits for work that is under way."""

import asyncio

from bot.drain import Drain


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


async def test_closing_does_not_wait_for_ever() -> None:
    """Work that does not end is abandoned; without work there is no wait."""
    drain = Drain()
    await drain.wait(longest=0)
    with drain.working():
        await drain.wait(longest=0.01)


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
