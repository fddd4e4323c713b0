"""The days near a day, around the year."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.archive.calendar import Day, day_of, days_from, days_remembered_on
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.services.container import Services
from bot.services.memories import days as module
from bot.services.memories.days import NeighbourDays
from bot.services.search import execution
from tests.archives import record, snowflake
from tests.services.conftest import Load

KOLKATA, NEW_YORK = ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")


def every_day() -> Iterator[Day]:
    """Yield all days of the year."""
    return (day_of(date(2000, 1, 1) + timedelta(days=n)) for n in range(366))


def moments(count: int, seed: int) -> list[datetime]:
    """Return `count` moments within some years, most near the ends of days."""
    rng = Random(seed)
    start = datetime(2011, 1, 1, tzinfo=UTC)
    days = rng.sample(range(365 * 8), count)
    return [start + timedelta(days=day, minutes=rng.randint(-400, 400)) for day in days]


def expected(day: Day, there: set[Day]) -> NeighbourDays:
    """Return the adjacent days of `day` by looking at all posts."""
    last = Day(2, 29) if day == Day(2, 28) else day  # 2022 remembers both on the 28th
    others = there - {day, last}
    return NeighbourDays(
        min(others, key=lambda one: days_from(one, day), default=None),
        min(others, key=lambda one: days_from(last, one), default=None),
    )


@pytest.mark.parametrize("zone", [KOLKATA, NEW_YORK], ids=str)
@pytest.mark.parametrize("query", [None, "comet", "has:link"])
async def test_they_are_the_nearest_with_posts(
    services: Services, load: Load, zone: ZoneInfo, query: str | None
) -> None:
    """For each day of the year the result is that of looking at every post."""
    fitting, others = moments(40, 1), moments(40, 2)
    await load(
        *(record(when, "comet https://a.b/c") for when in fitting),
        *(record(when, "tea", low=1) for when in others),
    )
    asked = parse(query) if query else None
    shown = fitting if query else fitting + others
    there = {day_of(when.astimezone(zone).date()) for when in shown}
    for day in every_day():
        found = await services.memories.neighbour_days(day, zone, asked)
        assert found == expected(day, there), day


async def test_a_common_word_is_looked_for_from_day_to_day(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a word is in too many posts to read all, the result is the same."""
    monkeypatch.setattr(module, "_FEW", 0)
    fitting = moments(12, 3)
    await load(
        *(record(when, "comet") for when in fitting),
        *(record(when, "tea", low=1) for when in moments(60, 4)),
    )
    there = {day_of(when.date()) for when in fitting}
    for seconds, step in ((1.0, 7), (-1.0, 30)):  # a limit of -1 s stops the query over all posts
        monkeypatch.setattr(execution, "_TIME_LIMIT", seconds)
        for day in list(every_day())[::step]:
            found = await services.memories.neighbour_days(
                day, ZoneInfo("UTC"), parse("comet OR x")
            )
            assert found == expected(day, there), day


async def test_hidden_posts_are_passed(services: Services, load: Load) -> None:
    """A day whose posts are all hidden is skipped."""
    near, far = datetime(2020, 5, 2, tzinfo=UTC), datetime(2021, 5, 9, tzinfo=UTC)
    await load(record(near, "near"), record(far, "far"))
    beside = await services.memories.neighbour_days(Day(5, 1), ZoneInfo("UTC"))
    assert beside == NeighbourDays(Day(5, 9), Day(5, 2))
    await services.hidden.hide([snowflake(near)], "terminal")
    beside = await services.memories.neighbour_days(Day(5, 1), ZoneInfo("UTC"))
    assert beside == NeighbourDays(Day(5, 9), Day(5, 9))


@pytest.mark.parametrize(
    ("before", "after", "nearest"),
    [
        (Day(4, 30), Day(5, 9), Day(4, 30)),
        (Day(4, 1), Day(5, 9), Day(5, 9)),
        (Day(4, 30), Day(5, 2), Day(4, 30)),
        (None, Day(5, 2), Day(5, 2)),
        (None, None, None),
    ],
)
def test_the_nearest(before: Day | None, after: Day | None, nearest: Day | None) -> None:
    """The nearer day of both is returned, the earlier if they are as near."""
    assert NeighbourDays(before, after).nearest(Day(5, 1)) == nearest


