"""Query execution over real archives: the results are what the language means."""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Post
from bot.archive.posts.row import row_of
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.clock import SystemClock
from bot.errors import TooLongError
from bot.services.container import Services
from bot.services.search import execution
from bot.services.search.results import Alternatives
from bot.storage.archive import imports
from bot.storage.archive.search.filters import Condition
from bot.storage.archive.threads.links import update_links
from tests.archive.search.query.queries import QUERIES, ZONES, in_thread, posts
from tests.archive.search.reference import reference_matches
from tests.archives import record
from tests.services.archives import by, matching_keys
from tests.services.conftest import Load
from tests.storage.reading import reading

WHEN = datetime(2022, 10, 28, 12, tzinfo=UTC)


async def save(services: Services, some: Sequence[Post]) -> None:
    """Write posts as an import does."""
    async with services.imports._database.write() as tx:
        await imports.begin_tracking(tx)
        await imports.save_posts(tx, [row_of(one) for one in some])
        await update_links(tx)
        await imports.finish_import(tx)


async def answers(
    some: Sequence[Post], queries: Sequence[Query], zone: tzinfo
) -> list[tuple[set[str], set[str], int]]:
    """Return for each query the ids of all matches, the ids of the hits, and their number."""
    with tempfile.TemporaryDirectory() as folder:
        async with Services(Path(folder) / "archive.db", SystemClock(), state=False) as services:
            await save(services, some)
            answered = []
            for query in queries:
                keys = await matching_keys(services, query, zone)
                with reading(Path(folder) / "archive.db") as reader:
                    fitting = reader.posts.by_keys(keys)
                    run = services.search_index.execution(reader, query, zone)
                    known = reader.search.passing(run.mask(), Condition("1"))
                    assert known == {*run.all_matching()}, str(query)
                results = await services.search.find(query, zone, limit=50)
                for sort in set(SortOrder) - {SortOrder.RELEVANCE}:
                    by_time = await services.search.find(query, zone, limit=50, sort=sort)
                    assert {h.post.id for h in by_time.hits} == {h.post.id for h in results.hits}
                hits = {hit.post.id for hit in results.hits}
                answered.append(({one.id for one in fitting}, hits, results.total))
            return answered


