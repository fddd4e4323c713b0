"""Transactions that run at once, over several connections, as those of several processes do."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from bot.archive.calendar import Day
from bot.archive.digests.model import DigestChoice, DigestOptions, ShardSet
from bot.archive.digests.schedule import Schedule
from bot.storage.postgres.database import PostgresDatabase
from bot.storage.state.digest_choices import DigestChoiceStore
from bot.storage.state.digest_claims import LEASE
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.digests import DigestStore
from bot.storage.state.hidden import HiddenPostStore
from bot.storage.state.hidden_in_guilds import HiddenInGuildStore
from bot.storage.state.memories.quiet import QuietRuleStore
from bot.storage.state.page_requests import PageRequestStore
from bot.storage.state.shuffles import ShuffleKey, ShuffleStore
from bot.storage.state.threads.teaching import TeachingStore
from tests.archives import post

T = TypeVar("T")

NOW = datetime(2024, 6, 1, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
DAILY = DigestOptions(2, Schedule(time(9), "UTC"))


async def at_once(count: int, work: Callable[[int], Awaitable[T]]) -> list[T]:
    """Do work so many times at once."""
    return await asyncio.gather(*(work(number) for number in range(count)))


async def test_no_server_gets_more_digests_than_it_may(state: PostgresDatabase) -> None:
    """Of twelve digests that are added at once, five are, if that is the limit."""
    digests = DigestStore(state)
    added = await at_once(12, lambda _: digests.add(1, DAILY, NOW, 5))
    assert sum(one is not None for one in added) == len(await digests.of_guild(1)) == 5


async def test_processes_claim_different_runs(state: PostgresDatabase) -> None:
    """Four processes that claim at once claim each of forty due runs once."""
    digests = DigestStore(state)
    for number in range(40):
        await digests.add(number, DAILY, NOW - SECOND, 1)

    async with AsyncExitStack() as stack:
        processes = [
            DigestRunStore(await stack.enter_async_context(PostgresDatabase(state.options)))
            for _ in range(4)
        ]

        async def claim(number: int) -> list[str]:
            claimed = []
            while await processes[number].any_due(NOW):
                claims, _ = await processes[number].claim_due(f"{number}", NOW, 3)
                claimed += [one.run.run_id for one in claims]
            return claimed

        counts = Counter(run for one in await at_once(4, claim) for run in one)
    assert len(counts) == 40
    assert set(counts.values()) == {1}


async def test_a_claim_waits_for_nobody(state: PostgresDatabase) -> None:
    """What another process is about to claim or changes is left out, not awaited."""
    digests, runs = DigestStore(state), DigestRunStore(state)
    for number in range(4):
        await digests.add(number, DAILY, NOW - SECOND, 1)
    ((first,), _) = await runs.claim_due("a", NOW, 1)
    later = NOW + LEASE + SECOND
    async with state.write() as tx:
        locked = await tx.fetch(
            f"SELECT digest FROM digests WHERE next_at <= ? LIMIT 1{tx.locking('digests')}",  # noqa: S608
            (int(later.timestamp() * 1000),),
        )
        await tx.fetch(f"SELECT 1 FROM runs{tx.locking('runs')}")  # noqa: S608
        claims, _ = await asyncio.wait_for(runs.claim_due("b", later, 20), 2)
    assert {one.digest.id for one in claims} == {1, 2, 3, 4} - {
        first.digest.id,
        locked[0]["digest"],
    }


async def test_leases_are_judged_by_the_servers_time(state: PostgresDatabase) -> None:
    """A process whose clock is years ahead takes no lease from others; one behind gets its runs."""
    digests, runs = DigestStore(state), DigestRunStore(state)
    real = datetime.now(UTC)
    await state.execute_one(
        """CREATE OR REPLACE FUNCTION state_now(process_now timestamptz) RETURNS timestamptz
           LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()'"""
    )
    minutes = DigestOptions(2, Schedule((real - timedelta(minutes=1)).time(), "UTC"))
    await digests.add(1, minutes, real - 400 * DAY, 1)
    await state.execute_one("UPDATE digests SET next_at = 1, first_date = '2020-01-01'")
    (claim,), _ = await runs.claim_due("a", real - 400 * DAY, 5)
    assert await runs.claim_due("b", real + 400 * DAY, 5) == ([], False)
    assert await runs.extend_lease(claim.run.run_id, "a", real - 400 * DAY)
    ((lease,),) = await state.read("SELECT lease_until FROM runs WHERE state = 'claimed'")
    assert abs(lease / 1000 - (real + LEASE).timestamp()) < 30


async def test_a_choice_is_stored_once(state: PostgresDatabase) -> None:
    """Processes that choose for the same date at once all get the choice that was stored first."""
    digest = await DigestStore(state).add(1, DAILY, NOW, 1)
    assert digest is not None
    choices = DigestChoiceStore(state)
    made = [DigestChoice(Day(6, 1), ((f"{number}", 2020, 1),)) for number in range(8)]
    got = await at_once(8, lambda n: choices.put(digest, date(2024, 6, 1), "x", made[n], None))
    assert len({str(one) for one in got}) == 1
    stale = await at_once(8, lambda n: choices.delete_stale(digest, date(2024, 6, 1), f"{n}", None))
    assert sum(map(len, stale)) == 1


