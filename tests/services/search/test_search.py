"""Searches over an archive."""

import asyncio
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.clock import MovableClock
from bot.services.container import Services
from bot.services.posts.import_report import ImportReport
from tests.archives import record
from tests.services.archives import matching_keys
from tests.services.conftest import Load

WHEN = datetime(2022, 11, 24, tzinfo=UTC)


async def load_texts(load: Load, *texts: str) -> ImportReport:
    """Import posts a minute apart, in the order of `texts`."""
    return await load(*(record(WHEN + timedelta(minutes=n), text) for n, text in enumerate(texts)))


async def found(services: Services, query: str, **options: object) -> list[str]:
    """Return the texts of the hits."""
    results = await services.search.find(parse(query), **options)  # type: ignore[arg-type]
    return [hit.post.text for hit in results.hits]


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("pytroch", "I hate how PyTorch flickers"),
        ("py torch", "I hate how PyTorch flickers"),
        ("cafe", "Un café"),
        ("dont", "Don't lock"),
        ("flickering", "I hate how PyTorch flickers"),
        ("#rustlang", "On #RustLang"),
        ("rustlang", "On #RustLang"),
        ("@Ada", "Thanks @ada"),
        ("本語", "日本語で"),
        ("語", "日本語で"),
        ("🦀", "crab 🦀"),
    ],
)
async def test_intended_posts_are_found(
    services: Services, load: Load, query: str, answer: str
) -> None:
    """Typos, endings, accents, apostrophes, tags, names, scripts without spaces and emoji match."""
    await load_texts(
        load, "I hate how PyTorch flickers", "Un café", "Don't lock", "On #RustLang",
        "Thanks @ada", "日本語で", "crab 🦀",
    )  # fmt: skip
    assert (await found(services, query))[:1] == [answer]


async def test_pages_follow_each_other(services: Services, load: Load) -> None:
    """Pages of any size make the whole list, each post once, with the same total."""
    await load_texts(load, *(f"deadlock {'x ' * (n % 7)}" for n in range(151)))
    whole = await found(services, "deadlok", limit=200)
    assert len(whole) == 151
    paged: list[str] = []
    for offset in range(0, 160, 16):
        page = await services.search.find(parse("deadlok"), offset=offset, limit=16)
        assert page.total == 151
        paged += [hit.post.id for hit in page.hits]
    assert len(set(paged)) == len(paged) == 151


async def test_answers_by_time(services: Services, load: Load) -> None:
    """Sorted by time, all matches take part, not only the best."""
    await load_texts(load, "lock x x x x x x", *["lock"] * 120, "lock x x x x x x x")
    newest = await found(services, "lock", sort=SortOrder.NEWEST, limit=2)
    oldest = await found(services, "lock", sort=SortOrder.OLDEST, limit=2)
    assert newest == ["lock x x x x x x x", "lock"]
    assert oldest == ["lock x x x x x x", "lock"]
    last = await found(services, "lock", sort=SortOrder.OLDEST, offset=120)
    assert last == ["lock", "lock x x x x x x x"]


async def test_all_posts_with_every_word(services: Services, load: Load) -> None:
    """The keys of a query are those of the posts with all its words."""
    await load_texts(load, "a deadlock", "the lock", "locks in the dark", "nothing")
    assert len(await matching_keys(services, parse("lock"))) == 2
    assert len(await matching_keys(services, parse("the lock"))) == 2
    assert await matching_keys(services, parse("lock zebra")) == []


async def test_searches_at_once(services: Services, load: Load) -> None:
    """Twenty concurrent searches have the results of one."""
    await load_texts(load, *(f"word{n} deadlock" for n in range(50)))
    one = await found(services, "deadlok word7")
    every = await asyncio.gather(*(found(services, "deadlok word7") for _ in range(20)))
    assert one[0] == "word7 deadlock"
    assert all(answers == one for answers in every)


async def test_renewals_that_queue_wait_for_nobody(
    services: Services, load: Load, tmp_path: Path, clock: MovableClock
) -> None:
    """A renewal that is requested while a search has queued another one ends, as does that."""
    await load_texts(load, "a wombat")
    await services.search_index.warm_up()
    async with Services(tmp_path / "archive.db", clock) as others:
        (tmp_path / "new.md").write_text(record(WHEN + timedelta(days=1), "a quokka"), "utf-8")
        await others.imports.run([tmp_path / "new.md"])
    free = threading.Event()
    long = asyncio.create_task(services.archive.long_work.run(free.wait, 5))
    await asyncio.sleep(0)
    renewal = asyncio.create_task(services.search_index.reload())
    await asyncio.sleep(0)
    try:
        assert await found(services, "wombat") == [
            "a wombat"
        ]  # which finds that the words are outdated
    finally:
        free.set()
    await asyncio.wait_for(renewal, 2)
    assert await long
    assert await found(services, "quokka") == ["a quokka"]


@pytest.mark.skipif("ARCHIVES" not in os.environ, reason="ARCHIVES names no folder of archives")
async def test_the_seed_archive(services: Services) -> None:
    """In a real month the intended post comes first."""
    await services.imports.run([Path(os.environ["ARCHIVES"]) / "seed" / "tweets_2022-10.md"])
    for query, meant in {
        "pytroch": "PyTorch MPS",
        "staff enginer": "As a staff engineer",
        "compilers bok": "favorite compilers book",
        "bytex": "byteX has connotations",
        "dont have a lock": "not have a lock",
        "godbolt": "godbolt.org",
        "twich": "twitch.tv",
    }.items():
        assert meant in (await found(services, query))[0]