@pytest.mark.parametrize("few", [0, 20_000])
@given(posts(), st.lists(QUERIES.map(parse), min_size=1, max_size=15), ZONES)
@settings(max_examples=8)
def test_matches_are_what_the_query_means(
    few: int, some: list[Post], queries: list[Query], zone: tzinfo
) -> None:
    """Exactly the matching posts are found; the hits of a search include them.

    There are more hits, as a search accepts posts with one of the words. All other conditions hold
    for all of them.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execution, "_FEW", few)  # filters are applied before or post by post
        patch.setattr(execution, "_SHARE", 1 if few else 10**9)
        answered = asyncio.run(answers(some, queries, zone))
    for query, (fitting, hits, total) in zip(queries, answered, strict=True):
        expected = {
            one.id for one in some if reference_matches(query, one, zone, in_thread(one, some))
        }
        assert fitting >= expected, str(query)
        if not any(word[0] in "#@" for word in query.words):  # a #tag may match its bare word
            assert fitting == expected, str(query)
        assert len(hits) == total
        assert hits >= expected, str(query)
        asked = [Query(part, "") for part in query.parts if not Query(part, "").words]
        for one in some:
            if one.id in hits:
                assert all(
                    reference_matches(part, one, zone, in_thread(one, some)) for part in asked
                )


async def texts(services: Services, query: str, **options: object) -> list[str]:
    """Return the texts of the hits, in order."""
    found = await services.search.find(parse(query), **options)  # type: ignore[arg-type]
    return [hit.post.text for hit in found.hits]


@pytest.fixture
async def diary(services: Services, load: Load) -> Services:
    """An archive of some days."""
    lines = [
        "the comet over the library", "a library of comets", "comet and meteor", "meteor alone",
        "RT @bob: the comet over the library", "see https://github.com/x comet",
    ]  # fmt: skip
    await load(*(record(WHEN + timedelta(days=n), text) for n, text in enumerate(lines)))
    return services


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"comet over"', {"the comet over the library", "RT @bob: the comet over the library"}),
        ('"comet over" -is:repost', {"the comet over the library"}),
        ("comet -meteor is:post -has:link", {"the comet over the library", "a library of comets"}),
        (
            "meteor OR github",
            {"comet and meteor", "meteor alone", "see https://github.com/x comet"},
        ),
        ("until:2022-10-29", {"the comet over the library", "a library of comets"}),
        ("-comet -comets", {"meteor alone"}),
        ("metoer on:2022-10-31", {"meteor alone"}),
        ("url:github", {"see https://github.com/x comet"}),
        ("comet from:nobody", set()),
    ],
)
async def test_filters_hold(diary: Services, query: str, expected: set[str]) -> None:
    """Phrases, negations, alternatives and filters restrict the matches of the words."""
    assert set(await texts(diary, query)) == expected


@pytest.mark.parametrize("sort", list(SortOrder))
async def test_an_or_finds_what_either_side_does(diary: Services, sort: SortOrder) -> None:
    """An OR finds the posts of both sides, whether words, filters or negations, on all pages."""
    assert len(await texts(diary, "comet OR meteor", sort=sort)) == 6
    assert len(await texts(diary, "has:link OR zebra", sort=sort)) == 1
    assert len(await texts(diary, "-comet -comets OR is:repost", sort=sort)) == 2
    whole = await texts(diary, "has:link OR meteor OR library", sort=sort)
    pages = [
        await texts(diary, "has:link OR meteor OR library", sort=sort, offset=n, limit=2)
        for n in (0, 2, 4)
    ]
    assert [text for page in pages for text in page] == whole
    assert len(whole) == 6


@pytest.mark.parametrize("sort", list(SortOrder))
async def test_a_word_split_in_two_stands_for_neighbours(
    services: Services, load: Load, sort: SortOrder
) -> None:
    """Two words that make one typed word match only side by side, in every sort order."""
    far = ["fire and then works", "works of fire"] * 3
    near = ["fire works again", "more fire works", "the fire works way"]
    await load(*(record(WHEN + timedelta(days=n), text) for n, text in enumerate(far + near)))
    assert set(await texts(services, "fireworks", sort=sort)) == set(near)
    assert len(await matching_keys(services, parse("fireworks"))) == 3


async def test_filters_alone_list_by_time(diary: Services) -> None:
    """A query without words lists the newest first, or the oldest on request."""
    newest = await texts(diary, "is:post since:2022-10-30")
    assert newest == ["see https://github.com/x comet", "meteor alone", "comet and meteor"]
    assert await texts(diary, "is:post since:2022-10-30", sort=SortOrder.OLDEST) == newest[::-1]
    assert await texts(diary, "is:post since:2022-10-30", offset=1, limit=1) == newest[1:2]


async def test_what_has_no_word_finds_nothing(diary: Services) -> None:
    """A smiley or a dash finds nothing."""
    assert await texts(diary, ":-)") == []
    assert await matching_keys(diary, parse("-")) == []


async def test_more_than_a_thousand_are_said_to_be_more(services: Services, load: Load) -> None:
    """Posts that must be checked one by one are counted up to a thousand."""
    await load(*(record(WHEN + timedelta(minutes=n), f"wombat {n}") for n in range(1_100)))
    many = await services.search.find(parse("wombat -quokka"))
    assert (many.total, many.more) == (1_000, True)
    assert (await services.search.find(parse('"wombat 7"'))).more is False
    listed = await services.search.find(parse("year:2022"))
    assert (listed.total, listed.more) == (1_000, True)


async def test_advice(diary: Services) -> None:
    """If nothing is found, the nearest spelling and the filter in the way are suggested."""
    advice = await diary.search.alternatives(parse("libarcomete from:ada"))
    assert advice.corrected is None or (await diary.search.find(advice.corrected)).hits
    advice = await diary.search.alternatives(parse("libraryyyy"))
    assert str(advice.corrected) == "library"
    assert (await diary.search.alternatives(parse("OR OR"))).corrected is None
    advice = await diary.search.alternatives(parse("meteor year:2019"))
    assert [(part, str(rest), count) for part, rest, count in advice.relaxed] == [
        ("year:2019", "meteor", 2)
    ]


async def test_slow_queries_are_stopped(diary: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that exceeds its time ends with a sentence, and the next one is answered."""
    monkeypatch.setattr(execution, "_TIME_LIMIT", -1.0)
    monkeypatch.setattr("bot.storage.archive.reader._STEPS", 1)
    with pytest.raises(TooLongError, match="cut off"):
        await diary.search.find(parse("comet"))
    monkeypatch.setattr(execution, "_TIME_LIMIT", 5.0)
    assert (await diary.search.find(parse("comet"))).hits


async def test_the_time_is_checked_between_statements(
    diary: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between short statements the time is checked as well."""
    monkeypatch.setattr(execution, "_TIME_LIMIT", -1.0)
    monkeypatch.setattr("bot.storage.archive.reader._STEPS", 1_000_000_000)
    with pytest.raises(TooLongError):
        await diary.search.find(parse("comet"))


async def test_advice_that_takes_too_long_is_none(
    diary: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the suggestions take too long, the search succeeds without them."""
    monkeypatch.setattr(execution, "_TIME_LIMIT", -1.0)
    assert await diary.search.alternatives(parse("meteor year:2019")) == Alternatives()


async def test_filters_that_the_best_posts_do_not_pass(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Posts that match the filters are found although better ones do not match."""
    best = [f"RT @bob: alpha beta gamma {n}" for n in range(2)]
    passing = [f"alpha {word}" for word in ("one", "two", "three")]
    await load(*(record(WHEN + timedelta(days=n), text) for n, text in enumerate(best + passing)))
    for few in (20_000, 2):
        monkeypatch.setattr(execution, "_FEW", few)
        assert set(await texts(services, "alpha beta gamma is:post")) == set(passing)


async def test_completions(diary: Services) -> None:
    """Words, filters and values are completed; typos are corrected."""
    complete = diary.search.complete
    assert "comet" in await complete("com")
    assert "the comet" in await complete("the comte")
    assert await complete("comet is:re") == ["comet is:reply", "comet is:repost"]
    assert await complete("-from:") == ["-from:ada"]
    assert "moon has:" in await complete("moon ")
    assert await complete("has:vi") == ["has:video"]
    assert all(len(one) <= 100 for one in await complete("co" + "m" * 99))


async def test_an_overtaken_completion_is_dropped(diary: Services) -> None:
    """Of several waiting completions of one user only the last is answered."""
    mine = [by("me", diary.search.complete("com" + "e" * (n % 2))) for n in range(30)]
    other = by("you", diary.search.complete("met"))
    *earlier, last, others = await asyncio.gather(*mine, other)
    assert "comet" in last
    assert "meteor" in others
    assert [] in earlier
