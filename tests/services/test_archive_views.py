"""Views of the archive: what is read in one view is of one state."""

import asyncio
import threading
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.search.sort_order import SortOrder
from bot.errors import BusyError, ReplacedError, TooLongError
from bot.services.archive_views import Archive, View
from bot.services.container import Services
from bot.services.fair_pool import requester
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.readers import _MOST_IDLE
from bot.storage.archive.search.filters import Condition
from tests.archives import record, snowflake
from tests.services.archives import by, occupy
from tests.services.conftest import Load

WHEN = datetime(2021, 11, 24, 12, tzinfo=UTC)


def count(reader: ArchiveReader) -> int:
    """Return how many posts there are."""
    return reader.posts.count()


async def test_a_view_is_one_snapshot(services: Services, load: Load) -> None:
    """A view does not see what is imported after its first read; the next view does."""
    await load(record(WHEN, "one"))
    async with services.archive.view() as view:
        assert await view.read(count) == 1
        await load(record(WHEN + timedelta(days=1), "two"))
        assert await view.read(count) == 1
        assert await view.read_long(count) == 1
        async with services.archive.view(view) as same:
            assert await same.read(count) == 1
        assert await services.posts.count(within=view) == 1
    assert await services.posts.count() == 2


async def test_hidden_posts_belong_to_the_snapshot(services: Services, load: Load) -> None:
    """A post that is hidden during an answer is still part of it, and of no later one."""
    await load(record(WHEN, "one"))
    id = snowflake(WHEN)
    async with services.archive.view() as view:
        assert await view.read(count) == 1
        await services.hidden.hide([id], "terminal")
        assert len(await services.posts.visible([id], within=view)) == 1
    assert await services.posts.visible([id]) == []


async def test_views_share_no_snapshot(services: Services, load: Load) -> None:
    """Two open views have a connection each."""
    await load(record(WHEN, "one"))
    async with services.archive.view() as before:
        assert await before.read(count) == 1
        await load(record(WHEN + timedelta(days=1), "two"))
        async with services.archive.view() as after:
            assert [await before.read(count), await after.read(count)] == [1, 2]


async def test_an_error_ends_the_view_alone(services: Services, load: Load) -> None:
    """After an error, or a time limit, the connection serves the next view."""
    await load(record(WHEN, "one"))

    def fail(_reader: ArchiveReader) -> None:
        raise ValueError("boom")

    def take_long(reader: ArchiveReader) -> None:
        with reader.time_limit(-1):
            reader.search.candidates([1])

    for reading, error in ((fail, ValueError), (take_long, TooLongError)):
        with pytest.raises(error):
            async with services.archive.view() as view:
                await view.read(reading)
    assert await services.posts.count() == 1
    assert len(services.archive.readers._idle) == 1


