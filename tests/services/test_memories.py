"""On this day, and at random."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.archive.calendar import LEAP_DAY, Day
from bot.archive.query import parse
from bot.clock import MovableClock
from bot.services.services import Services
from tests.archives import record
from tests.services.conftest import Load

UTC_ZONE = ZoneInfo("UTC")


def at(year: int, month: int, day: int, hour: int = 12, second: float = 0) -> datetime:
    """Return a moment in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC) + timedelta(seconds=second)


async def remembered(
    services: Services, day: Day, zone: ZoneInfo = UTC_ZONE
) -> list[tuple[int, str, int]]:
    """Return year, text and length of what is remembered."""
    answer = await services.memories.on_this_day(day, zone)
    return [(one.year, one.post.text, one.thread_length) for one in answer.memories]


async def test_all_years_newest_first(services: Services, load: Load) -> None:
    """A day brings back its posts of every year, and no others."""
    await load(
        record(at(2019, 10, 28), "nineteen"),
        record(at(2021, 10, 28), "twenty-one"),
        record(at(2021, 10, 29), "a day late"),
    )
    assert await remembered(services, Day(10, 28)) == [
        (2021, "twenty-one", 1),
        (2019, "nineteen", 1),
    ]


async def test_a_thread_stands_once(services: Services, load: Load) -> None:
    """A thread is remembered by its first post, with its length."""
    await load(
        record(at(2021, 10, 28, second=0.8), "third"),
        record(at(2021, 10, 28, second=0.4), "second"),
        record(at(2021, 10, 28), "first"),
    )
    assert await remembered(services, Day(10, 28)) == [(2021, "first", 3)]


async def test_days_are_local(services: Services, load: Load) -> None:
    """A post belongs to the day that the clocks of the zone showed, new year's eve included."""
    await load(record(at(2021, 12, 31, 23), "late"), record(at(2021, 6, 1, 3), "early"))
    assert await remembered(services, Day(1, 1), ZoneInfo("Asia/Kolkata")) == [(2022, "late", 1)]
    assert await remembered(services, Day(5, 31), ZoneInfo("America/New_York")) == [
        (2021, "early", 1)
    ]


async def test_29_february(services: Services, load: Load, clock: MovableClock) -> None:
    """29 February is remembered on the 28th in years without it, else on its day."""
    await load(record(at(2020, 2, 29), "leap"), record(at(2021, 2, 28), "plain"))
    assert await remembered(services, LEAP_DAY) == [(2020, "leap", 1)]
    assert await remembered(services, Day(2, 28)) == [(2021, "plain", 1), (2020, "leap", 1)]
    clock.set(at(2024, 2, 28))
    assert await remembered(services, Day(2, 28)) == [(2021, "plain", 1)]


async def test_a_seed_draws_the_same_post(services: Services, load: Load) -> None:
    """The same seed over the same archive shows the same post."""
    await load(*(record(at(2021, 1, 1) + timedelta(days=n), f"post {n}") for n in range(50)))
    drawn = [await services.memories.random(seed=7) for _ in range(3)]
    assert drawn[0] is not None
    assert drawn[0] == drawn[1] == drawn[2]


async def test_every_own_post_can_be_drawn_and_no_other(services: Services, load: Load) -> None:
    """Replies and reposts are not drawn; everything else is, about as often."""
    await load(
        *(record(at(2021, 1, n + 1), f"post {n}") for n in range(4)),
        *(record(at(2021, 2, n + 1), "@bob hi") for n in range(20)),
        *(record(at(2021, 3, n + 1), "RT @bob: hi") for n in range(20)),
    )
    drawn = [await services.memories.random(seed=seed) for seed in range(200)]
    counts = Counter(post.text for post in drawn if post)
    assert set(counts) == {f"post {n}" for n in range(4)}
    assert min(counts.values()) > 20


async def test_a_query_narrows_the_draw(services: Services, load: Load) -> None:
    """With a query, what holds its words is drawn, of any kind."""
    await load(record(at(2021, 1, 1), "@bob the comet"), record(at(2021, 1, 2), "the moon"))
    drawn = await services.memories.random(parse("comte"))
    assert drawn is not None
    assert drawn.text == "@bob the comet"
    assert await services.memories.random(parse("wombat")) is None


async def test_an_empty_archive_has_no_memories(services: Services) -> None:
    """Nothing to remember is no error."""
    assert await services.memories.random() is None
    assert await remembered(services, Day(1, 1)) == []
