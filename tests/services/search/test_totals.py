"""The numbers that pages state are those of the posts that they show."""

import asyncio
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Post
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.clock import SystemClock
from bot.services.container import Services
from bot.services.search import execution, grouping
from tests.archives import post
from tests.services.search.test_execution import save

START = datetime(2021, 11, 24, tzinfo=UTC)
WORDS = ["the", "garden", "gardens", "gardem", "deadlock", "deadlok", "py", "torch", "pytorch"]
QUERIES = [
    *("garden", "the garden", "gardn deadlock", "pytorch", "py torch", "zebra", "the", "sort:top"),
    *("garden from:ada", "the gardn -is:reply", "is:thread deadlock", "from:bob", "-garden"),
    *("garden OR deadlock", "zebra OR from:bob", "(the OR torch) garden", '"the garden"'),
    *('"py torch" OR gardn', '"the garden" deadlock', "garden -deadlock", "the -(garden OR py)"),
    *("-from:ada", "garden -from:ada deadlok", '-"the garden"', "deadlock since:2021-11-25"),
]  # fmt: skip


@st.composite
def archives(draw: st.DrawFn) -> list[Post]:
    """Return posts of few words, some of them similar; many continue the post before."""
    chance = random.Random(draw(st.integers(0, 10**6)))
    found: list[Post] = []
    for number in range(draw(st.integers(1, 40))):
        text = " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))
        when, account = START + timedelta(hours=number), chance.choice(["ada", "bob"])
        one = post(when, text, account=account, likes=chance.choice([None, 1, 2]))
        if found and chance.random() < 0.4:
            one = replace(one, reply_to=chance.choice(found[-3:]).id, reply_to_account=account)
        found.append(one)
    return found


async def check(some: Sequence[Post], queries: Sequence[str], size: int) -> None:
    """Page through the answers to each query, and compare what is shown with what is stated."""
    with tempfile.TemporaryDirectory() as folder:
        async with Services(Path(folder) / "archive.db", SystemClock(), state=False) as services:
            await save(services, some)
            for query in queries:
                found = {await ids(services, query, size, sort) for sort in SortOrder}
                assert len(found) == 1, query
                for sort in SortOrder:
                    await check_groups(services, query, size, sort, len(*found))


async def ids(services: Services, query: str, size: int, sort: SortOrder) -> frozenset[str]:
    """Return the ids of all hits, page by page, whose number each page states."""
    seen: list[str] = []
    totals: list[tuple[int, bool]] = []
    while True:
        page = await services.search.find(parse(query), offset=len(seen), limit=size, sort=sort)
        totals.append((page.total, page.more))
        seen += [hit.post.id for hit in page.hits]
        if len(page.hits) < size:
            break
    assert len(set(seen)) == len(seen), query
    for total, more in totals:
        assert total <= len(seen) if more else total == len(seen), (query, sort, totals)
    assert not totals[-1][1]
    return frozenset(seen)


async def check_groups(
    services: Services, query: str, size: int, sort: SortOrder, count: int
) -> None:
    """Check that the threads of all pages are as many as stated, with as many posts as match."""
    seen: list[str] = []
    posts = number = 0
    exact = True
    while True:
        page = await services.grouped_search.find(
            parse(query), page=number, page_size=size, sort=sort
        )
        assert page.more or page.total == count, (query, sort)
        assert page.total <= count
        exact = exact and not page.more
        seen += [group.hit.post.id for group in page.groups]
        posts += sum(group.matching_count for group in page.groups)
        assert page.paging.number == number
        assert page.more or page.paging.pages == -(-page.group_count // size)
        number += 1
        if number >= page.paging.pages and not page.more:
            break
    assert len(set(seen)) == len(seen) == page.group_count, (query, sort)
    assert posts == count if exact else posts <= count, (query, sort)


@pytest.mark.parametrize(("few", "counted", "ranked"), [(20_000, 1_000, 80), (5, 7, 3)])
@given(archives(), st.lists(st.sampled_from(QUERIES), min_size=1, max_size=4), st.integers(1, 6))
@settings(max_examples=2, phases=[Phase.generate, Phase.explicit])
def test_totals_agree_with_pages(
    few: int, counted: int, ranked: int, some: list[Post], queries: list[str], size: int
) -> None:
    """In any order, single or by thread, as many posts as stated are shown, each once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execution, "_FEW", few)  # filters are applied before or post by post
        patch.setattr(execution, "_RANKED", ranked)
        for module in (execution, grouping):
            patch.setattr(module, "MAX_COUNTED", counted)
        asyncio.run(check(some, queries, size))
