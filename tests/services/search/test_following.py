"""An archive that other processes write: what a bot sees, and when."""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.search.query.parser import parse
from bot.clock import MovableClock
from bot.services.container import Services
from bot.services.posts import imports
from bot.services.search.index_cache import IndexCache
from bot.services.search.results import SearchIndex
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.links import update_links
from bot.storage.transaction import Transaction
from tests.archives import archive, record
from tests.services.conftest import Load

WHEN = datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC)


async def seen(services: Services) -> tuple[list[str], int]:
    """Return all texts, and the number of posts that a search finds."""
    texts = [post.text async for some in services.posts.oldest_first() for post in some]
    return texts, (await services.search.find(parse("wombat"))).total


async def seconds_until_known(services: Services, word: str) -> float:
    """Return after how many seconds a word is in the vocabulary in memory, without a search."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() < began + 5:
        index = services.search_index._index
        if index is not None and index.vocabulary.post_count(word):
            break
        await asyncio.sleep(0.01)
    return loop.time() - began


async def test_readers_see_the_old_archive_until_the_commit(
    services: Services,
    load: Load,
    clock: MovableClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before an import commits, nothing of it is visible; afterwards all is."""
    await load(record(WHEN, "an old wombat"))
    written, go_on = asyncio.Event(), asyncio.Event()

    async def wait(tx: Transaction) -> None:
        written.set()
        await go_on.wait()
        await update_links(tx)

    monkeypatch.setattr(imports, "update_links", wait)
    path = tmp_path / "new.md"
    path.write_text(archive([record(WHEN + timedelta(days=1), "a new wombat")]), "utf-8")
    async with Services(tmp_path / "archive.db", clock, state=False) as other:
        running = asyncio.create_task(other.imports.run([path]))
        await written.wait()
        for _ in range(3):
            assert await seen(services) == (["an old wombat"], 1)
        go_on.set()
        await running
    assert await seen(services) == (["an old wombat", "a new wombat"], 2)


async def test_the_vocabulary_follows_another_process(
    services: Services, load: Load, tmp_path: Path
) -> None:
    """A second after another process's import its words are known, without a search."""
    await load(record(WHEN, "a wombat"))
    await services.search_index.warm_up()
    path = tmp_path / "new.md"
    path.write_text(archive([record(WHEN + timedelta(days=1), "a quokka")]), "utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "import", str(path),
        "--database", str(tmp_path / "archive.db"),
        stdout=asyncio.subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        cwd=tmp_path,
    )  # fmt: skip
    assert await process.wait() == 0
    assert await seconds_until_known(services, "quokka") < 1
    assert (await services.search.find(parse("quokka"))).total == 1


async def test_an_error_does_not_end_the_watch(
    services: Services,
    load: Load,
    clock: MovableClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a reload that failed in any way the next poll tries again."""
    await load(record(WHEN, "a wombat"))
    await services.search_index.warm_up()
    errors: list[Exception] = [OSError("no file left"), MemoryError()]
    load_index = IndexCache._load

    def fail_first(cache: IndexCache, reader: ArchiveReader) -> SearchIndex:
        if errors:
            raise errors.pop()
        return load_index(cache, reader)

    monkeypatch.setattr(IndexCache, "_load", fail_first)
    path = tmp_path / "new.md"
    path.write_text(archive([record(WHEN + timedelta(days=1), "a quokka")]), "utf-8")
    async with Services(tmp_path / "archive.db", clock, state=False) as other:
        await other.imports.run([path])
    assert await seconds_until_known(services, "quokka") < 3
    assert not errors
