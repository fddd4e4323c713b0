"""Search for people: a thread stands in one place."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.search.query.parser import parse
from bot.services.container import Services
from bot.services.search.execution import MAX_COUNTED
from bot.services.search.sort_order import Sort
from tests.archives import record
from tests.services.conftest import Load

WHEN = datetime(2021, 11, 24, tzinfo=UTC)


def thread(hour: int, *texts: str) -> list[str]:
    """Return the records of posts that are surely one thread."""
    start = WHEN + timedelta(hours=hour)
    return [record(start + timedelta(seconds=n * 0.5), text) for n, text in enumerate(texts)]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize(
    "query", ["comet", "comet OR cloud", "is:post", '"comet tail"', "comet is:post", "comet -cloud"]
)
async def test_pages_hold_every_place_once(
    services: Services, load: Load, query: str, sort: Sort
) -> None:
    """Over all pages each thread stands once, by its best post, and the numbers are exact."""
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
        assert (found.total, found.count, found.more) == (every.total, len(firsts), False)
        shown += [place.hit.post.id for place in found.groups]
        matching += [place.matching for place in found.groups]
    assert shown == seen
    assert matching == list(firsts.values())


async def test_a_hit_is_the_same_as_in_a_plain_search(services: Services, load: Load) -> None:
    """Score and what matched are told of the post that is shown."""
    await load(*thread(0, "a comet", "comet comet comet"))
    (place,) = (await services.grouped_search.find(parse("commet"))).groups
    (best, _) = (await services.search.find(parse("commet"))).hits
    assert place.hit == best
    assert place.matching == 2


@pytest.mark.parametrize("query", ["comet", "is:post", '"comet number"'])
async def test_beyond_what_is_counted_pages_go_on(
    services: Services, load: Load, query: str
) -> None:
    """More posts than are put together at first still come, each place once, to the last."""
    count = MAX_COUNTED + 40
    await load(*(record(WHEN + timedelta(hours=n), f"comet number {n}") for n in range(count)))
    first = await services.grouped_search.find(parse(query), limit=5)
    assert first.more
    assert first.count == MAX_COUNTED
    last = await services.grouped_search.find(parse(query), offset=count - 10, limit=20)
    assert not last.more
    assert (last.count, last.total) == (count, count)
    assert len(last.groups) == 10


async def test_nothing_is_found_in_no_place(services: Services, load: Load) -> None:
    """What nothing answers has no place; a page beyond the last has none either."""
    await load(*thread(0, "a comet"))
    assert (await services.grouped_search.find(parse("wombat"))).groups == ()
    beyond = await services.grouped_search.find(parse("comet"), offset=5)
    assert (beyond.groups, beyond.total, beyond.count) == ((), 1, 1)
