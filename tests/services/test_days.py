"""The days beside a day, round the year."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.archive.calendar import Day, day_of, days_from
from bot.archive.query import parse
from bot.services import days as module
from bot.services import search
from bot.services.days import Beside
from bot.services.services import Services
from tests.archives import record, snowflake
from tests.services.conftest import Load

KOLKATA, NEW_YORK = ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")


def every_day() -> Iterator[Day]:
    """Yield all days of the year."""
    return (day_of(date(2000, 1, 1) + timedelta(days=n)) for n in range(366))


def moments(count: int, seed: int) -> list[datetime]:
    """Return so many moments of some years, most near the ends of days."""
    dice = Random(seed)
    start = datetime(2011, 1, 1, tzinfo=UTC)
    days = dice.sample(range(365 * 8), count)
    return [start + timedelta(days=day, minutes=dice.randint(-400, 400)) for day in days]


def expected(day: Day, there: set[Day]) -> Beside:
    """Return the days beside `day` by looking at all that there are."""
    last = Day(2, 29) if day == Day(2, 28) else day  # 2022 remembers both on the 28th
    others = there - {day, last}
    return Beside(
        min(others, key=lambda one: days_from(one, day), default=None),
        min(others, key=lambda one: days_from(last, one), default=None),
    )


@pytest.mark.parametrize("zone", [KOLKATA, NEW_YORK], ids=str)
@pytest.mark.parametrize("query", [None, "comet", "has:link"])
async def test_they_are_the_nearest_with_posts(
    services: Services, load: Load, zone: ZoneInfo, query: str | None
) -> None:
    """For each day of the year the same as by looking at every post."""
    fitting, others = moments(40, 1), moments(40, 2)
    await load(
        *(record(when, "comet https://a.b/c") for when in fitting),
        *(record(when, "tea", low=1) for when in others),
    )
    asked = parse(query) if query else None
    shown = fitting if query else fitting + others
    there = {day_of(when.astimezone(zone).date()) for when in shown}
    for day in every_day():
        found = await services.memories.days_beside(day, zone, asked)
        assert found == expected(day, there), day


async def test_a_common_word_is_looked_for_from_day_to_day(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where too many posts hold a word to ask for all, the same days are found."""
    monkeypatch.setattr(module, "_FEW", 0)
    fitting = moments(12, 3)
    await load(
        *(record(when, "comet") for when in fitting),
        *(record(when, "tea", low=1) for when in moments(60, 4)),
    )
    there = {day_of(when.date()) for when in fitting}
    for seconds, step in ((1.0, 7), (-1.0, 30)):  # the second time that takes too long at once
        monkeypatch.setattr(search, "_LONGEST", seconds)
        for day in list(every_day())[::step]:
            found = await services.memories.days_beside(day, ZoneInfo("UTC"), parse("comet OR x"))
            assert found == expected(day, there), day


async def test_hidden_posts_are_passed(services: Services, load: Load) -> None:
    """A day whose posts are all hidden is no day to go to."""
    near, far = datetime(2020, 5, 2, tzinfo=UTC), datetime(2021, 5, 9, tzinfo=UTC)
    await load(record(near, "near"), record(far, "far"))
    beside = await services.memories.days_beside(Day(5, 1), ZoneInfo("UTC"))
    assert beside == Beside(Day(5, 9), Day(5, 2))
    await services.hidden.hide([snowflake(near)], "terminal")
    beside = await services.memories.days_beside(Day(5, 1), ZoneInfo("UTC"))
    assert beside == Beside(Day(5, 9), Day(5, 9))


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
    """The nearer of both; the earlier where they are as near."""
    assert Beside(before, after).nearest(Day(5, 1)) == nearest
