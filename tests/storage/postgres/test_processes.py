"""Who of several processes is there, by the time of the database."""

from datetime import UTC, datetime, timedelta

from bot.archive.digests.model import ALL_SHARDS, ShardSet
from bot.storage.postgres.database import PostgresDatabase
from bot.storage.state.processes.presence import ABSENT_AFTER, Processes, ProcessStore

NOW = datetime(2024, 6, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FIRST, SECOND_ONE = ShardSet(frozenset({0, 2}), 4), ShardSet(frozenset({1, 3}), 4)
NONE = ShardSet(frozenset(), 4)


async def test_who_was_seen(state: PostgresDatabase) -> None:
    """A process knows the shards of those that were seen in the last minute, not its own."""
    store = ProcessStore(state)
    assert await store.note("a", FIRST, NOW) == Processes(timedelta(), ())
    assert (await store.note("b", SECOND_ONE, NOW + 10 * SECOND)).others == (FIRST,)
    assert (await store.note("c", NONE, NOW + ABSENT_AFTER)).others == (FIRST, SECOND_ONE)
    assert (await store.note("c", NONE, NOW + ABSENT_AFTER + SECOND)).others == (SECOND_ONE,)
    assert (await store.note("a", ALL_SHARDS, NOW + 80 * SECOND)).others == (NONE,)
    assert (await store.note("b", SECOND_ONE, NOW + 81 * SECOND)).others == (ALL_SHARDS, NONE)


async def test_how_long_it_was_seen(state: PostgresDatabase) -> None:
    """The time is counted from the first note, and anew after a pause, or a jump of the clock."""
    store = ProcessStore(state)
    for at, seen in ((0, 0), (15, 15), (75, 75), (136, 0), (150, 14), (50, 0), (60, 10)):
        assert (await store.note("a", FIRST, NOW + at * SECOND)).seen == seen * SECOND


async def test_who_leaves(state: PostgresDatabase) -> None:
    """A process that ends is gone at once, and those that were not seen for an hour are deleted."""
    store = ProcessStore(state)
    await store.note("a", FIRST, NOW)
    await store.note("b", FIRST, NOW + timedelta(hours=2))
    await store.note("c", SECOND_ONE, NOW + timedelta(hours=2))
    await store.leave("b")
    assert (await store.note("c", FIRST, NOW + timedelta(hours=2))).others == ()
    assert [row[0] for row in await state.read("SELECT process FROM processes")] == ["c"]
