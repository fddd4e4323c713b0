"""Media files are prepared once, in time or not at all, and their cache never outlives them."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.archive.posts.media_files import MediaFile, MediaProblem, WantedMedia
from bot.services.container import Services
from bot.services.posts.media_cache import FOLDER, MediaCache
from tests.archives import record, snowflake
from tests.services.conftest import Load
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
