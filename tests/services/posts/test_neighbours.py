"""The neighbours of a post: what the same author wrote before and after it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.posts.neighbour import Neighbour
from bot.errors import NotInArchiveError
from bot.services.container import Services
from tests.archives import record, snowflake
from tests.services.conftest import Load
from tests.storage.reading import reading

WHEN = datetime(2021, 11, 24, 12, tzinfo=UTC)


async def walk(services: Services, id: str, which: Neighbour) -> list[str]:
    """Return the ids of all neighbours in one direction, the nearest first."""
    ids = []
    while which in (opened := await services.posts.open(id)).neighbours:
        id = opened.neighbours[which]
        assert (await services.posts.open(opened.post.id, which)).post.id == id
        ids.append(id)
    return ids


async def test_they_lead_through_all_of_an_authors_posts(services: Services, load: Load) -> None:
    """In both directions each comes once, those of one moment too, and none of others."""
    times = [(WHEN + timedelta(hours=hour), low) for hour in (0, 1, 2) for low in (0, 1, 2)]
    await load(*(record(when, f"wombat {low}", low=low) for when, low in times))
    await load(record(WHEN + timedelta(hours=1), "okapi", account="bob", low=5), name="bob.md")
    ids = [snowflake(when, low) for when, low in times]
    assert await walk(services, ids[0], Neighbour.AFTER) == ids[1:]
    assert await walk(services, ids[-1], Neighbour.BEFORE) == ids[-2::-1]
    alone = await services.posts.open(snowflake(WHEN + timedelta(hours=1), 5))
    assert not alone.neighbours


async def test_hidden_ones_are_passed_over(services: Services, load: Load) -> None:
    """A hidden post cannot be opened; its own neighbours can be, from buttons of before."""
    ids = [snowflake(WHEN + timedelta(hours=hour)) for hour in range(5)]
    await load(*(record(WHEN + timedelta(hours=hour), "wombat") for hour in range(5)))
    await services.hidden.hide([ids[1], ids[2], ids[4]], "terminal")
    assert await walk(services, ids[0], Neighbour.AFTER) == [ids[3]]
    assert (await services.posts.open(ids[2], Neighbour.BEFORE)).post.id == ids[0]
    for id, which in ((ids[1], None), (ids[3], Neighbour.AFTER), ("17", Neighbour.BEFORE)):
        with pytest.raises(NotInArchiveError):
            await services.posts.open(id, which)


async def test_an_index_finds_them(load: Load, tmp_path: Path) -> None:
    """Nothing is sorted but posts of one moment, so the length of a timeline does not matter."""
    await load(record(WHEN, "wombat"))
    with reading(tmp_path / "archive.db") as reader:
        statements: list[str] = []
        connection = reader.posts._connection
        connection.set_trace_callback(statements.append)
        for which in Neighbour:
            reader.posts.neighbour(1, which, ())
        connection.set_trace_callback(None)
        (before, after) = (one for one in statements if "ORDER BY" in one)
        for statement in (before, after):
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
            assert "USING INDEX posts_by_account (account=? AND sort_key" in plan
            assert "TEMP B-TREE FOR ORDER BY" not in plan
