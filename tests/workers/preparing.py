"""Preparation of files as tests ask for it."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.archive.posts.media_files import MediaFile, PreparedMedia, WantedMedia
from bot.workers.media_jobs import Bounds
from bot.workers.preparation import prepare
from tests.workers.files import put

BOUNDS = Bounds(10 << 20, 1_000_000)


def whole(folder: Path, data: bytes, name: str = "1-a", bounds: Bounds = BOUNDS) -> PreparedMedia:
    """Return a file prepared as it is shown when a post is opened."""
    return prepare(folder, WantedMedia(put(folder, name, data)), bounds)


def thumbnail(folder: Path, data: bytes, name: str = "1-a") -> PreparedMedia:
    """Return a file prepared as it is shown in a list."""
    return prepare(folder, WantedMedia(put(folder, name, data), is_thumbnail=True), BOUNDS)


def opened(prepared: PreparedMedia) -> Image.Image:
    """Return the picture of a prepared file."""
    assert isinstance(prepared, MediaFile), prepared
    return Image.open(BytesIO(prepared.data))
