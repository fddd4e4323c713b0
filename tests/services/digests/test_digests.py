"""What a server's managers say of digests, and what comes of it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.archive.digests.model import (
    ContentKind,
    Digest,
    DigestOptions,
    RunState,
    SentMessage,
    ShardSet,
    WhenEmpty,
)
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.errors import BadDateError, BadDigestError
from bot.services.container import Services
from bot.services.digests.digests import MOST
from tests.archives import record
from tests.services.conftest import Load

GUILD, CHANNEL = 1, 2
NEW_YORK = "America/New_York"
BERLIN = Schedule(time(9), "Europe/Berlin")


async def add(services: Services, schedule: Schedule = BERLIN, **options: object) -> Digest:
    """Begin a digest."""
    return await services.digests.add(GUILD, DigestOptions(CHANNEL, schedule, **options))  # type: ignore[arg-type]


async def test_a_digest_is_kept_as_it_was_described(services: Services) -> None:
    """All that was said is there again, with the next time."""
    options = DigestOptions(
        CHANNEL,
        Schedule(time(23, 59), NEW_YORK, frozenset({0, 6}), timedelta(hours=1)),
        ContentKind.BOTH,
        "moon has:media",
        5,
        role_id=99,
        silent=True,
        when_empty=WhenEmpty.NEAREST,
        crosspost=True,
    )
    made = await services.digests.add(GUILD, options)
    assert made.options == options
    assert made.next_at == datetime(2022, 11, 28, 4, 59, tzinfo=UTC)  # Sunday, 27 November, there
    assert await services.digests.of(GUILD) == [made]
    assert await services.digests.get(GUILD, made.id) == made
    assert await services.digests.of(GUILD + 1) == []


@pytest.mark.parametrize(
    "options",
    [
        DigestOptions(CHANNEL, Schedule(time(9), "Europe/Nowhere")),
        DigestOptions(CHANNEL, Schedule(time(9), "../etc/passwd")),
        DigestOptions(CHANNEL, Schedule(time(9), "UTC", frozenset())),
        DigestOptions(CHANNEL, Schedule(time(9), "UTC", late=timedelta(minutes=5))),
        DigestOptions(CHANNEL, Schedule(time(9), "UTC", late=timedelta(hours=24))),
        DigestOptions(CHANNEL, BERLIN, count=0),
        DigestOptions(CHANNEL, BERLIN, count=6),
    ],
)
async def test_what_cannot_be_is_refused(services: Services, options: DigestOptions) -> None:
    """With a sentence, and nothing is kept."""
    with pytest.raises(BadDigestError):
        await services.digests.add(GUILD, options)
    assert await services.digests.of(GUILD) == []


async def test_a_query_must_be_one(services: Services) -> None:
    """A digest that could never find anything is not kept."""
    with pytest.raises(BadDateError):
        await add(services, query="since:yesterweek")


async def test_a_server_has_so_many(services: Services) -> None:
    """One more is refused."""
    for _ in range(MOST):
        await add(services)
    with pytest.raises(BadDigestError, match="25"):
        await add(services)


async def test_an_edit_names_the_next_run(services: Services) -> None:
    """A later time runs today, an earlier one tomorrow: at 12:00 UTC it is 13:00 in Berlin."""
    digest = await add(services)
    assert digest.next_at == datetime(2022, 11, 25, 8, tzinfo=UTC)
    later = await services.digests.edit(GUILD, digest.id, schedule=Schedule(time(18), "UTC"))
    assert later.next_at == datetime(2022, 11, 24, 18, tzinfo=UTC)
    earlier = await services.digests.edit(GUILD, digest.id, schedule=Schedule(time(11), "UTC"))
    assert earlier.next_at == datetime(2022, 11, 25, 11, tzinfo=UTC)
    other = await services.digests.edit(GUILD, digest.id, count=1)
    assert other.next_at == earlier.next_at
    assert other.options.count == 1


async def test_an_edit_forgets_no_day_that_is_due(services: Services, clock: MovableClock) -> None:
    """A run that nobody has claimed yet is written down before the schedule changes."""
    digest = await add(services)
    clock.set(datetime(2022, 11, 25, 8, 0, 1, tzinfo=UTC))
    edited = await services.digests.edit(GUILD, digest.id, schedule=Schedule(time(22), "UTC"))
    (run,) = await services.digests.history(GUILD, digest.id)
    assert (run.date, run.state) == (date(2022, 11, 25), RunState.CLAIMED)
    assert edited.next_at == datetime(2022, 11, 26, 22, tzinfo=UTC)


async def test_pause_and_resume(services: Services, clock: MovableClock) -> None:
    """A paused digest is due never; resumed, it makes up for nothing."""
    digest = await add(services)
    paused = await services.digests.pause(GUILD, digest.id)
    assert paused.pause is not None
    assert paused.next_at is None
    assert await services.digests.pause(GUILD, digest.id) == paused
    edited = await services.digests.edit(GUILD, digest.id, schedule=Schedule(time(1), "UTC"))
    assert edited.next_at is None
    clock.move(timedelta(days=10))
    resumed = await services.digests.resume(GUILD, digest.id)
    assert resumed.pause is None
    assert resumed.next_at == datetime(2022, 12, 5, 1, tzinfo=UTC)
    assert await services.digests.history(GUILD, digest.id) == []


async def test_a_pause_skips_what_is_due(services: Services, clock: MovableClock) -> None:
    """What waits to be sent is not sent after the pause."""
    digest = await add(services)
    clock.set(datetime(2022, 11, 25, 8, 0, 1, tzinfo=UTC))
    await services.digests.pause(GUILD, digest.id)
    (run,) = await services.digests.history(GUILD, digest.id)
    assert run.state is RunState.SKIPPED


async def test_others_cannot_touch_it(services: Services) -> None:
    """A digest belongs to one server."""
    digest = await add(services)
    for work in (
        services.digests.get(GUILD + 1, digest.id),
        services.digests.edit(GUILD + 1, digest.id, count=1),
        services.digests.pause(GUILD + 1, digest.id),
        services.digests.resume(GUILD + 1, digest.id),
        services.digests.remove(GUILD + 1, digest.id),
        services.digests.history(GUILD + 1, digest.id),
        services.digests.preview(GUILD + 1, digest.id),
        services.digests.run_info("0123456789abcdef"),
    ):
        with pytest.raises(BadDigestError):
            await work
    assert await services.digests.get(GUILD, digest.id) == digest


async def test_a_removed_digest_is_gone_and_its_number_with_it(services: Services) -> None:
    """People name digests by their numbers: none comes back as another digest."""
    digest = await add(services)
    await services.digests.remove(GUILD, digest.id)
    assert await services.digests.of(GUILD) == []
    assert (await add(services)).id > digest.id


async def test_a_server_that_was_left(services: Services, clock: MovableClock) -> None:
    """For 30 days its digests wait; nothing is made up for; then they are dropped."""
    digest = await add(services)
    await services.digests.guild_left(GUILD)
    clock.move(timedelta(days=29))
    assert await services.digests.delete_left() == 0
    assert (await services.digests.get(GUILD, digest.id)).next_at is None
    assert await services.digests.guild_joined(GUILD) == 1
    assert await services.digests.guild_joined(GUILD) == 0
    back = await services.digests.get(GUILD, digest.id)
    assert back.next_at == datetime(2022, 12, 24, 8, tzinfo=UTC)
    await services.digests.guild_left(GUILD)
    clock.move(timedelta(days=30, seconds=1))
    assert await services.digests.delete_left() == 1
    assert await services.digests.of(GUILD) == []


async def test_a_paused_digest_stays_so_when_the_bot_comes_back(services: Services) -> None:
    """Leaving and joining does not resume it."""
    digest = await add(services)
    await services.digests.pause(GUILD, digest.id)
    await services.digests.guild_left(GUILD)
    await services.digests.guild_joined(GUILD)
    assert (await services.digests.get(GUILD, digest.id)).next_at is None


async def test_new_rules_of_a_time_zone_are_reckoned_with(services: Services) -> None:
    """What was written down by older rules is reckoned again at the start."""
    digest = await add(services)
    async with services._state.write() as tx:
        await tx.execute("UPDATE digests SET next_at = next_at + 3600000")
    await services.digests.stored.recompute_next(services.digests.now())
    assert await services.digests.get(GUILD, digest.id) == digest


async def shown(services: Services, digest: Digest) -> list[tuple[str, int | None]]:
    """Return texts and years of what a digest would show."""
    content = await services.digests.preview(GUILD, digest.id)
    return [] if content is None else [(item.post.text, item.year) for item in content.items]


async def test_on_this_day(services: Services, load: Load) -> None:
    """The day of the digest's zone, the newest year first, threads once, nothing of this year."""
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
    """Skipped, or a post at random, or the nearest day that has any."""
    await load(record(datetime(2019, 11, 20, 12, tzinfo=UTC), "near"))
    assert await shown(services, await add(services)) == []
    for choice, year in ((WhenEmpty.RANDOM, None), (WhenEmpty.NEAREST, 2019)):
        digest = await add(services, when_empty=choice)
        assert await shown(services, digest) == [("near", year)]


