"""Previews, and the posts that a digest chooses."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.archive.digests.model import (
    ContentKind,
    Digest,
    WhenEmpty,
)
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.services.container import Services
from tests.archives import record
from tests.services.conftest import Load
from tests.services.digests.adding import GUILD, add


async def shown(services: Services, digest: Digest) -> list[tuple[str, int | None]]:
    """Return texts and years of the posts in a preview."""
    content = await services.digests.preview(GUILD, digest.id)
    return [] if content is None else [(item.post.text, item.year) for item in content.items]


async def test_on_this_day(services: Services, load: Load) -> None:
    """The day is that of the digest's zone; newest year first, threads once, none of this year."""
    await load(
        record(datetime(2019, 11, 25, 12, tzinfo=UTC), "nineteen"),
        record(datetime(2021, 11, 24, 23, 30, tzinfo=UTC), "late in London"),
        record(datetime(2021, 11, 26, 12, tzinfo=UTC), "next day"),
        record(datetime(2022, 11, 25, 1, tzinfo=UTC), "this year"),
    )
    digest = await add(services)
    assert await shown(services, digest) == [("late in London", 2021), ("nineteen", 2019)]
    assert await shown(services, await add(services, query="nineteen")) == [("nineteen", 2019)]
    assert len(await shown(services, await add(services, count=1))) == 1


async def test_an_empty_day(services: Services, load: Load) -> None:
    """An empty day is skipped, or shows a random post, or the nearest day with posts."""
    await load(record(datetime(2019, 11, 20, 12, tzinfo=UTC), "near"))
    assert await shown(services, await add(services)) == []
    for choice, year in ((WhenEmpty.RANDOM, None), (WhenEmpty.NEAREST, 2019)):
        digest = await add(services, when_empty=choice)
        assert await shown(services, digest) == [("near", year)]


async def test_the_nearest_day_is_found_at_once(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest day is found with at most three queries; of two as near, the earlier."""
    await load(
        record(datetime(2019, 8, 27, 12, tzinfo=UTC), "90 days before"),
        record(datetime(2019, 2, 23, 12, tzinfo=UTC), "90 days after"),
        record(datetime(2022, 11, 20, 12, tzinfo=UTC), "this year"),
    )
    queries, execution = 0, services.search_index.execution

    def count(*arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execution(*arguments)

    monkeypatch.setattr(services.search_index, "execution", count)
    digest = await add(services, when_empty=WhenEmpty.NEAREST)
    assert await shown(services, digest) == [("90 days before", 2019)]
    assert queries <= 3


async def test_both(services: Services, load: Load) -> None:
    """“Both” shows memories, and random posts up to the number."""
    await load(
        *(
            record(datetime(year, 11, 25, 12, tzinfo=UTC), f"in {year}")
            for year in range(2015, 2020)
        ),
        *(record(datetime(2014, 1, day, tzinfo=UTC), f"on {day}") for day in range(1, 20)),
    )
    digest = await add(services, holds=ContentKind.BOTH, count=3)
    years = [year for _, year in await shown(services, digest)]
    assert years[2] is None
    assert None not in years[:2]


async def test_a_preview_is_what_is_posted(services: Services, load: Load) -> None:
    """Previews of a digest are equal; its choice can be stored and read again."""
    await load(*(record(datetime(2014, 1, d, tzinfo=UTC), f"on {d}") for d in range(1, 30)))
    digest = await add(services, holds=ContentKind.RANDOM, count=5)
    content = await services.digests.preview(GUILD, digest.id)
    assert content is not None
    assert content == await services.digests.preview(GUILD, digest.id)
    choice = type(content.choice).read(str(content.choice))
    assert choice == content.choice
    assert await services.digest_composer.recall(digest, content.date, choice) == content


async def test_a_preview_of_a_paused_digest(
    services: Services, load: Load, clock: MovableClock
) -> None:
    """The preview is of the day that would come next, not of a day with a run or in the past."""
    await load(*(record(datetime(2020, 11, day, 12, tzinfo=UTC), f"{day}") for day in range(1, 30)))
    digest = await add(services, Schedule(time(13), "UTC"))
    for days, weekdays, expected in ((0, range(7), 24), (0, {0}, 28), (1 / 12, range(7), 25)):
        clock.move(timedelta(days))
        schedule = Schedule(time(13), "UTC", frozenset(weekdays))
        await services.digests.edit(GUILD, digest.id, schedule=schedule)
        await services.digests.pause(GUILD, digest.id)
        content = await services.digests.preview(GUILD, digest.id)
        assert content is not None
        assert content.date.day == expected
        await services.digests.resume(GUILD, digest.id)
        assert await services.digests.preview(GUILD, digest.id) == content


async def test_years_ago_are_counted_from_the_nearest_day(
    services: Services, load: Load, clock: MovableClock
) -> None:
    """Near New Year's Day the nearest day may be in the old year; yesterday is no memory."""
    clock.set(datetime(2022, 12, 31, 12, tzinfo=UTC))
    await load(
        record(datetime(2021, 12, 31, 12, tzinfo=UTC), "a year and a day ago"),
        record(datetime(2022, 12, 31, 9, tzinfo=UTC), "yesterday"),
    )
    digest = await add(services, when_empty=WhenEmpty.NEAREST)
    content = await services.digests.preview(GUILD, digest.id)
    assert content is not None
    assert [(item.post.text, content.year - item.year) for item in content.items if item.year] == [
        ("a year and a day ago", 1)
    ]


async def test_29_february(services: Services, load: Load, clock: MovableClock) -> None:
    """29 February is remembered on the 28th in other years."""
    clock.set(datetime(2023, 2, 27, 12, tzinfo=UTC))
    await load(record(datetime(2020, 2, 29, 12, tzinfo=UTC), "leap"))
    assert await shown(services, await add(services)) == [("leap", 2020)]
