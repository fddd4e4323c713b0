"""The ledger of digests: constraints, leases, and indexes for what is due."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.archive.calendar import Day
from bot.archive.digests.model import (
    ContentKind,
    DigestChoice,
    DigestOptions,
    RunState,
    SentMessage,
    ShardSet,
)
from bot.archive.digests.schedule import Schedule
from bot.errors import DatabaseError
from bot.storage.database import Database
from bot.storage.engines import StateDatabase
from bot.storage.state.digest_claims import LEASE
from bot.storage.state.digest_rows import DIGESTS_WITH_NEWEST
from bot.storage.state.digest_runs import _FREE, Claim, DigestRunStore
from bot.storage.state.digests import DigestStore
from bot.storage.state.processes.shard_conditions import is_handled

NOW = datetime(2024, 6, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NOTHING = DigestChoice(Day(6, 1), ())


SHARDS = is_handled(ShardSet(frozenset({0, 2}), 4), None)


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty state.db."""
    async with Database(tmp_path / "state.db", "state") as database:
        yield database


async def claim(state: StateDatabase, owner: str = "a", now: datetime = NOW) -> Claim:
    """Add a digest that is due now, and claim its run."""
    options = DigestOptions(2, Schedule(time(9), "UTC"))
    await DigestStore(state).add(1, options, now - timedelta(hours=1), 25)
    claims, more = await DigestRunStore(state).claim_due(owner, now, 20)
    assert not more
    return claims[0]


async def test_each_content_is_stored(state: StateDatabase) -> None:
    """A digest of each content is added, read as it was, and changed to any other."""
    store = DigestStore(state)
    options = DigestOptions(2, Schedule(time(9), "UTC"), query="a wombat")
    for content, other in zip(ContentKind, reversed(ContentKind), strict=True):
        wanted = replace(options, holds=content)
        added = await store.add(1, wanted, NOW, 25)
        assert added is not None
        found = await store.get(1, added)
        assert found is not None
        assert found.options == wanted
        assert await store.edit(1, added, replace(wanted, holds=other), NOW)
        assert (await store.of_guild(1))[-1].options.holds is other


async def test_one_row_a_digest_and_local_date(state: StateDatabase) -> None:
    """The database refuses a second run of a digest for a date."""
    run = (await claim(state)).run
    insert = (
        "INSERT INTO runs (digest, local_date, zone, run, due_at, state) "
        "VALUES (?, ?, 'UTC', 'x', 0, 'claimed')"
    )
    with pytest.raises(DatabaseError):
        await state.execute_one(insert, (run.digest_id, run.date.isoformat()))


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT 1 FROM digests WHERE next_at <= ?1 AND {SHARDS}",  # noqa: S608
        f"SELECT 1 FROM runs JOIN digests USING (digest) WHERE {_FREE} AND {SHARDS}",  # noqa: S608
        f"{DIGESTS_WITH_NEWEST} WHERE next_at <= ?1 AND {SHARDS} ORDER BY next_at LIMIT ?2",
        "SELECT max(local_date) FROM runs WHERE digest = 1",
        "DELETE FROM digests WHERE guild_left_at < 1",
        "SELECT * FROM runs WHERE run = 'x'",
    ],
)
async def test_nothing_is_scanned(file: Database, sql: str) -> None:
    """Each query of the scheduler uses an index; that of open runs has only open ones."""
    values = (1, 2)[: sql.count("?")]
    plan = [row["detail"] for row in await file.read(f"EXPLAIN QUERY PLAN {sql}", values)]
    scans = [step for step in plan if step.startswith("SCAN")]
    assert scans in ([], ["SCAN runs USING INDEX runs_open"])


