"""On this day, and random posts."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.archive.calendar import LEAP_DAY, Day
from bot.archive.paging import Paging
from bot.archive.search.query.parser import parse
from bot.clock import MovableClock
from bot.services.container import Services
from tests.archives import record
from tests.services.conftest import Load

UTC_ZONE = ZoneInfo("UTC")


def at(year: int, month: int, day: int, hour: int = 12, second: float = 0) -> datetime:
    """Return a moment in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC) + timedelta(seconds=second)


async def remembered(
    services: Services, day: Day, zone: ZoneInfo = UTC_ZONE
) -> list[tuple[int, str, int]]:
    """Return year, text and thread length of the memories of a day."""
    answer = await services.memories.on_this_day(day, zone)
    return [(one.year, one.post.text, one.thread_length) for one in answer.memories]


async def test_all_years_newest_first(services: Services, load: Load) -> None:
    """A day has its posts of every year, and no others."""
    await load(
        record(at(2019, 10, 28), "nineteen"),
        record(at(2021, 10, 28), "twenty-one"),
        record(at(2021, 10, 29), "a day late"),
    )
    assert await remembered(services, Day(10, 28)) == [
        (2021, "twenty-one", 1),
        (2019, "nineteen", 1),
    ]


async def test_a_thread_is_shown_once(services: Services, load: Load) -> None:
    """A thread is shown once, by its first post, with its length."""
    await load(
        record(at(2021, 10, 28, second=0.8), "third"),
        record(at(2021, 10, 28, second=0.4), "second"),
        record(at(2021, 10, 28), "first"),
    )
    assert await remembered(services, Day(10, 28)) == [(2021, "first", 3)]


async def test_days_are_local(services: Services, load: Load) -> None:
    """A post belongs to the day of the zone's clocks, on New Year's Eve too."""
    await load(record(at(2021, 12, 31, 23), "late"), record(at(2021, 6, 1, 3), "early"))
    assert await remembered(services, Day(1, 1), ZoneInfo("Asia/Kolkata")) == [(2022, "late", 1)]
    assert await remembered(services, Day(5, 31), ZoneInfo("America/New_York")) == [
        (2021, "early", 1)
    ]


async def test_29_february(services: Services, load: Load, clock: MovableClock) -> None:
    """29 February is remembered on the 28th in years without it, otherwise on its day."""
    await load(record(at(2020, 2, 29), "leap"), record(at(2021, 2, 28), "plain"))
    assert await remembered(services, LEAP_DAY) == [(2020, "leap", 1)]
    assert await remembered(services, Day(2, 28)) == [(2021, "plain", 1), (2020, "leap", 1)]
    clock.set(at(2024, 2, 28))
    assert await remembered(services, Day(2, 28)) == [(2021, "plain", 1)]


async def test_a_seed_draws_the_same_post(services: Services, load: Load) -> None:
    """The same seed over the same archive draws the same post."""
    await load(*(record(at(2021, 1, 1) + timedelta(days=n), f"post {n}") for n in range(50)))
    drawn = [await services.memories.random(seed=7) for _ in range(3)]
    assert drawn[0] is not None
    assert drawn[0] == drawn[1] == drawn[2]


async def test_every_own_post_can_be_drawn_and_no_other(services: Services, load: Load) -> None:
    """All posts but replies and reposts are drawn, about equally often."""
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
    """With a query only matching posts are drawn; replies only if it names them."""
    await load(record(at(2021, 1, 1), "@bob the comet"), record(at(2021, 1, 2), "the moon"))
    for query, text in (("moo", "the moon"), ("comte is:reply", "@bob the comet")):
        drawn = await services.memories.random(parse(query))
        assert drawn is not None
        assert drawn.text == text
    assert await services.memories.random(parse("comet")) is None
    assert await services.memories.random(parse("wombat")) is None


async def test_half_hour_zones_and_the_change_to_summer(services: Services, load: Load) -> None:
    """A day has the hours of its clocks: 23 or 25 if they change."""
    new_york, kolkata = ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")
    first, last = datetime(2021, 3, 14, 5, tzinfo=UTC), datetime(2021, 3, 15, 3, 59, tzinfo=UTC)
    await load(
        record(first, "midnight"),
        record(last, "a minute before the next"),
        record(last + timedelta(minutes=1), "the next"),
        record(datetime(2021, 8, 1, 18, 29, tzinfo=UTC), "still the first"),
        record(datetime(2021, 8, 1, 18, 30, tzinfo=UTC), "the second"),
    )
    assert [text for _, text, _ in await remembered(services, Day(3, 14), new_york)] == [
        "midnight",
        "a minute before the next",
    ]
    assert await remembered(services, Day(8, 1), kolkata) == [(2021, "still the first", 1)]
    assert await remembered(services, Day(8, 2), kolkata) == [(2021, "the second", 1)]


async def test_a_part_of_a_day(services: Services, load: Load) -> None:
    """A day can be limited by query, year and page; its years are listed all the same."""
    await load(
        *(record(at(2019, 10, 28, second=9 * n), f"comet {n}") for n in range(3)),
        *(record(at(2021, 10, 28, second=9 * n), f"moon {n}") for n in range(3)),
        record(at(2020, 10, 28), "comet of 2020"),
    )
    day = Day(10, 28)
    part = await services.memories.page(day, UTC_ZONE, year=2019, page=1, page_size=1)
    some = part.remembered
    assert [memory.post.text for memory in some.memories] == ["comet 1"]
    assert (some.total, some.years) == (3, (2021, 2020, 2019))
    assert (part.year, part.paging) == (2019, Paging(1, 3))
    whole = await services.memories.page(day, UTC_ZONE, year=2001, page=9, page_size=4)
    assert (whole.year, whole.paging, whole.remembered.total) == (None, Paging(0, 2), 7)
    some = await services.memories.on_this_day(day, UTC_ZONE, parse("comet"))
    assert (some.total, some.years) == (4, (2020, 2019))


async def test_a_thread_that_began_the_day_before(services: Services, load: Load) -> None:
    """A thread from the day before is shown by its first post of the day."""
    midnight = at(2021, 10, 28, 0)
    await load(
        *(record(midnight + timedelta(seconds=n + 0.1), f"part {n}") for n in (1, 0, -1)),
    )
    answer = await services.memories.on_this_day(Day(10, 28), UTC_ZONE)
    assert [(one.post.text, one.thread_length, one.starts_thread) for one in answer.memories] == [
        ("part 0", 3, False)
    ]


async def test_an_empty_archive_has_no_memories(services: Services) -> None:
    """An empty archive has no memories, without an error."""
    assert await services.memories.random() is None
    assert await remembered(services, Day(1, 1)) == []
