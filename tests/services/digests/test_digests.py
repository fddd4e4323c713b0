"""Digests: adding, editing, pausing and removing them, and servers that are left."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.archive.digests.model import (
    ContentKind,
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
from bot.services.digests.digests import MAX_DIGESTS
from tests.services.digests.adding import BERLIN, CHANNEL, GUILD, NEW_YORK, add


async def test_a_digest_has_its_options(services: Services) -> None:
    """An added digest has all its options, and the time of its next run."""
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
    assert made.next_at == datetime(
        2022, 11, 28, 4, 59, tzinfo=UTC
    )  # Sunday, 27 November, in New York
    assert await services.digests.of_guild(GUILD) == [made]
    assert await services.digests.get(GUILD, made.id) == made
    assert await services.digests.of_guild(GUILD + 1) == []


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
async def test_invalid_options_are_refused(services: Services, options: DigestOptions) -> None:
    """Invalid options are refused with a sentence, and nothing is stored."""
    with pytest.raises(BadDigestError):
        await services.digests.add(GUILD, options)
    assert await services.digests.of_guild(GUILD) == []


async def test_a_query_must_be_one(services: Services) -> None:
    """An invalid query is refused."""
    with pytest.raises(BadDateError):
        await add(services, query="since:yesterweek")


async def test_the_limit_of_digests(services: Services) -> None:
    """One digest more than the limit is refused."""
    for _ in range(MAX_DIGESTS):
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
    """A run that is due but not claimed is recorded before the schedule changes."""
    digest = await add(services)
    clock.set(datetime(2022, 11, 25, 8, 0, 1, tzinfo=UTC))
    edited = await services.digests.edit(GUILD, digest.id, schedule=Schedule(time(22), "UTC"))
    (run,) = await services.digests.history(GUILD, digest.id)
    assert (run.date, run.state) == (date(2022, 11, 25), RunState.CLAIMED)
    assert edited.next_at == datetime(2022, 11, 26, 22, tzinfo=UTC)


async def test_pause_and_resume(services: Services, clock: MovableClock) -> None:
    """A paused digest is never due; after a resume nothing is made up for."""
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
    """A run that waits to be sent is skipped by a pause."""
    digest = await add(services)
    clock.set(datetime(2022, 11, 25, 8, 0, 1, tzinfo=UTC))
    await services.digests.pause(GUILD, digest.id)
    (run,) = await services.digests.history(GUILD, digest.id)
    assert run.state is RunState.SKIPPED


async def test_others_cannot_touch_it(services: Services) -> None:
    """Another server's managers can neither read nor change a digest."""
    digest = await add(services)
    for work in (
        services.digests.get(GUILD + 1, digest.id),
        services.digests.edit(GUILD + 1, digest.id, count=1),
        services.digests.pause(GUILD + 1, digest.id),
        services.digests.resume(GUILD + 1, digest.id),
        services.digests.remove(GUILD + 1, digest.id),
        services.digests.history(GUILD + 1, digest.id),
        services.digests.preview(GUILD + 1, digest.id),
        services.digests.run_info(GUILD, "0123456789abcdef"),
    ):
        with pytest.raises(BadDigestError):
            await work
    assert await services.digests.get(GUILD, digest.id) == digest


async def test_numbers_of_removed_digests_are_not_reused(services: Services) -> None:
    """The number of a removed digest is never used again, as users name digests by it."""
    digest = await add(services)
    await services.digests.remove(GUILD, digest.id)
    assert await services.digests.of_guild(GUILD) == []
    assert (await add(services)).id > digest.id


async def test_a_server_that_was_left(services: Services, clock: MovableClock) -> None:
    """Digests of a server that was left rest; when the bot is back, they make up for nothing."""
    digest = await add(services)
    await services.digests.guild_left(GUILD)
    clock.move(timedelta(days=29))
    assert (await services.digests.get(GUILD, digest.id)).next_at is None
    assert await services.digests.guild_joined(GUILD) == 1
    assert await services.digests.guild_joined(GUILD) == 0
    back = await services.digests.get(GUILD, digest.id)
    assert back.next_at == datetime(2022, 12, 24, 8, tzinfo=UTC)


async def test_a_paused_digest_stays_so_when_the_bot_comes_back(services: Services) -> None:
    """Leaving and joining a server does not resume a paused digest."""
    digest = await add(services)
    await services.digests.pause(GUILD, digest.id)
    await services.digests.guild_left(GUILD)
    await services.digests.guild_joined(GUILD)
    assert (await services.digests.get(GUILD, digest.id)).next_at is None


async def test_new_rules_of_a_time_zone_apply(services: Services, clock: MovableClock) -> None:
    """Next runs that were stored by older time zone rules are recomputed at the start."""
    digest = await add(services)
    async with services._state.write() as tx:
        await tx.execute("UPDATE digests SET next_at = next_at + 3600000")
    await services.digest_ledger.recompute_next(clock.now())
    assert await services.digests.get(GUILD, digest.id) == digest


async def test_a_move_over_the_date_line(services: Services, clock: MovableClock) -> None:
    """A digest that was posted in Honolulu this morning is not posted again in Auckland."""
    digest = await add(services, Schedule(time(9), "Pacific/Honolulu"))
    clock.set(datetime(2022, 11, 24, 19, tzinfo=UTC))
    ((claim,), _) = await services.digest_ledger.claim_due("somebody", clock.now(), 20)
    await services.digest_ledger.mark_posted(claim.run.run_id, SentMessage(CHANNEL, 1), clock.now())
    moved = await services.digests.edit(
        GUILD, digest.id, schedule=Schedule(time(9), "Pacific/Auckland")
    )
    assert moved.next_at == datetime(2022, 11, 25, 20, tzinfo=UTC)  # 26 November in Auckland


async def test_which_servers_the_bot_is_in(services: Services) -> None:
    """Missed joins and removals are applied at the start, only to servers of own shards."""
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
