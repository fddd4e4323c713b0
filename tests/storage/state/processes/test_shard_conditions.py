"""Which servers a process handles, in SQL as by Discord's rule."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.digests.model import ShardSet
from bot.storage.state.processes.shard_conditions import is_handled

GUILDS = st.integers(0, 2**62)


@st.composite
def shard_sets(draw: st.DrawFn) -> ShardSet:
    """Draw some shards of a number."""
    count = draw(st.integers(1, 6))
    return ShardSet(frozenset(draw(st.sets(st.integers(0, count - 1)))), count)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """A database without tables."""
    with closing(sqlite3.connect(":memory:")) as opened:
        yield opened


@given(GUILDS, shard_sets(), st.none() | st.lists(shard_sets(), max_size=3))
def test_in_sql(
    connection: sqlite3.Connection, guild: int, own: ShardSet, others: list[ShardSet] | None
) -> None:
    """A server is handled if it is on own shards, or others are known and it is on none of them."""
    abandoned = others is not None and not any(guild in one for one in others)
    sql = f"SELECT {is_handled(own, others)} FROM (SELECT ? AS guild_id)"  # noqa: S608
    ((handled,),) = connection.execute(sql, (guild,)).fetchall()
    assert bool(handled) is (guild in own or abandoned)
