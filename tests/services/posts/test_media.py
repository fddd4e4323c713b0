"""Media files are prepared once, in time or not at all, and their cache never outlives them."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.media_files import MediaFile, MediaProblem, WantedMedia
from bot.services.container import Services
from bot.services.posts.media import MediaFiles
from bot.services.posts.media_cache import FOLDER, MediaCache
from bot.workers.media_jobs import Bounds
from tests.archives import record, snowflake
from tests.services.conftest import Load
from tests.waiting import until
from tests.workers.files import noise, painted, put, saved, with_position

LIMIT = 10 << 20
WHEN = datetime(2022, 10, 28, tzinfo=UTC)


async def test_a_file_is_prepared_once(services: Services, tmp_path: Path) -> None:
    """Then it comes from the cache, without a worker, until its original changes."""
    path = put(tmp_path / "media", "1-a.jpg", saved(noise((400, 300)), "JPEG"))
    wanted = [WantedMedia(path), WantedMedia(path, is_thumbnail=True)]
    first = await services.media.prepare(wanted, LIMIT)
    small, whole = first[wanted[1]], first[wanted[0]]
    assert isinstance(small, MediaFile)
    assert isinstance(whole, MediaFile)
    assert len(small.data) < len(whole.data)
    await services.media.close()  # without a worker
    assert await services.media.prepare(wanted, LIMIT) == first
    assert not any("1-a" in one.name for one in (tmp_path / FOLDER).iterdir())
    put(tmp_path / "media", "1-a.jpg", saved(painted((40, 30)), "JPEG"))
    async with Services(tmp_path / "archive.db", services.imports._clock, state=False) as others:
        assert (await others.media.prepare(wanted, LIMIT)) != first


async def test_what_cannot_be_prepared_has_a_reason(services: Services, tmp_path: Path) -> None:
    """A missing file needs no worker, and what is late is not waited for."""
    missing = WantedMedia("media/1-none.jpg")
    assert await services.media.prepare([missing], LIMIT) == {missing: MediaProblem.MISSING}
    assert services.media.process_id is None
    late = WantedMedia(put(tmp_path / "media", "1-a.png", saved(painted((40, 30)), "PNG")))
    found = await services.media.prepare([late, missing], LIMIT, deadline=0.0)
    assert found == {late: MediaProblem.SLOW, missing: MediaProblem.MISSING}
    assert isinstance((await services.media.prepare([late], LIMIT))[late], MediaFile)


async def test_a_cache_that_cannot_be_written_is_none(services: Services, tmp_path: Path) -> None:
    """The pictures are prepared each time."""
    (tmp_path / FOLDER).write_text("not a folder", "utf-8")
    wanted = WantedMedia(put(tmp_path / "media", "1-a.png", saved(painted((40, 30)), "PNG")))
    for _ in range(2):
        assert isinstance((await services.media.prepare([wanted], LIMIT))[wanted], MediaFile)


async def test_every_limit_has_its_own_file(services: Services, tmp_path: Path) -> None:
    """A server that is boosted gets a larger one; a setting that is lowered counts at once."""
    wanted = WantedMedia(put(tmp_path / "media", "1-a.png", saved(noise((200, 100)), "PNG")))
    for limit in (LIMIT, 10_000, 5_000, LIMIT):
        shown = (await services.media.prepare([wanted], limit))[wanted]
        assert isinstance(shown, MediaFile)
        assert limit / 5 < len(shown.data) <= limit or limit == LIMIT
    strict = MediaFiles(tmp_path / "archive.db", max_pixels=100)
    try:
        assert (await strict.prepare([wanted], LIMIT))[wanted] is MediaProblem.PIXELS
    finally:
        await strict.close()


async def test_a_file_that_is_written_anew_is_prepared_anew(
    services: Services, tmp_path: Path
) -> None:
    """Also if it has the same size, in the same place of the disk."""
    both = [saved(painted((40, 30)).rotate(turn), "JPEG").ljust(2_000, b"\0") for turn in (0, 180)]
    shown = []
    for data in both:
        wanted = WantedMedia(put(tmp_path / "media", "1-a.jpg", data))
        shown.append((await services.media.prepare([wanted], LIMIT))[wanted])
    assert shown[0] != shown[1]


async def test_all_wait_for_one_preparation(services: Services, tmp_path: Path) -> None:
    """A file that many ask for at once is prepared once."""
    path = put(tmp_path / "media", "1-a.jpg", saved(noise((400, 300)), "JPEG"))
    wanted = WantedMedia(path, is_thumbnail=True)
    submitted = count_jobs(services)
    found = await asyncio.gather(*(services.media.prepare([wanted], LIMIT) for _ in range(20)))
    assert len(submitted) == 1
    assert isinstance(found[0][wanted], MediaFile)
    assert found == [found[0]] * 20


async def test_what_was_late_is_ready_later(services: Services, tmp_path: Path) -> None:
    """What has begun is finished, though nobody waits for it any more; the rest is not begun."""
    data = saved(noise((400, 300)), "JPEG")
    names = [put(tmp_path / "media", f"1-{name}.jpg", data) for name in "abcd"]
    wanted = [WantedMedia(name, is_thumbnail=True) for name in names]
    submitted = count_jobs(services)
    await services.media.prepare(wanted, LIMIT, deadline=0.05)  # its worker needs longer to start
    assert [one.cancelled() for one in submitted] == [False, True, True, True]
    await asyncio.wrap_future(submitted[0])
    bounds, first = Bounds(LIMIT, services.media._max_pixels), dict.fromkeys(wanted[:1])
    await until(lambda: not services.media._look_up(first, bounds)[1])  # it is in the cache
    found = await services.media.prepare(wanted[:1], LIMIT, deadline=0.0)
    assert isinstance(found[wanted[0]], MediaFile)
    assert len(submitted) == len(wanted)  # it was not prepared again


@pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")
async def test_a_killed_worker_is_tried_again_once(services: Services, tmp_path: Path) -> None:
    """It may have been killed for another reason; a file that kills it twice is the reason."""
    wanted = WantedMedia(put(tmp_path / "media", "1-a.png", saved(painted((40, 30)), "PNG")))
    submitted = count_jobs(services, kills=2)
    outcomes = [(await services.media.prepare([wanted], LIMIT))[wanted] for _ in range(4)]
    assert outcomes == [MediaProblem.CRASHED] * 4
    assert len(submitted) == 2
    other = WantedMedia(put(tmp_path / "media", "1-b.png", saved(painted((40, 30)), "PNG")))
    submitted = count_jobs(services, kills=1)
    assert (await services.media.prepare([other], LIMIT))[other] is MediaProblem.CRASHED
    assert isinstance((await services.media.prepare([other], LIMIT))[other], MediaFile)


async def test_what_is_erased_meanwhile_is_not_kept(services: Services, tmp_path: Path) -> None:
    """A preparation that ends after the erasure leaves nothing behind."""
    path = put(tmp_path / "media", "1-a.png", saved(painted((40, 30)), "PNG"))
    wanted = WantedMedia(path)

    def erase() -> None:
        (tmp_path / path).unlink()

    count_jobs(services, after=erase)
    await services.media.prepare([wanted], LIMIT)
    assert not list((tmp_path / FOLDER).glob("*"))


def count_jobs(
    services: Services, *, kills: int = 0, after: Callable[[], None] | None = None
) -> list["Future[Any]"]:
    """Return the jobs that the worker gets from now on; the first `kills` of them kill it."""
    worker = services.media._worker
    submit = type(worker).submit.__get__(worker)
    submitted: list[Future[Any]] = []

    def count(function: Callable[..., Any], *arguments: object) -> "Future[Any]":
        killed = len(submitted) < kills
        future: Future[Any]
        future = submit(os._exit, 9) if killed else submit(function, *arguments)
        submitted.append(future)
        if after is not None:
            future.result()
            after()
        return future

    worker.submit = count  # type: ignore[method-assign]
    return submitted


def test_a_cut_file_of_the_cache_is_none(tmp_path: Path) -> None:
    """A machine that lost its power leaves empty files."""
    cache = MediaCache(tmp_path)
    cache.put("a", MediaFile(b"", ".jpg"))
    assert cache.get("a") is None


def test_the_cache_has_a_size(tmp_path: Path) -> None:
    """What was not shown for longest goes first."""
    cache = MediaCache(tmp_path, max_size=250)
    for number in range(3):
        cache.put(f"{number}", MediaFile(bytes(100), ".jpg", is_still=number == 1))
        os.utime(next((tmp_path / FOLDER).glob(f"{number}*")), (number, number))
    cache = MediaCache(tmp_path, max_size=250)
    assert cache.get("0")
    cache.put("3", MediaFile(bytes(100), ".gif"))
    assert [bool(cache.get(f"{number}")) for number in range(4)] == [True, False, False, True]


async def test_erasing_a_post_empties_the_cache(
    services: Services, load: Load, tmp_path: Path
) -> None:
    """Nothing made of its pictures is left."""
    id = snowflake(WHEN)
    await load(record(WHEN, "hello"))
    path = put(tmp_path / "media", f"{id}-a.jpg", saved(painted((40, 30)), "JPEG"))
    await services.media.prepare([WantedMedia(path)], LIMIT)
    assert list((tmp_path / FOLDER).iterdir())
    await services.erasure.erase(await services.erasure.plan([id]))
    assert not (tmp_path / FOLDER).exists()
    assert not list((tmp_path / "media").iterdir())


@pytest.mark.parametrize("is_sensitive", [True, False])
async def test_nothing_of_a_camera_reaches_the_cache(
    services: Services, tmp_path: Path, is_sensitive: bool
) -> None:
    """Metadata are dropped before anything is kept."""
    data = saved(painted((40, 30)), "JPEG", exif=with_position() if is_sensitive else b"")
    path = put(tmp_path / "media", "1-a.jpg", data)
    await services.media.prepare([WantedMedia(path)], LIMIT)
    (kept,) = (tmp_path / FOLDER).iterdir()
    assert b"HOME" not in kept.read_bytes()
    assert (kept.read_bytes() == data) is not is_sensitive