async def test_a_machine_that_stood_still_makes_no_query_late(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has hardly worked has its time twice; what has worked, and what is later, has not."""
    await load(record(WHEN, "one"))

    def late(reader: ArchiveReader, seconds: float) -> int:
        with reader.reading(time.monotonic() - seconds, lambda: True), reader.time_limit(30):
            reader._check_time()
            return count(reader)

    async with services.archive.view() as view:
        assert await view.read(late, 31) == 1
        with pytest.raises(TooLongError):
            await view.read(late, 61)
        monkeypatch.setattr("bot.storage.archive.reader._WORK", 0.0)
        with pytest.raises(TooLongError):
            await view.read(late, 31)


async def test_an_error_that_is_kept_keeps_no_snapshot(services: Services, load: Load) -> None:
    """Cursors that an error leaves in the middle end with the view, so the next one is newer."""
    await load(*(record(WHEN + timedelta(minutes=n), "one") for n in range(10)))

    def fail(reader: ArchiveReader) -> None:
        found = reader.search.in_order(Condition("1"), SortOrder.NEWEST)
        raise ValueError(next(found))

    with pytest.raises(ValueError, match="10") as kept:
        async with services.archive.view() as view:
            await view.read(fail)
    await load(record(WHEN + timedelta(days=1), "two"))
    assert await services.posts.count() == 11
    assert kept.traceback  # which has the cursor


async def test_a_cancelled_task_leaves_its_reader_to_the_read(
    services: Services, load: Load
) -> None:
    """If the task is cancelled during a read, the read ends before another view has the reader."""
    await load(record(WHEN, "one"))
    begun, free, ended = threading.Event(), threading.Event(), threading.Event()
    counts: list[int] = []

    def wait(reader: ArchiveReader) -> None:
        begun.set()
        free.wait(5)
        counts.append(reader.posts.count())
        ended.set()

    async def answer() -> None:
        async with services.archive.view() as view:
            await view.read(wait)

    task = asyncio.create_task(by("ada", answer()))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await load(record(WHEN + timedelta(days=1), "two"))
    assert await services.posts.count() == 2
    free.set()
    await asyncio.to_thread(ended.wait, 5)
    assert counts == [1]


async def test_a_newer_read_replaces_one_that_waits(services: Services, load: Load) -> None:
    """Of reads with the same key that wait, the newest is done; those of other keys are too."""
    await load(record(WHEN, "one"))
    free = threading.Event()
    busy = await occupy(services.archive.answers, free)

    async def ask() -> int:
        async with services.archive.view() as view:
            return await view.read_latest("count", count)

    asked = [asyncio.create_task(by(user, ask())) for user in ("ada", "bob", "ada")]
    await asyncio.sleep(0)
    free.set()
    first, *others = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(first, ReplacedError)
    assert others == [1, 1]
    await busy


async def test_a_newer_search_stops_an_older_one(services: Services, load: Load) -> None:
    """A search that runs is stopped by a newer one of the same user, and by no other search."""
    await load(record(WHEN, "one"))
    begun = threading.Semaphore(0)

    def search(reader: ArchiveReader, rounds: int) -> int:
        begun.release()
        with reader.time_limit(5):
            for _ in range(rounds):
                reader.search.candidates([1])
        return rounds

    async def ask(rounds: int) -> int:
        async with services.archive.view() as view:
            return await view.search(search, rounds)

    endless = asyncio.create_task(by("ada", ask(1_000_000_000)))
    await asyncio.to_thread(begun.acquire, timeout=5)
    assert await asyncio.create_task(by("bob", ask(1))) == 1
    assert not endless.done()
    assert await asyncio.create_task(by("ada", ask(2))) == 2
    with pytest.raises(ReplacedError):
        await endless
    assert await services.posts.count() == 1


async def test_a_search_does_not_wait_for_ever(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that gets no thread in time says that others came first; one that does has its time.

    Reads of other kinds wait for no search.
    """
    monkeypatch.setattr("bot.services.archive_views.SEARCH_PATIENCE", 0.2)
    await load(record(WHEN, "one"))
    free = threading.Event()
    busy = await occupy(services.archive.searches, free)

    def search(reader: ArchiveReader) -> int:
        with reader.time_limit(0.2):
            return count(reader)

    async def ask() -> int:
        requester.set("ada")
        async with services.archive.view() as view:
            return await view.search(search)

    with pytest.raises(BusyError):
        await ask()
    assert await services.posts.count() == 1
    monkeypatch.setattr("bot.services.archive_views.SEARCH_PATIENCE", 60.0)
    asked = asyncio.create_task(ask())
    await asyncio.sleep(0.25)
    free.set()
    assert await asked == 1
    await busy


async def test_a_view_may_outlive_the_archive(load: Load, tmp_path: Path) -> None:
    """A view that is closed after the archive closes its own connection."""
    await load(record(WHEN, "one"))
    archive = Archive(tmp_path / "archive.db", tmp_path / "state.db")
    view = View(archive, show_deleted=False)
    assert await view.read(count) == 1
    await archive.close()
    view.close()
    assert not any(archive.readers._idle.values())


async def test_few_readers_wait_for_the_next_views(services: Services, load: Load) -> None:
    """After many views at once most of their connections are closed: each has its own cache."""
    await load(record(WHEN, "one"))
    async with AsyncExitStack() as stack:
        views = [await stack.enter_async_context(services.archive.view()) for _ in range(20)]
        assert [await view.read(count) for view in views] == [1] * 20
    assert len(services.archive.readers._idle[None]) == _MOST_IDLE
    assert await services.posts.count() == 1


async def test_a_view_is_read_by_one_at_a_time(services: Services, load: Load) -> None:
    """A second read during the first is refused: they would share a connection."""
    await load(record(WHEN, "one"))
    free = threading.Event()

    def wait(reader: ArchiveReader) -> int:
        free.wait(5)
        return count(reader)

    async with services.archive.view() as view:
        first = asyncio.create_task(view.read(wait))
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError):
            await view.read(count)
        free.set()
        assert [await first, await view.read(count)] == [1, 1]
    assert len(services.archive.readers._idle) == 1


async def test_readers_that_are_not_needed_are_closed(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a burst of views has opened is closed a while later, but for one of each audience."""
    await load(record(WHEN, "one"))
    for _ in range(2):
        async with AsyncExitStack() as stack:
            views = [await stack.enter_async_context(services.archive.view()) for _ in range(4)]
            assert [await view.read(count) for view in views] == [1] * 4
        assert len(services.archive.readers._idle[None]) == 4
    monkeypatch.setattr("bot.storage.archive.readers._IDLE_SECONDS", -1.0)
    for _ in range(2):
        assert await services.posts.count() == 1
        assert len(services.archive.readers._idle[None]) == 1
