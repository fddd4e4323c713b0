"""The pace of digests, divided among the processes of a bot."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.digests.model import ALL_SHARDS, ShardSet
from bot.delivery.pace import MAX_PER_SECOND, Pace, pace_of
from bot.services.container import Services
from bot.services.digests.scheduler import CONCURRENCY
from tests.cogs.conftest import Harness, QuickBot

DISCORD_ALLOWS = 50


@st.composite
def divisions(draw: st.DrawFn) -> list[ShardSet]:
    """Return the shards of a bot, divided among processes anyhow."""
    owners = draw(st.lists(st.integers(0, 39), min_size=1, max_size=200))
    return [
        ShardSet(frozenset(n for n, one in enumerate(owners) if one == owner), len(owners))
        for owner in set(owners)
    ]


@given(divisions())
def test_processes_share_the_pace(division: list[ShardSet]) -> None:
    """Together they make no more requests than one, but for those that have less than one each."""
    paces = [pace_of(shards) for shards in division]
    tiny = sum(len(one.shards) * MAX_PER_SECOND < one.count for one in division)
    assert sum(pace.per_second for pace in paces) <= MAX_PER_SECOND + tiny
    assert all(pace.per_second >= 1 for pace in paces)


@given(st.integers(1, MAX_PER_SECOND), st.integers(1, 8))
def test_equal_processes_stay_within_the_pace(processes: int, each: int) -> None:
    """Up to forty processes of one size never exceed it, and waste less than one request each."""
    shards = ShardSet(frozenset(range(each)), each * processes)
    together = pace_of(shards).per_second * processes
    assert MAX_PER_SECOND - processes < together <= MAX_PER_SECOND


@given(divisions())
def test_no_request_waits_long_for_its_turn(division: list[ShardSet]) -> None:
    """Runs at once wait two seconds at most, of the twenty that a request may take.

    At a proxy all processes' runs together wait for less than half of that.
    """
    for shards in division:
        pace = pace_of(shards)
        assert 2 <= pace.at_once <= max(2, 2 * pace.per_second)
    at_proxy = [pace_of(shards, rest_proxy=True) for shards in division]
    assert sum(pace.at_once for pace in at_proxy) <= 9 * DISCORD_ALLOWS


def test_one_process_has_all_of_it() -> None:
    """Without a division the pace is as it was; a proxy takes it over."""
    assert pace_of(ALL_SHARDS) == Pace(MAX_PER_SECOND, CONCURRENCY)
    assert pace_of(ShardSet(frozenset({0, 1}), 4)) == Pace(20, 10)
    assert pace_of(ShardSet(frozenset({7}), 160)) == Pace(1, 2)
    assert pace_of(ALL_SHARDS, rest_proxy=True) == Pace(1_000, CONCURRENCY)


@pytest.mark.parametrize(
    ("changes", "pace"),
    [
        ({}, Pace(40, 20)),
        ({"shard_ids": (0,), "shard_count": 4}, Pace(10, 5)),
        ({"rest_proxy": True, "shard_ids": (0,), "shard_count": 4}, Pace(1_000, 20)),
    ],
)
async def test_the_bot_has_the_pace_of_its_settings(
    bare_harness: Harness, changes: dict[str, Any], pace: Pace
) -> None:
    """Its shards decide, and whether there is a proxy."""
    settings = replace(bare_harness.settings, **changes)
    async with (
        Services(settings.database, bare_harness.clock) as services,
        QuickBot(settings, services, bare_harness.clock) as bot,
    ):
        assert bot.pace == pace