async def test_a_digest_is_removed_and_restored_whole(state: PostgresDatabase) -> None:
    """Removing, restoring, editing and claiming at once leave a digest, and each date, once."""
    digests, runs = DigestStore(state), DigestRunStore(state)
    digest = await digests.add(1, DAILY, NOW - DAY, 1)
    assert digest is not None

    async def act(number: int) -> None:
        now = NOW + number * DAY / 4
        if number % 4 == 0:
            await digests.remove(1, digest, now)
        elif number % 4 == 1:
            await digests.restore(1, digest, NOW - DAY, now, 1)
        elif number % 4 == 2:
            await digests.edit(1, digest, DAILY, now)
        else:
            claims, _ = await runs.claim_due(f"{number}", now, 5)
            for one in claims:
                await runs.fail_and_pause(one.run, f"{number}", "why", now)
                await digests.pause(1, digest, "why", now)
                await digests.resume(1, digest, now)

    await at_once(40, act)
    await digests.restore(1, digest, NOW - DAY, NOW + 11 * DAY, 1)
    assert [one.id for one in await digests.of_guild(1)] == [digest]
    assert await digests.removed(1, NOW - DAY) == []
    rows = await runs.history(digest, 100)
    assert len({row.date for row in rows}) == len(rows)


async def test_rounds_go_on_while_they_end(state: PostgresDatabase) -> None:
    """Eight that draw from five posts at once draw none twice in a round, and end each once."""
    shuffles, key = ShuffleStore(state), ShuffleKey("channel:1", "comet")
    posts = [post(NOW + number * DAY, f"{number}") for number in range(5)]
    drawn: Counter[tuple[int, str]] = Counter()

    async def draw(number: int) -> None:
        for step in range(6):
            shuffle = await shuffles.current_round(key, now=1000 + step, unused_since=0)
            for offset in range(5):
                one = posts[(number + offset) % 5]
                if await shuffles.mark_drawn(shuffle, one, now=1000 + step):
                    drawn[shuffle, one.id] += 1
                    break
            else:
                await shuffles.begin_next_round(shuffle, now=1000 + step)
            await shuffles.delete_some_old(unused_since=0)

    await at_once(8, draw)
    assert set(drawn.values()) == {1}
    ((running,),) = await state.read("SELECT count(*) FROM shuffles WHERE used_at > 0")
    assert running == 1


async def test_rounds_are_deleted_while_they_are_drawn_from(state: PostgresDatabase) -> None:
    """Deleting all rounds of a name while others draw leaves no draw without its round."""
    shuffles, key = ShuffleStore(state), ShuffleKey("user:1", "")
    posts = [post(NOW + number * DAY, f"{number}") for number in range(20)]

    async def act(number: int) -> None:
        if number % 4 == 0:
            await shuffles.delete_all(key.name)
        else:
            shuffle = await shuffles.current_round(key, now=10, unused_since=0)
            await shuffles.mark_drawn(shuffle, posts[number % 20], now=10)

    await at_once(40, act)
    await shuffles.delete_all(key.name)
    assert await shuffles.count_drawn(key.name) == 0


async def test_what_is_hidden_in_another_order(state: PostgresDatabase) -> None:
    """Those who hide and show the same posts in opposite orders do not wait for each other."""
    hidden, in_guilds = HiddenPostStore(state), HiddenInGuildStore(state)
    ids = [f"{number}" for number in range(1000, 1020)]

    async def act(number: int) -> None:
        order = ids if number % 2 else ids[::-1]
        await hidden.hide(order, 1, "terminal")
        await in_guilds.hide(1, order[number % 20], 1, "2")
        await in_guilds.unhide(1, order)

    await at_once(12, act)
    assert len(await hidden.all()) == 20
    await at_once(12, lambda number: hidden.unhide(ids[number % 6]))
    assert len(await hidden.all()) == 14


async def test_page_requests_in_another_order(state: PostgresDatabase) -> None:
    """Those who save the same requests in opposite orders do not wait for each other."""
    requests = PageRequestStore(state)
    tokens = [f"t{number}" for number in range(30)]
    await at_once(
        12, lambda n: requests.put(dict.fromkeys(tokens if n % 2 else tokens[::-1], "r"), now=n)
    )
    assert await requests.use("t7", 20, 0) == "r"


async def test_an_owner_is_asked_one_question(state: PostgresDatabase) -> None:
    """However many are asked at once, one question is open, and rounds have different numbers."""
    teaching = TeachingStore(state)
    await at_once(8, lambda n: teaching.ask("1", f"{n}", "0", round_id=None, at=n))
    ((count,),) = await state.read("SELECT count(*) FROM teaching")
    assert count == 1
    await at_once(8, lambda n: teaching.ask(f"{n}", f"{n}", "0", round_id=None, at=n))
    ((rounds,),) = await state.read("SELECT count(DISTINCT round) FROM teaching")
    assert rounds == 8


async def test_no_more_quiet_rules_than_there_may_be(state: PostgresDatabase) -> None:
    """Of eight rules that are added at once, three are, if that is the limit."""
    rules = QuietRuleStore(state)
    added = await at_once(8, lambda n: rules.add(f'"{n}"', n, 3))
    assert sum(added) == len(await rules.all()) == 3


async def test_shards(state: PostgresDatabase) -> None:
    """A process claims the digests of its own shards alone."""
    digests, runs = DigestStore(state), DigestRunStore(state)
    for number in range(8):
        await digests.add(number << 22, DAILY, NOW - SECOND, 1)
    claims, _ = await runs.claim_due("a", NOW, 20, (), ShardSet(frozenset({1, 2}), 4))
    assert {(one.digest.guild_id >> 22) % 4 for one in claims} == {1, 2}
    assert len(claims) == 4