async def test_the_nearest_day_is_found_at_once(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far it is, a few questions to the archive find it; the earlier of two as near."""
    await load(
        record(datetime(2019, 8, 27, 12, tzinfo=UTC), "90 days before"),
        record(datetime(2019, 2, 23, 12, tzinfo=UTC), "90 days after"),
        record(datetime(2022, 11, 20, 12, tzinfo=UTC), "this year"),
    )
    asked, ask = 0, services.search.ask

    async def count(*arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        return await ask(*arguments)

    monkeypatch.setattr(services.search, "ask", count)
    digest = await add(services, when_empty=WhenEmpty.NEAREST)
    assert await shown(services, digest) == [("90 days before", 2019)]
    assert asked <= 3


async def test_both(services: Services, load: Load) -> None:
    """What is remembered, and at random what is left of the number."""
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
    """Asked twice, a digest shows the same; its choice can be kept and read again."""
    await load(*(record(datetime(2014, 1, d, tzinfo=UTC), f"on {d}") for d in range(1, 30)))
    digest = await add(services, holds=ContentKind.RANDOM, count=5)
    content = await services.digests.preview(GUILD, digest.id)
    assert content is not None
    assert content == await services.digests.preview(GUILD, digest.id)
    choice = type(content.choice).read(str(content.choice))
    assert choice == content.choice
    assert await services.digests.composer.recall(content.date, choice) == content


async def test_a_preview_of_a_paused_digest(
    services: Services, load: Load, clock: MovableClock
) -> None:
    """It is of the day that would come next, not of one that had its run or is over."""
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
    """On New Year's Day the nearest day may be one of the old year: yesterday is no memory."""
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
    """It is remembered on the 28th of other years."""
    clock.set(datetime(2023, 2, 27, 12, tzinfo=UTC))
    await load(record(datetime(2020, 2, 29, 12, tzinfo=UTC), "leap"))
    assert await shown(services, await add(services)) == [("leap", 2020)]


async def test_a_move_over_the_date_line(services: Services, clock: MovableClock) -> None:
    """A digest that was posted in Honolulu this morning comes not again in Auckland's."""
    digest = await add(services, Schedule(time(9), "Pacific/Honolulu"))
    clock.set(datetime(2022, 11, 24, 19, tzinfo=UTC))
    ((claim,), _) = await services.digests.runs.claim_due("somebody", clock.now(), 20)
    await services.digests.runs.mark_posted(claim.run.run_id, SentMessage(CHANNEL, 1), clock.now())
    moved = await services.digests.edit(
        GUILD, digest.id, schedule=Schedule(time(9), "Pacific/Auckland")
    )
    assert moved.next_at == datetime(2022, 11, 25, 20, tzinfo=UTC)  # 26 November there


async def test_which_servers_the_bot_is_in(services: Services) -> None:
    """What it missed is made up for at the start; servers of others are left alone."""
    digest = await add(services)
    others = ShardSet(frozenset({1}), 2)
    await services.digests.sync_guilds([], others)
    assert (await services.digests.get(GUILD, digest.id)).guild_left_at is None
    await services.digests.sync_guilds([], ShardSet(frozenset({0}), 2))
    assert (await services.digests.get(GUILD, digest.id)).guild_left_at is not None
    await services.digests.sync_guilds([GUILD], others)
    assert (await services.digests.get(GUILD, digest.id)).guild_left_at is not None
    await services.digests.sync_guilds([GUILD])
    assert (await services.digests.get(GUILD, digest.id)).next_at == digest.next_at
