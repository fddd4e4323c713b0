"""Posts with ids of the counter are in the order of their ids."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.ids.sort_key import COUNTER_END_MS
from bot.archive.posts.post import Post, Precision
from bot.archive.posts.row import row_of
from bot.archive.timestamps import to_milliseconds
from bot.storage.archive import imports
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from tests.archives import post, snowflake
from tests.storage.reading import all_posts
from tests.storage.templates import new_archive

START = datetime(2008, 1, 1, tzinfo=UTC)


def dated(id: int, day: int, minute: int | None = None) -> Post:
    """Return a post of a day, at a minute of it or without a time."""
    when = START + timedelta(days=day, minutes=minute or 0)
    precision = Precision.DAY if minute is None else Precision.SECOND
    return post(when, f"post {id}", id=str(id), precision=precision)


# Few days, so that many posts share one; stated times run against the ids.
DATED = st.builds(
    dated,
    st.integers(1, 30).map(lambda n: 10**n if n < 10 else n * 10**8),
    st.integers(0, 4) | st.just(5000),
    st.none() | st.integers(0, 1439),
)


def expected(posts: Sequence[Post]) -> list[tuple[str, int]]:
    """Return ids and milliseconds of sort keys by the rule, post by post."""
    ordered = sorted(posts, key=lambda one: int(one.id))
    times = [min(to_milliseconds(one.created_at), COUNTER_END_MS) for one in ordered]
    timed = [one.precision is not Precision.DAY for one in ordered]
    found: list[tuple[str, int]] = []
    for n, one in enumerate(ordered):
        with_times = [at for at, known in zip(times[: n + 1], timed, strict=False) if known]
        if timed[n]:
            found.append((one.id, max(with_times)))
            continue
        following = next((m for m in range(n + 1, len(times)) if timed[m]), None)
        latest = max(times[: n + 1])
        if following is not None:
            latest = min(latest, max([*with_times, times[following]]))
        found.append((one.id, latest))
    return found


async def sort_keys(loads: Sequence[Sequence[Post]]) -> list[tuple[str, int]]:
    """Return ids and milliseconds of sort keys after imports, oldest first."""
    with tempfile.TemporaryDirectory() as folder:
        path = new_archive(folder)
        async with Database(path, "archive") as database:
            for posts in loads:
                async with database.write() as tx:
                    await imports.begin_tracking(tx)
                    await imports.save_posts(tx, [row_of(one) for one in posts])
                    await update_links(tx)
                    await imports.finish_import(tx)
            rows = await database.read("SELECT id, sort_key >> 22 AS ms FROM posts")
        keys = {row["id"]: row["ms"] for row in rows}
        return [(one.id, keys[one.id]) for one in all_posts(path)]


@given(st.lists(DATED, min_size=1, max_size=12, unique_by=lambda one: one.id), st.data())
@settings(max_examples=15, deadline=None)
async def test_the_order_is_that_of_the_ids(posts: list[Post], data: st.DataObject) -> None:
    """Whatever is imported first, a post has the latest time stated up to its id."""
    shuffled = data.draw(st.permutations(posts))
    cut = data.draw(st.integers(0, len(posts)))
    loads = [some for some in (shuffled[:cut], shuffled[cut:], shuffled[:3]) if some]
    assert await sort_keys(loads) == expected(posts)


@pytest.mark.parametrize("timed_first", [False, True])
async def test_a_known_time_replaces_a_day(timed_first: bool) -> None:
    """A source that knows the time moves the post there, and those of days around it."""
    loads = [[dated(10, 0), dated(20, 0), dated(30, 0)], [dated(20, 0, 700)]]
    found = await sort_keys(loads[::-1] if timed_first else loads)
    at = to_milliseconds(START)
    assert found == [("10", at), ("20", at + 700 * 60_000), ("30", at + 700 * 60_000)]


async def test_counters_come_before_snowflakes() -> None:
    """A day that is stated too late moves no post behind those with newer ids."""
    when = datetime(2010, 11, 5, tzinfo=UTC)
    new = post(when, "new", id=snowflake(when), precision=Precision.MILLISECOND)
    found = await sort_keys([[new], [dated(29_000_000_000, 5000)]])
    assert [id for id, _ in found] == ["29000000000", new.id]
