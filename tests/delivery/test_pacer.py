"""The pace of the bot, with a simulated clock."""

import asyncio
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacer import Pacer

LIMIT, SECONDS = 20, 1.0
EARLY = 0.0005  # seconds that a sleeper may wake too early


def request_times(lates: list[float]) -> list[float]:
    """Return the moments of the requests, each waking `lates` seconds later than it asked to."""
    time = 100.0
    moments: list[float] = []
    waiting = iter(lates)

    async def sleep(seconds: float) -> None:
        nonlocal time
        time += max(0.0, seconds + next(waiting))

    async def all_at_once() -> None:
        pacer = Pacer(LIMIT, SECONDS, now=lambda: time, sleep=sleep)

        async def go() -> None:
            await pacer.wait_turn()
            moments.append(time)

        await asyncio.gather(*(go() for _ in lates))

    asyncio.run(all_at_once())
    return moments


@given(st.lists(st.floats(-EARLY, 0.001) | st.floats(0, 3), min_size=2 * LIMIT, max_size=90))
def test_no_more_in_any_second_than_may_be(lates: list[float]) -> None:
    """No second has more requests than the limit, however late or early each one wakes."""
    moments = request_times(lates)
    assert len(moments) == len(lates)
    assert all(b - a >= SECONDS - 1e-9 for a, b in zip(moments, moments[LIMIT:], strict=False))


def test_they_go_evenly() -> None:
    """There are no bursts: at most one request makes up for a late one."""
    moments = request_times([0.0] * 40)
    gaps = [after - before for before, after in pairwise(moments)]
    assert all(abs(gap - SECONDS / LIMIT) < 2 * EARLY for gap in gaps)
    moments = request_times([0.0, 9.0, *[0.0] * 38])
    assert all(b - a > SECONDS / LIMIT - 1e-9 for a, b in zip(moments, moments[2:], strict=False))
