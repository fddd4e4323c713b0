"""Thumbnails of a page of hits: beside plain Pillow in one process, and how the bot fares."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles

from PIL import Image

from bot.archive.posts.media_files import MediaFile, WantedMedia
from bot.services.posts.media import MediaFiles
from bot.services.posts.media_cache import MediaCache
from bot.workers.preparation import THUMBNAIL_SIDE
from tests.bench.memory import resident

_PICTURES, _ROUNDS, _SIDES = 5, 7, (4000, 3000)
_FEW = 1_000  # posts
_FEW_ROUNDS, _SMALL_SIDES = 2, (1600, 1200)
_LIMIT = 10 << 20
_TICK = 0.002  # seconds between the turns of the event loop that are timed


async def measure(posts: int) -> None:
    """Print the times of five thumbnails from large JPEGs, and the lag of the loop meanwhile.

    For few posts, pictures are smaller, and fewer are measured.
    """
    rounds, sides = (_ROUNDS, _SIDES) if posts > _FEW else (_FEW_ROUNDS, _SMALL_SIDES)
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder)
        paths = _make(beside / "media", sides)
        wanted = [WantedMedia(f"media/{path.name}", is_thumbnail=True) for path in paths]
        media = MediaFiles(beside / "archive.db")
        before = resident()
        start = await _time(lambda: media.prepare(wanted[:1], _LIMIT))
        print(f"worker's start with one picture: {start:.0f} ms")
        peer, first, lags = list[float](), list[float](), list[float]()
        for _ in range(rounds):
            began = time.perf_counter()
            for path in paths:
                _plain(path)
            peer.append((time.perf_counter() - began) * 1000)
            MediaCache(beside).clear()
            ticking = asyncio.create_task(_tick(lags))
            first.append(await _time(lambda: media.prepare(wanted, _LIMIT)))
            ticking.cancel()
        cached = [await _time(lambda: media.prepare(wanted, _LIMIT)) for _ in range(50)]
        found = await media.prepare(wanted, _LIMIT)
        assert all(isinstance(one, MediaFile) for one in found.values())
        print(
            f"five thumbnails, median of {rounds}: plain Pillow {median(peer):.0f} ms, here "
            f"{median(first):.0f} ms ({median(first) / median(peer):.2f} x); cached "
            f"{median(cached):.2f} ms"
        )
        print(f"event loop's lag meanwhile, p99: {quantiles(lags, n=100)[-1]:.1f} ms")
        print(f"memory added to the bot's process: {(resident() - before) / 1e6:.1f} MB")
        await media.close()


def _make(folder: Path, sides: tuple[int, int]) -> list[Path]:
    """Return JPEGs like photographs: smooth, with some grain."""
    folder.mkdir()
    paths = []
    for number in range(_PICTURES):
        grain = Image.effect_noise((sides[0] // 4, sides[1] // 4), 40 + 10 * number)
        image = Image.merge("RGB", [grain, grain.rotate(90, expand=False), grain.rotate(180)])
        path = folder / f"{number}-photo.jpg"
        image.resize(sides).save(path, "JPEG", quality=85)
        paths.append(path)
    return paths


def _plain(path: Path) -> bytes:
    output = BytesIO()
    with Image.open(path) as image:
        image.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        image.save(output, "JPEG", quality=85)
    return output.getvalue()


async def _time(work: Callable[[], Awaitable[object]]) -> float:
    """Return how long work takes, in milliseconds."""
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def _tick(lags: list[float]) -> None:
    """Append by how many milliseconds each turn of the loop is late."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(_TICK)
        lags.append((time.perf_counter() - began - _TICK) * 1000)