async def nearest_date(
    services: Services, to: date, zone: tzinfo, query: Query | None
) -> date | None:
    """Return the nearest date that has memories of an earlier year."""
    beside = await services.memories.neighbour_days(day_of(to), zone, query, seen_in=to.year)
    return beside.nearest_date(to, 182)


def nearest(to: date, there: list[date]) -> date | None:
    """Return the nearest date that remembers an earlier year, by looking day by day.

    `there` are the local dates of the matching posts.
    """
    earliest: dict[Day, int] = {}
    for one in there:
        earliest[day_of(one)] = min(one.year, earliest.get(day_of(one), one.year))
    for distance in range(1, 183):
        for near in (to - timedelta(days=distance), to + timedelta(days=distance)):
            days = days_remembered_on(day_of(near), near.year)
            if any(earliest.get(day, near.year) < near.year for day in days):
                return near
    return None


DATES = [
    *(date(year, 1, 1) + timedelta(days=day) for year in (2013, 2016) for day in (0, 1, 364)),
    *(date(year, 2, 26) + timedelta(days=day) for year in (2015, 2016) for day in range(6)),
    *(date(2010, 6, 1) + timedelta(days=191 * day) for day in range(20)),
]


@pytest.mark.parametrize("way", ["by the posts", "from day to day", "at length"])
async def test_the_nearest_that_remembers_earlier_years(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The result is that of looking day by day; posts of the same year do not count.

    They do not count on past days either; on days after New Year's Eve they do.
    """
    leap = [datetime(year, 2, 29, 12, tzinfo=UTC) for year in (2012, 2016)]
    words = {"comet": moments(20, 5), "moon": moments(2, 6), "sun": leap, "tea": moments(40, 7)}
    for number, (word, written) in enumerate(words.items()):
        await load(*(record(when, word, low=number) for when in written), name=f"{word}.md")
    monkeypatch.setattr(module, "_FEW", 20_000 if way == "by the posts" else 0)
    monkeypatch.setattr(execution, "_TIME_LIMIT", -1.0 if way == "at length" else 10.0)
    for query in (None, "comet", "moon OR x", "sun", "nothing"):
        named = [word for word in words if query is None or word in query]
        for zone in (KOLKATA, NEW_YORK):
            there = [when.astimezone(zone).date() for word in named for when in words[word]]
            for to in DATES[zone == KOLKATA :: 2 if way == "by the posts" else 5]:
                asked = parse(query) if query else None
                found = await nearest_date(services, to, zone, asked)
                assert found == nearest(to, there), (query, zone, to)


@pytest.mark.parametrize(
    ("to", "beside", "nearest"),
    [
        (date(2023, 5, 1), NeighbourDays(Day(4, 30), Day(5, 2)), date(2023, 4, 30)),
        (date(2023, 1, 2), NeighbourDays(Day(12, 30), Day(1, 4)), date(2023, 1, 4)),
        (date(2023, 1, 2), NeighbourDays(Day(12, 30), Day(1, 6)), date(2022, 12, 30)),
        (date(2022, 12, 30), NeighbourDays(None, Day(1, 1)), date(2023, 1, 1)),
        (date(2023, 3, 1), NeighbourDays(Day(2, 29), None), date(2023, 2, 28)),
        (date(2024, 3, 1), NeighbourDays(Day(2, 29), None), date(2024, 2, 29)),
        (date(2023, 5, 1), NeighbourDays(Day(5, 2), Day(4, 30)), None),
        (date(2023, 5, 1), NeighbourDays(None, None), None),
    ],
)
def test_the_nearest_date(to: date, beside: NeighbourDays, nearest: date | None) -> None:
    """The nearest date follows the same rule, across New Year and for 29 February."""
    assert beside.nearest_date(to, 182) == nearest
