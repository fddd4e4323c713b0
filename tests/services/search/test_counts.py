"""Searches by likes and reposts, which only X's own export states."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.archive.search.query.notes import NO_COUNTS
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.services.container import Services
from tests.archives import record
from tests.ingest.export.exports import WHEN, files, tweet, tweets
from tests.services.conftest import Load


async def texts(services: Services, query: str, **options: object) -> list[str]:
    """Return the texts of the hits, in order."""
    found = await services.search.find(parse(query), **options)  # type: ignore[arg-type]
    return [hit.post.text for hit in found.hits]


def liked(n: int, text: str, likes: int, reposts: int = 0) -> dict[str, object]:
    """Return the n-th post with its counts."""
    return tweet(n, text, favorite_count=f"{likes}", retweet_count=f"{reposts}")


@pytest.fixture
async def counted(services: Services, load: Load, tmp_path: Path) -> Services:
    """An archive of posts with counts, and one whose counts are unknown."""
    posts = [
        liked(1, "a loom", 3, 1),
        liked(2, "two looms", 12),
        liked(3, "three looms", 3, 9),
        liked(4, "a shuttle", 0),
    ]
    await services.imports.run([files(tmp_path / "x", tweets=tweets(*posts))])
    await load(record(WHEN - timedelta(days=1), "an uncounted loom"))
    return services


async def test_counts_filter(counted: Services) -> None:
    """Posts are found by at least so many likes or reposts; unknown counts are no number."""
    found = {
        "min_likes:3": {"a loom", "two looms", "three looms"},
        "min_faves:4": {"two looms"},
        "min_likes:0 -min_likes:3": {"a shuttle"},
        "-min_likes:0": {"an uncounted loom"},
        "loom min_reposts:1": {"a loom", "three looms"},
    }
    assert {query: set(await texts(counted, query)) for query in found} == found
    assert await counted.search.notes(parse("min_likes:3")) == []


async def test_the_most_liked_come_first(counted: Services) -> None:
    """By popularity the newer of two equal ones comes first, and what is not counted last."""
    ranking = {
        "loom": ["two looms", "three looms", "a loom", "an uncounted loom"],
        "-shuttle": ["two looms", "three looms", "a loom", "an uncounted loom"],
        "is:post min_likes:0": ["two looms", "three looms", "a loom", "a shuttle"],
        "loom -two": ["three looms", "a loom", "an uncounted loom"],
    }
    for query, expected in ranking.items():
        assert await texts(counted, query, sort=SortOrder.POPULAR) == expected
        assert await texts(counted, f"{query} sort:popular", sort=SortOrder.OLDEST) == expected
        pages = [await texts(counted, f"{query} sort:top", offset=n, limit=1) for n in range(4)]
        assert [text for page in pages for text in page] == expected


async def test_an_order_in_the_query_holds(counted: Services) -> None:
    """An order in the query goes before the option, in a plain search and in a grouped one."""
    oldest = ["an uncounted loom", "a loom", "two looms", "three looms"]
    assert await texts(counted, "sort:oldest loom", sort=SortOrder.NEWEST) == oldest
    assert await texts(counted, "sort:newest") == ["a shuttle", *oldest[:0:-1], oldest[0]]
    grouped = await counted.grouped_search.find(parse("loom sort:oldest"))
    assert [group.hit.post.text for group in grouped.groups] == oldest
    advice = await counted.search.alternatives(parse("shutle year:2019 sort:oldest"))
    assert [str(query) for _, query, _ in advice.relaxed] == ["shutle sort:oldest"]


async def test_an_archive_without_counts_says_so(services: Services, load: Load) -> None:
    """Where no post has counts, that is why nothing is found or the order is by time."""
    await load(record(WHEN, "a loom"))
    for query in ("min_likes:1", "loom -min_reposts:1", "loom sort:popular"):
        assert await services.search.notes(parse(query)) == [f"{NO_COUNTS}"]
    assert await services.search.notes(parse("loom")) == []
    popular = SortOrder.POPULAR
    assert await services.search.notes(parse("loom"), sort=popular) == [f"{NO_COUNTS}"]
    assert await services.search.notes(parse("loom sort:oldest"), sort=popular) == []
