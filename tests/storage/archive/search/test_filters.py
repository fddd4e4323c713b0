"""Filters as SQL: they accept what the reference accepts."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Post
from bot.archive.posts.row import row_of
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.storage.archive import imports
from bot.storage.archive.search.filters import condition
from bot.storage.archive.threads.links import update_links
from bot.storage.connections import connect_reader
from bot.storage.database import Database
from tests.archive.search.query.queries import FILTERS, ZONES, in_thread, posts
from tests.archive.search.reference import reference_matches
from tests.archives import post
from tests.storage.templates import new_archive


async def fill(path: Path, some: Sequence[Post]) -> None:
    """Write an archive with these posts."""
    async with Database(path, "archive") as database, database.write() as tx:
        await imports.begin_tracking(tx)
        await imports.save_posts(tx, [row_of(one) for one in some])
        await update_links(tx)
        await imports.finish_import(tx)


def passing(database: sqlite3.Connection, query: Query, zone: tzinfo) -> set[str]:
    """Return the ids of the posts that a query accepts."""
    sql, parameters = condition(query.root, zone)
    rows = database.execute(f"SELECT id, {sql} FROM posts", parameters).fetchall()  # noqa: S608
    assert {passes for _, passes in rows} <= {0, 1}
    return {id for id, passes in rows if passes}


@given(posts(), st.lists(FILTERS.map(parse), min_size=1, max_size=30), ZONES)
@settings(max_examples=60)
def test_conditions_are_what_filters_mean(
    some: list[Post], queries: list[Query], zone: tzinfo
) -> None:
    """Filters in any combination accept what the reference accepts, in every zone."""
    with tempfile.TemporaryDirectory() as folder:
        path = new_archive(folder)
        asyncio.run(fill(path, some))
        database = connect_reader(path)
        try:
            for query in queries:
                expected = {
                    one.id
                    for one in some
                    if reference_matches(query, one, zone, in_thread(one, some))
                }
                assert passing(database, query, zone) == expected
        finally:
            database.close()


def test_words_are_no_filters() -> None:
    """Words and phrases cannot be SQL conditions, anywhere in a query."""
    for text in ("from:ada moon", 'from:ada OR -"full moon"'):
        with pytest.raises(TypeError):
            condition(parse(text).root, UTC)
    assert condition(parse("moon").filters, UTC).sql == "1"


@pytest.mark.parametrize(
    "query", ["on:02-29", "on:2012-02-29", "since:2012-02-29 until:2012-02-29", "from:ada"]
)
async def test_indexes_are_used(tmp_path: Path, query: str) -> None:
    """The rarer filters find their posts by an index, without a scan."""
    path = tmp_path / "archive.db"
    await fill(path, [post(datetime(2012, 2, 29, tzinfo=UTC), "leap")])
    database = connect_reader(path)
    sql, parameters = condition(parse(query).root, UTC)
    plan = database.execute(
        f"EXPLAIN QUERY PLAN SELECT post FROM posts WHERE {sql}",  # noqa: S608
        parameters,
    )
    steps = [row["detail"] for row in plan.fetchall()]
    database.close()
    assert not any(step.startswith("SCAN posts") for step in steps), steps