async def test_each_day_takes_the_same_statements(
    state: StateDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No text of SQL holds the time: the drivers keep the last 100 or so that differ."""
    texts: set[str] = set()
    async with state.write() as tx:
        kinds = (type(tx), type(state))
    for where in kinds:
        for name in {"execute", "fetch", "read", "read_one"} & set(vars(where)):
            monkeypatch.setattr(where, name, recorded(getattr(where, name), texts))
    digest = (await claim(state)).digest
    runs, digests = DigestRunStore(state), DigestStore(state)
    counts = []
    for day in range(1, 4):
        now = NOW + timedelta(days=day)
        assert await runs.any_due(now)
        for claimed in (await runs.claim_due("a", now + LEASE, 20))[0]:
            await runs.close(claimed.run.run_id, "a", RunState.SKIPPED, "", now + LEASE)
        await digests.edit(1, digest.id, digest.options, now)
        await digests.next_if_resumed(digest.id, now)
        await runs.recompute_next(now)
        counts.append(len(texts))
    assert counts[0] == counts[2] > 10


def recorded(method: Callable[..., Any], texts: set[str]) -> Callable[..., Any]:
    """Return a method that adds the SQL that it is given to `texts`."""

    def record(self: object, sql: str, *parameters: object) -> Any:
        texts.add(sql)
        return method(self, sql, *parameters)

    return record


async def test_a_lease_keeps_others_away(state: StateDatabase) -> None:
    """A lease excludes other owners; once expired, the first owner can only record a message."""
    runs = DigestRunStore(state)
    first = await claim(state)
    assert await runs.claim_due("b", NOW + LEASE - SECOND, 20) == ([], False)
    assert await runs.mark_sending(first, "a", NOW + LEASE - SECOND, NOTHING)
    assert await runs.claim_due("b", NOW + LEASE + SECOND, 20) == ([], False)
    later = NOW + 2 * LEASE
    ((second,), _) = await runs.claim_due("b", later, 20)
    assert second.run.run_id == first.run.run_id
    assert second.run.sent_at == NOW + LEASE - SECOND
    assert second.run.attempts == 1
    assert not await runs.extend_lease(first.run.run_id, "a", later)
    assert not await runs.mark_sending(first, "a", later, NOTHING)
    await runs.close(first.run.run_id, "a", RunState.FAILED, "late", later)
    await runs.postpone(first.run.run_id, "a", later, timedelta(), "late")
    assert not await runs.fail_and_pause(first.run, "a", "late", later)
    assert await runs.extend_lease(first.run.run_id, "b", later)
    await runs.mark_posted(first.run.run_id, SentMessage(2, 3), later)
    assert not await runs.mark_sending(second, "b", later, NOTHING)
    (run,) = await runs.history(first.digest.id, 10)
    assert (run.state, run.channel_id, run.message_id) == (RunState.POSTED, 2, 3)


async def test_an_attempt_that_did_not_arrive_is_undone(state: StateDatabase) -> None:
    """An attempt that did not arrive is undone; the time of one that may have is kept."""
    runs = DigestRunStore(state)
    first = await claim(state)
    await runs.mark_sending(first, "a", NOW, NOTHING)
    await runs.unmark_sending(first.run, "a")
    assert (await runs.history(first.digest.id, 1))[0].sent_at is None
    await runs.mark_sending(first, "a", NOW, NOTHING)
    ((again,), _) = await runs.claim_due("a", NOW + 2 * LEASE, 20)
    await runs.mark_sending(again, "a", NOW + 2 * LEASE, NOTHING)
    await runs.unmark_sending(again.run, "a")
    assert (await runs.history(first.digest.id, 1))[0].sent_at == NOW


async def test_a_page_at_a_time(state: StateDatabase) -> None:
    """No more runs are claimed at once than requested, however many are due."""
    digests, runs = DigestStore(state), DigestRunStore(state)
    for _ in range(7):
        await digests.add(1, DigestOptions(2, Schedule(time(9), "UTC")), NOW - SECOND, 25)
    counts = []
    while await runs.any_due(NOW):
        claims, _ = await runs.claim_due("a", NOW, 3)
        counts.append(len(claims))
    assert counts == [3, 3, 1]
    assert not await runs.any_due(NOW)


async def test_a_run_is_found_by_its_id(state: StateDatabase) -> None:
    """A run is found by its run id as long as its digest exists."""
    runs = DigestRunStore(state)
    first = await claim(state)
    found = await runs.by_run_id(first.run.run_id)
    assert found is not None
    assert found.run == first.run
    assert len(first.run.nonce) <= 25
    await DigestStore(state).remove(1, first.digest.id, NOW)
    assert await runs.by_run_id(first.run.run_id) is None
