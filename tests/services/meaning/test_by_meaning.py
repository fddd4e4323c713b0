"""Searches by meaning: which posts may be found is decided before the nearest are chosen."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.errors import BadQueryError, MissingPostError
from bot.services.audience import answering
from bot.services.container import Services
from bot.services.meaning import allowed
from bot.services.meaning.comparing_jobs import Problem, Wanted, nearest
from bot.services.meaning.errors import (
    ComparingFailedError,
    MissingExtraError,
    NoMeaningError,
    NotBuiltError,
    OtherModelError,
    UnknownWordsError,
)
from bot.services.search import masks
from bot.services.search.nearest import SearchOnlyError
from bot.storage.archive.posts.accounts import raise_generation
from bot.workers.encoder_jobs import Model
from tests.archives import record, snowflake
from tests.services.conftest import Load
from tests.services.meaning.conftest import Build

WHEN = datetime(2021, 3, 1, 12, tzinfo=UTC)
BIRDS = ("The heron by the canal stood still", "Saw a kestrel above the river")
OTHERS = ("My tax refund came at last", "This loaf left the oven too late", "Nothing much to say")


def records(*texts: str, since: datetime = WHEN) -> list[str]:
    """Return records of posts, a day apart, so that they are in no thread."""
    return [record(since + timedelta(days=n), text) for n, text in enumerate(texts)]


def id_at(day: int, since: datetime = WHEN) -> str:
    """Return the id of such a post."""
    return str(snowflake(since + timedelta(days=day)))


async def texts(services: Services, query: str, **options: Any) -> list[str]:
    """Return the texts that a query finds."""
    return [hit.post.text for hit in (await services.search.find(parse(query), **options)).hits]


async def test_it_finds_what_shares_no_word(services: Services, load: Load, build: Build) -> None:
    """The nearest come first, without a score and without a matched word."""
    await load(*records(*OTHERS, *BIRDS))
    await build()
    found = await services.search.find(parse("~bird on the lake"))
    assert {hit.post.text for hit in found.hits[:2]} == {*BIRDS}
    assert found.total == len(found.hits) == 5
    assert {(hit.score, hit.matched, hit.is_near_miss) for hit in found.hits} == {(0.0, (), False)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("~bird year:2019", ["A note of another year"]),
        ("heron ~bird", [BIRDS[0]]),
        ('~bird "above the river"', [BIRDS[1]]),
        ("~bird -heron -tax -loaf -nothing -note", [BIRDS[1]]),
        ("~bird (herron OR refund)", [BIRDS[0], OTHERS[0]]),
        ("~bird has:image", []),
        ("elephant ~bird", []),
    ],
)
async def test_what_may_be_found_is_decided_first(
    services: Services,
    load: Load,
    build: Build,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    expected: list[str],
) -> None:
    """Filters, words and exclusions count before the nearest are cut off, however far it is."""
    from bot.archive.meaning import nearest as of_extra  # noqa: PLC0415

    monkeypatch.setattr(of_extra, "CANDIDATES", 2)
    await load(*records(*OTHERS, *BIRDS))
    await load(*records("A note of another year", since=WHEN.replace(year=2019)), name="2.md")
    await build()
    assert await texts(services, query) == expected


@pytest.mark.parametrize("like", [False, True])
async def test_filters_are_looked_up_for_the_nearest(
    services: Services,
    load: Load,
    build: Build,
    process: Any,
    monkeypatch: pytest.MonkeyPatch,
    *,
    like: bool,
) -> None:
    """What is found is that of a look at all posts; where too few pass, at all of them."""
    from bot.archive.meaning import nearest as of_extra  # noqa: PLC0415

    whole = [f"{text}, number {n}" for n in range(12) for text in BIRDS + OTHERS]
    await load(*records(*whole))
    await build()
    await services.hidden.hide([id_at(5)], "a test")
    for name in (of_extra, allowed):
        monkeypatch.setattr(name, "CANDIDATES", 8)
    near = f"like:{id_at(0)}" if like else "~bird canal"
    days = [f"{WHEN + timedelta(days=n):%Y-%m-%d}" for n in (20, 50)]
    filters = [
        f"since:{days[0]}", f"before:{days[1]}", f"before:{days[1]} -tax", f"-on:{days[0]} number",
        f"before:{days[0]}", "-has:image", "has:image", f"(since:{days[1]} OR before:{days[0]})",
    ]  # fmt: skip
    at_once = [await texts(services, f"{one} {near}", limit=9) for one in filters]
    jobs = process.jobs
    assert jobs == len(filters)
    monkeypatch.setattr(masks, "_FEW", 3)
    services.by_meaning._allowed = allowed.AllowedPosts(services.search_index)
    for one, expected in zip(filters, at_once, strict=True):
        assert await texts(services, f"{one} {near}", limit=9) == expected
    assert jobs + len(filters) < process.jobs < jobs + 2 * len(filters)
    jobs = process.jobs
    await texts(services, f"{filters[0]} {near}", limit=9)
    assert process.jobs == jobs + 1, "a further page needs no second look"
    monkeypatch.setattr(allowed, "_SPARE", 0.1)  # which is not enough
    monkeypatch.setattr(allowed, "_LEAST_SHARE", 0.01)
    services.by_meaning._allowed = allowed.AllowedPosts(services.search_index)
    for one, expected in zip(filters, at_once, strict=True):
        assert await texts(services, f"{one} {near}", limit=9) == expected


async def test_what_is_hidden_is_never_found(services: Services, load: Load, build: Build) -> None:
    """Hidden posts are neither found nor compared with."""
    await load(*records(*OTHERS, *BIRDS))
    await build()
    assert await texts(services, f"like:{id_at(3)}", limit=1) == [BIRDS[1]]
    await services.hidden.hide([id_at(4)], "a test")
    assert BIRDS[1] not in await texts(services, "~bird")
    assert BIRDS[1] not in await texts(services, f"like:{id_at(3)}")
    with pytest.raises(MissingPostError):
        await texts(services, f"like:{id_at(4)}")


async def test_a_server_finds_what_it_may_see(services: Services, load: Load, build: Build) -> None:
    """In a server that sees other accounts there are no results, and no such post."""
    await load(*records(*BIRDS))
    await build()
    later = WHEN + timedelta(9)
    await load(*records("a post whose meaning was not taken", since=later))
    assert (await services.search.find(parse("~bird"))).missing == 1
    services.archive._accounts = {7: frozenset({"nobody"})}
    with answering(7):
        found = await services.search.find(parse("~bird"))
        assert ([*found.hits], found.missing) == ([], 0), "how many others have is not said"
        with pytest.raises(MissingPostError):
            await texts(services, f"like:{id_at(0)}")


async def test_an_answer_is_of_one_state_of_the_archive(
    services: Services, load: Load, build: Build
) -> None:
    """What an import brought since is compared in the process, which reads it, but not shown."""
    await load(*records(*BIRDS))
    await build()
    async with services.archive.view() as view:
        assert await services.posts.count(within=view) == 2
        await load(*records("A kestrel's wing", since=WHEN + timedelta(9)))
        await build()
        assert {*await texts(services, "~bird", within=view)} == {*BIRDS}
    assert len(await texts(services, "~bird")) == 3


async def test_like_leaves_out_its_thread_and_repetitions(
    services: Services, load: Load, build: Build
) -> None:
    """The post itself, the others of its thread and equal words are no answers."""
    thread = [
        record(WHEN + timedelta(seconds=n * 0.5), text)
        for n, text in enumerate(("The heron and the canal", "The heron has a wing"))
    ]
    later = records("the HERON and the canal!! https://t.co/x", *BIRDS, since=WHEN + timedelta(9))
    await load(*thread, *later)
    await build()
    assert {*await texts(services, f"like:{snowflake(WHEN)}")} == {*BIRDS}


async def test_equal_words_come_once(services: Services, load: Load, build: Build) -> None:
    """Of texts that differ in signs and addresses alone one is found."""
    same = ("A heron in the canal", "a heron in the canal!", "A heron, in the canal https://t.co/a")
    await load(*records(*same, *OTHERS))
    await build()
    assert len([text for text in await texts(services, "~bird") if "heron" in text]) == 1


async def test_pages_are_one_order(services: Services, load: Load, build: Build) -> None:
    """All pages together are the whole list, each time the same; a thread is on one of them."""
    await load(*records(*(f"{text}, number {n}" for n in range(30) for text in BIRDS + OTHERS)))
    await build()
    whole = await texts(services, "~bird canal", limit=100)
    assert len(whole) > 50
    parts = [await texts(services, "~bird canal", offset=n, limit=7) for n in range(0, 100, 7)]
    assert (
        [text for part in parts for text in part]
        == whole
        == await texts(services, "~bird canal", limit=200)
    )
    grouped = [
        group.hit.post.text
        for page in range(-(-len(whole) // 7))
        for group in (
            await services.grouped_search.find(parse("~bird canal"), page=page, page_size=7)
        ).groups
    ]
    assert grouped == whole
    dated = await services.search.find(parse("~bird sort:oldest"), limit=100)
    times = [hit.post.created_at for hit in dated.hits]
    assert times == sorted(times)
    newest = await services.search.find(parse("~bird"), limit=100, sort=SortOrder.NEWEST)
    assert {hit.post.id for hit in newest.hits} == {hit.post.id for hit in dated.hits}


async def test_what_is_missing_is_said(services: Services, load: Load, build: Build) -> None:
    """Without a build a sentence; with a part of one, answers from that and a count."""
    await load(*records(*BIRDS))
    with pytest.raises(NotBuiltError, match="throwback meaning build"):
        await services.search.find(parse("~bird"))
    await build()
    await load(*records("One more post here", "Two words", since=WHEN + timedelta(9)), name="2.md")
    found = await services.search.find(parse("~bird"))
    assert (len(found.hits), found.missing) == (2, 2)
    with pytest.raises(NoMeaningError):
        await services.search.find(parse(f"like:{id_at(9)}"))
    await build()
    found = await services.search.find(parse("~bird"))
    assert (len(found.hits), found.missing) == (3, 0)
    with pytest.raises(UnknownWordsError):
        await services.search.find(parse("~unknown"))


TEXTS = {
    "no words": ["!!!", "123 456", "\U0001f426\U0001f426"],
    "links": ["https://t.co/abc", "https://example.org/x www.example.org/abc"],
    "nothing": [],
}


@pytest.mark.parametrize("name", TEXTS)
async def test_where_no_post_has_a_meaning(
    services: Services, load: Load, build: Build, name: str
) -> None:
    """Nothing is found, and nothing is said to be missing: the build has looked at all."""
    if TEXTS[name]:
        await load(*records(*TEXTS[name]))
    await build()
    for query in ("~bird", "~bird year:2021", "~bird -is:repost"):
        found = await services.search.find(parse(query))
        assert ([*found.hits], found.missing) == ([], 0)
    with pytest.raises(NoMeaningError if TEXTS[name] else MissingPostError):
        await texts(services, f"like:{id_at(0)}")


async def test_what_loses_its_meaning_is_not_found(
    services: Services, load: Load, build: Build
) -> None:
    """A post that is for followers or behind a warning since answers nothing, which is said."""
    await load(*records("heron canal " * 420, "The heron at the lake", *BIRDS))
    await build()
    assert len(await texts(services, "~bird")) == 4
    async with services._archive_database.write() as tx:
        for n, change in enumerate(
            ("visibility = 'followers'", "content_warning = 'birds'", "kind = 'repost'")
        ):
            await tx.execute(
                f"UPDATE posts SET {change} WHERE id = ?",  # noqa: S608 - constants
                (id_at(n),),
            )
        await raise_generation(tx)
    assert await texts(services, "~bird") == [BIRDS[1]]
    for n in range(3):
        with pytest.raises(NoMeaningError, match="followers alone, is behind a content warning"):
            await texts(services, f"like:{id_at(n)}")
    assert await texts(services, f"like:{id_at(3)}") == []
    with pytest.raises(MissingPostError):
        await texts(services, "like:1")


async def test_another_model_is_said(services: Services, load: Load, build: Build) -> None:
    """Bits of another version are not compared; without a model there is a command to install."""
    await load(*records(*BIRDS))
    await build()
    services.by_meaning.model = Model("stand-in", "2")
    with pytest.raises(OtherModelError, match="throwback meaning build"):
        await services.search.find(parse("~bird"))
    async with services.archive.view() as view:
        assert "meaning build" in (await services.below_words.advice(parse("x"), within=view))[0]
    wanted = Wanted("archive.db", None, Model("not", "installed"), "a bird", None, 9)
    assert nearest(wanted).problem is Problem.OTHER_MODEL
    services.by_meaning.model = None
    with pytest.raises(MissingExtraError, match="pip install"):
        await services.search.find(parse("~bird"))


async def test_a_process_that_fails_is_a_sentence(
    services: Services, load: Load, build: Build, process: Any
) -> None:
    """The next search is answered again."""
    await load(*records(*BIRDS))
    await build()
    process.fails = True
    with pytest.raises(ComparingFailedError, match="try again"):
        await services.search.find(parse("~bird"))
    process.fails = False
    assert len(await texts(services, "~bird")) == 2


async def test_it_is_for_searches_alone(services: Services, load: Load) -> None:
    """What chooses posts otherwise says so, and ignores nothing."""
    await load(*records(*BIRDS))
    for query in (parse("~bird"), parse(f"like:{id_at(0)}")):
        with pytest.raises(SearchOnlyError):
            await services.memories.random(query)
        with pytest.raises(SearchOnlyError):
            await services.threads.find(query.text, UTC)
    assert issubclass(SearchOnlyError, BadQueryError)


async def test_below_words(services: Services, load: Load, build: Build, process: Any) -> None:
    """Where words find little, what is near comes below: no word hit, and nothing twice."""
    await load(*records(*OTHERS, *BIRDS))

    async def below(text: str, patience: float = 5.0) -> list[str]:
        query = parse(text)
        async with services.archive.view() as view:
            found = await services.grouped_search.find(query, within=view)
            if not found.is_little:
                return []
            shown = [group.hit.post.id for group in found.groups]
            hits = await services.below_words.find(
                query, UTC, shown, within=view, patience=patience
            )
        return [hit.post.text for hit in hits]

    assert await below("wing") == []
    await build()
    assert {*(await below("wing"))[:2]} == {*BIRDS}
    assert BIRDS[0] not in await below("heron")
    assert await below("wing lake -river") != []
    assert BIRDS[1] not in await below("wing lake -river")
    assert await below("wing OR year:2021") == []
    assert await below("~wing") == []
    process.gate.clear()
    assert await below("wing", patience=0.01) == []
    jobs = process.jobs
    await load(*records(*(f"A wing of {n} feathers" for n in range(3)), since=WHEN + timedelta(9)))
    assert await below("wing") == []
    assert process.jobs == jobs


async def test_words_that_are_spread_find_little(
    services: Services, load: Load, build: Build
) -> None:
    """It counts how many posts have all words, not how many have some of them."""
    await load(*records(*(f"{text} {n}" for n in range(5) for text in BIRDS + OTHERS)))
    await build()
    for query, is_little in (("heron tax", True), ("heron canal", False), ("heron", False)):
        found = await services.search.find(parse(query))
        assert (found.total >= 5, found.is_little) == (True, is_little)


async def test_the_process_ends_and_crashes(services: Services, load: Load, build: Build) -> None:
    """It is there while it is used; a crash ends one search."""
    from bot.services.meaning.by_meaning import new_process  # noqa: PLC0415
    from tests.services.meaning import standin  # noqa: PLC0415 - of the extra

    await load(*records(*BIRDS))
    await build()
    worker = new_process(idle=0.3)
    services.by_meaning._process = worker
    with pytest.raises(ComparingFailedError):
        await services.search.find(parse("~crash"))
    assert len(await texts(services, "~bird")) == 2
    for _ in range(100):
        if worker.process_id is None:
            break
        await asyncio.sleep(0.05)
    assert worker.process_id is None
    assert len(await texts(services, "~bird")) == 2
    await worker.close()
    assert services.by_meaning.model == standin.MODEL
