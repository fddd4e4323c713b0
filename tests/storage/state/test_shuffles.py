"""Rounds of posts."""

from datetime import UTC, datetime, timedelta

from bot.storage.engines import StateDatabase
from bot.storage.state.shuffles import ShuffleKey, ShuffleStore
from tests.archives import post

POOL = ShuffleKey("channel:1", "comet")
POSTS = [post(datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=n), f"{n}") for n in range(500)]


async def rows(state: StateDatabase) -> tuple[int, int]:
    """Return the numbers of rounds and of draws that are stored."""
    (row,) = await state.read(
        "SELECT (SELECT count(*) FROM shuffles), (SELECT count(*) FROM drawn)"
    )
    return row[0], row[1]


async def test_a_post_is_taken_once_a_round(state: StateDatabase) -> None:
    """A draw adds a row; the same post again adds none until the next round."""
    shuffles = ShuffleStore(state)
    first = await shuffles.current_round(POOL, now=10, unused_since=0)
    assert await shuffles.current_round(POOL, now=11, unused_since=0) == first
    assert await shuffles.mark_drawn(first, POSTS[0], now=12)
    assert not await shuffles.mark_drawn(first, POSTS[0], now=13)
    assert await rows(state) == (1, 1)
    assert await shuffles.begin_next_round(first, now=14)
    second = await shuffles.current_round(POOL, now=15, unused_since=0)
    assert second != first
    assert await shuffles.mark_drawn(second, POSTS[0], now=16)


async def test_ended_rounds(state: StateDatabase) -> None:
    """No draw is added to a round that another process ended; ending it twice is harmless."""
    shuffles = ShuffleStore(state)
    first = await shuffles.current_round(POOL, now=10, unused_since=0)
    await shuffles.mark_drawn(first, POSTS[0], now=11)
    assert await shuffles.begin_next_round(first, now=12)
    assert await shuffles.begin_next_round(first, now=12)
    assert not await shuffles.mark_drawn(first, POSTS[1], now=13)
    running = await shuffles.current_round(POOL, now=14, unused_since=0)
    assert await shuffles.current_round(POOL, now=14, unused_since=0) == running


async def test_a_round_without_a_draw_continues(state: StateDatabase) -> None:
    """A round without draws is not ended."""
    shuffles = ShuffleStore(state)
    assert not await shuffles.begin_next_round(await shuffles.current_round(POOL, 10, 0), now=12)


async def test_each_has_a_round_of_its_own(state: StateDatabase) -> None:
    """Each channel and each query has a round of its own."""
    shuffles = ShuffleStore(state)
    others = [POOL, ShuffleKey("channel:2", "comet"), ShuffleKey("channel:1", "")]
    assert len({await shuffles.current_round(one, now=10, unused_since=0) for one in others}) == 3


async def test_what_is_unused_goes_some_rows_at_a_time(state: StateDatabase) -> None:
    """An unused round ends at once; its rows are deleted in small steps."""
    shuffles = ShuffleStore(state)
    old = await shuffles.current_round(POOL, now=10, unused_since=0)
    for one in POSTS[:450]:
        await shuffles.mark_drawn(old, one, now=10)
    new = await shuffles.current_round(POOL, now=1_000, unused_since=500)
    assert new != old
    kept = []
    for one in POSTS[:4]:
        assert await shuffles.mark_drawn(new, one, now=1_000)
        await shuffles.delete_some_old(unused_since=500)
        kept.append(await rows(state))
    assert kept == [(2, 251), (2, 52), (1, 3), (1, 4)]
