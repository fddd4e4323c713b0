"""Grouped search: a thread is one group."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.services.container import Services
from bot.services.search.execution import MAX_COUNTED
from tests.archives import record
from tests.services.conftest import Load

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


def thread(hour: int, *texts: str) -> list[str]:
    """Return the records of posts that are certainly one thread."""
    start = WHEN + timedelta(hours=hour)
    return [record(start + timedelta(seconds=n * 0.5), text) for n, text in enumerate(texts)]


@pytest.mark.parametrize("sort", list(SortOrder))
@pytest.mark.parametrize(
    "query", ["comet", "comet OR cloud", "is:post", '"comet tail"', "comet is:post", "comet -cloud"]
)
async def test_pages_have_every_group_once(
    services: Services, load: Load, query: str, sort: SortOrder
) -> None:
    """Over all pages each thread is shown once, by its best post, with exact counts."""
    for hour in range(12):
        texts = [f"comet tail {hour}", "comet cloud", "comet comet", "tail"][: 1 + hour % 4]
        await load(*thread(hour, *texts), name=f"{hour}.md")
    asked = parse(query)
    every = await services.search.find(asked, limit=MAX_COUNTED, sort=sort)
    seen: list[str] = []
    firsts: dict[str, int] = {}
    for hit in every.hits:
        first = (await services.threads.assemble(hit.post.id)).posts[0].id
        seen += [hit.post.id] if first not in firsts else []
        firsts[first] = firsts.get(first, 0) + 1
    shown, matching = [], []
    for offset in range(0, 15, 3):
        found = await services.grouped_search.find(asked, offset=offset, limit=3, sort=sort)
        assert (found.total, found.group_count, found.more) == (every.total, len(firsts), False)
        shown += [group.hit.post.id for group in found.groups]
        matching += [group.matching_count for group in found.groups]
    assert shown == seen
    assert matching == list(firsts.values())


async def test_a_hit_is_the_same_as_in_a_plain_search(services: Services, load: Load) -> None:
    """Score and matches are those of the post that is shown."""
    await load(*thread(0, "a comet", "comet comet comet"))
    (group,) = (await services.grouped_search.find(parse("commet"))).groups
    (best, _) = (await services.search.find(parse("commet"))).hits
    assert group.hit == best
    assert group.matching_count == 2


@pytest.mark.parametrize("query", ["comet", "is:post", '"comet number"'])
async def test_pages_continue_beyond_the_count(services: Services, load: Load, query: str) -> None:
    """Pages continue beyond the posts that are grouped at first, each group once."""
    count = MAX_COUNTED + 40
    await load(*(record(WHEN + timedelta(hours=n), f"comet number {n}") for n in range(count)))
    first = await services.grouped_search.find(parse(query), limit=5)
    assert first.more
    assert first.group_count == MAX_COUNTED
    last = await services.grouped_search.find(parse(query), offset=count - 10, limit=20)
    assert not last.more
    assert (last.group_count, last.total) == (count, count)
    assert len(last.groups) == 10


async def test_no_groups(services: Services, load: Load) -> None:
    """Without matches there are no groups, nor beyond the last page."""
    await load(*thread(0, "a comet"))
    assert (await services.grouped_search.find(parse("wombat"))).groups == ()
    beyond = await services.grouped_search.find(parse("comet"), offset=5)
    assert (beyond.groups, beyond.total, beyond.group_count) == ((), 1, 1)
