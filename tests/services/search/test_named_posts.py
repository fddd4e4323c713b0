"""A link to a post, or its id, as a query."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.services.container import Services
from tests.archives import record, snowflake
from tests.services.archives import matching_keys
from tests.services.conftest import Load

WHEN = datetime(2022, 10, 28, 12, tzinfo=UTC)
ID, OTHER = snowflake(WHEN), snowflake(WHEN + timedelta(days=1))
MISSING = snowflake(WHEN - timedelta(days=1))
OLD = "https://twitter.com/ada/status/2016"


def old(id: int, text: str) -> str:
    """Return the record of a post with an id of the counter."""
    stamp = "Wed Mar 11 12:00:00 +0000 2009"
    return f"{text}\n\n(Originally on Twitter: [{stamp}](https://twitter.com/ada/status/{id}))"


@pytest.fixture
async def looms(services: Services, load: Load) -> Services:
    """An archive of a few posts, some of which link to others."""
    await load(
        record(WHEN, "a small loom"),
        record(WHEN + timedelta(days=1), "another loom"),
        record(WHEN + timedelta(days=2), f"see https://twitter.com/ada/status/{ID} status ada"),
        record(WHEN + timedelta(days=3), f"lost: https://x.com/bob/status/{MISSING}"),
        record(WHEN + timedelta(days=4), "the best of 2016"),
        old(2016, "an old loom"),
    )
    return services


async def texts(services: Services, query: str, **options: object) -> list[str]:
    """Return the texts of the hits, in order."""
    found = await services.search.find(parse(query), **options)  # type: ignore[arg-type]
    assert found.total == len(found.hits)
    grouped = await services.grouped_search.find(parse(query), **options)  # type: ignore[arg-type]
    assert [group.hit.post.text for group in grouped.groups] == [h.post.text for h in found.hits]
    return [hit.post.text for hit in found.hits]


FOUND = {
    f"https://x.com/ines/status/{ID}": ["a small loom"],
    f"<https://twitter.com/ada/status/{ID}?s=20>": ["a small loom"],
    f"twitter.com/ada/status/{ID}/photo/1 sort:oldest": ["a small loom"],
    ID: ["a small loom"],
    f"id:{ID}": ["a small loom"],
    f"loom -id:{ID} -id:2016": ["another loom"],
    f"{ID} {OTHER}": ["another loom", "a small loom"],
    f"https://x.com/a/status/{ID} from:bob": [],
    f"https://x.com/a/status/{ID} from:ada": ["a small loom"],
    OLD: ["an old loom"],
    "2016": ["the best of 2016", "an old loom"],
    "02016": ["an old loom"],
    f"https://x.com/i/status/{MISSING}": [f"lost: https://x.com/bob/status/{MISSING}"],
    "https://x.com/i/status/17": [],
    "1498644219294646273": [],
}
"""The texts of the hits of queries that name posts, in order."""


async def test_a_link_or_an_id_finds_its_post(looms: Services) -> None:
    """A link finds its post alone, or what links to it; a short number may be a word too."""
    assert {query: await texts(looms, query) for query in FOUND} == FOUND
    for sort in SortOrder:
        assert await texts(looms, OLD, sort=sort) == ["an old loom"]
        assert set(await texts(looms, "2016", sort=sort)) == {"an old loom", "the best of 2016"}


async def test_other_words_stay_words(looms: Services) -> None:
    """With other words, in quotes or excluded, a link is text."""
    assert await texts(looms, f'"status {ID}"') == [
        f"see https://twitter.com/ada/status/{ID} status ada"
    ]
    with_words = await texts(looms, f"https://x.com/a/status/{ID} lost")
    assert with_words[0].startswith("lost: ")
    assert len(await texts(looms, f"-https://x.com/a/status/{ID}")) == 6


async def test_random_posts_and_days_know_links(looms: Services) -> None:
    """What is drawn, or counted, is the post of the link as well."""
    assert len(await matching_keys(looms, parse(OLD))) == 1
    drawn = await looms.memories.draw("a", parse(f"https://x.com/a/status/{ID}"))
    assert drawn is not None
    assert drawn.post.id == ID


async def test_what_is_offered_is_what_comes(looms: Services) -> None:
    """The number of posts without a filter is that of the post of the link."""
    query = parse(f"https://x.com/a/status/{ID} from:bob")
    offered = await looms.search.alternatives(query)
    assert [(part, count) for part, _, count in offered.relaxed] == [("from:bob", 1)]


async def test_a_hidden_post_is_not_found(looms: Services) -> None:
    """A link to a hidden post finds what links to it, as to one that the archive lacks."""
    await looms.hidden.hide([ID, "2016"], "terminal")
    assert await texts(looms, f"https://x.com/a/status/{ID}") == [
        f"see https://twitter.com/ada/status/{ID} status ada"
    ]
    assert await texts(looms, f"id:{ID}") == []
    assert await texts(looms, "2016") == ["the best of 2016"]
