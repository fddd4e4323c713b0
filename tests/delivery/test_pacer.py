"""The bot's own pace, in a time that tests make."""

import asyncio
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacer import Pacer

MOST, SECONDS = 20, 1.0
SHORTLY = 0.0005  # that a sleeper may wake too early


def gone(lates: list[float]) -> list[float]:
    """Return when each of so many requests went, each waking so much later than it asked to."""
    time = 100.0
    moments: list[float] = []
    waiting = iter(lates)

    async def sleep(seconds: float) -> None:
        nonlocal time
        time += max(0.0, seconds + next(waiting))

    async def all_at_once() -> None:
        pacer = Pacer(MOST, SECONDS, now=lambda: time, sleep=sleep)

        async def go() -> None:
            await pacer.wait_turn()
            moments.append(time)

        await asyncio.gather(*(go() for _ in lates))

    asyncio.run(all_at_once())
    return moments


@given(st.lists(st.floats(-SHORTLY, 0.001) | st.floats(0, 3), min_size=2 * MOST, max_size=90))
def test_no_more_in_any_second_than_may_be(lates: list[float]) -> None:
    """However late each of them woke, or a little early."""
    moments = gone(lates)
    assert len(moments) == len(lates)
    assert all(b - a >= SECONDS - 1e-9 for a, b in zip(moments, moments[MOST:], strict=False))


def test_they_go_evenly() -> None:
    """There is no burst: at most one makes up for what was late."""
    moments = gone([0.0] * 40)
    gaps = [after - before for before, after in pairwise(moments)]
    assert all(abs(gap - SECONDS / MOST) < 2 * SHORTLY for gap in gaps)
    moments = gone([0.0, 9.0, *[0.0] * 38])
    assert all(b - a > SECONDS / MOST - 1e-9 for a, b in zip(moments, moments[2:], strict=False))
