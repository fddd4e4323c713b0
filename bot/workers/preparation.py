"""Preparation of a file from the media folder for sending, in the worker process.

No metadata leaves the archive: they may hold the position of somebody's home. So a file is sent as
it is only if it holds nothing but its picture, and is rewritten otherwise, or if it is too large.
Films cannot be rewritten here: one in which a position is found is not sent.
"""

import os
import warnings
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from bot.archive.posts.media_files import MediaFile, MediaProblem, PreparedMedia, WantedMedia
from bot.workers.films import HEAD, film_suffix, names_position
from bot.workers.media_folder import open_media
from bot.workers.media_jobs import Bounds
from bot.workers.plain_files import is_plain
from bot.workers.scaling import encode_moving, encode_still, upright

THUMBNAIL_SIDE = 320
"""Pixels of the longer side of a thumbnail: what Discord shows, on a screen of high density."""

_THUMBNAIL = (THUMBNAIL_SIDE, THUMBNAIL_SIDE)
_LARGEST = (8192, 8192)  # pixels; WebP has at most 16,383, and no screen shows as many
_MAX_MOVING = 120_000_000  # pixels of all frames together
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif"}
_STILLS = (".jpg", ".jpeg", ".png", ".webp")
_SEVERAL = "MPO"  # a JPEG with further pictures behind it, such as its depths: not frames


def prepare(folder: Path, wanted: WantedMedia, bounds: Bounds) -> PreparedMedia:
    """Return a file of the media folder as it can be sent, or why it cannot be."""
    opened = open_media(folder, wanted.path)
    if isinstance(opened, MediaProblem):
        return opened
    with opened as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd metadata, which are dropped
        suffix = _suffix_of_film(file)
        if suffix is None:
            return _attempt(file, wanted, bounds)
        if not wanted.is_thumbnail:
            film = _film(file, suffix, bounds)
            if isinstance(film, MediaFile):
                return film
    still = _still(folder, wanted, bounds)
    return still or (MediaProblem.FILM if wanted.is_thumbnail else film)


def verify(folder: Path, path: str, max_pixels: int) -> MediaProblem | None:
    """Read a file of the media folder whole; return what is wrong with it."""
    opened = open_media(folder, path)
    if isinstance(opened, MediaProblem):
        return opened
    with opened as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if _suffix_of_film(file):
            while file.read(1 << 20):
                pass
            return None
        try:
            with _open(file) as image:
                if image.width * image.height > max_pixels:
                    return MediaProblem.PIXELS
                for frame in range(_frames(image)):
                    image.seek(frame)
                    image.load()
        except Exception:  # noqa: BLE001 - decoders raise errors of any kind
            return MediaProblem.UNREADABLE
    return None


def _open(file: BinaryIO) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # the caller's bound decides, and names the reason
    return Image.open(file, formats=_FORMATS)


def _attempt(file: BinaryIO, wanted: WantedMedia, bounds: Bounds) -> PreparedMedia:
    try:
        return _picture(file, wanted, bounds)
    except MemoryError:
        return MediaProblem.LARGE
    except Exception:  # noqa: BLE001 - decoders raise errors of any kind
        return MediaProblem.UNREADABLE


def _picture(file: BinaryIO, wanted: WantedMedia, bounds: Bounds) -> PreparedMedia:
    # What is checked is what is sent, also of a file that changes meanwhile.
    data = b"" if wanted.is_thumbnail else file.read(bounds.max_bytes + 1)
    file.seek(0)
    is_small = 0 < len(data) <= bounds.max_bytes
    size = len(data) if is_small else os.fstat(file.fileno()).st_size
    with _open(BytesIO(data) if is_small else file) as image:
        pixels = image.width * image.height
        if pixels > bounds.max_pixels:
            return MediaProblem.PIXELS
        kind = image.format or ""
        frames = _frames(image)
        if wanted.is_thumbnail:
            image.draft(image.mode, _THUMBNAIL)  # JPEGs are decoded at a part of their size
            still = encode_still(upright(image, _THUMBNAIL), bounds.max_bytes, exact=False)
            return _file(still, is_still=frames > 1)
        if is_small and pixels * frames <= _MAX_MOVING and _is_plain(image, data):
            return MediaFile(data, _SUFFIXES[kind])
        if frames > 1 and pixels * frames <= _MAX_MOVING:
            moving = encode_moving(image, size, bounds.max_bytes)
            if moving is not None:
                return MediaFile(*moving)
        image.seek(0)
        exact = kind not in {"JPEG", _SEVERAL} and is_small
        still = encode_still(upright(image, _LARGEST), bounds.max_bytes, exact=exact)
        return _file(still, is_still=frames > 1)


def _frames(image: Image.Image) -> int:
    return 1 if image.format == _SEVERAL else getattr(image, "n_frames", 1)


def _file(encoded: tuple[bytes, str] | None, *, is_still: bool) -> PreparedMedia:
    return MediaProblem.LARGE if encoded is None else MediaFile(*encoded, is_still)


def _is_plain(image: Image.Image, data: bytes) -> bool:
    """Return whether a file holds nothing but its picture, which everybody sees alike.

    All of it is read: a damaged one raises an error of any kind.
    """
    if image.format not in _SUFFIXES or not is_plain(data):
        return False
    for frame in range(_frames(image)):
        image.seek(frame)
        image.load()
    return image.format != "JPEG" or image.mode in {"L", "RGB"}


def _suffix_of_film(file: BinaryIO) -> str | None:
    head = file.read(HEAD)
    file.seek(0)
    return film_suffix(head)


def _film(file: BinaryIO, suffix: str, bounds: Bounds) -> PreparedMedia:
    data = file.read(bounds.max_bytes + 1)  # it may grow meanwhile
    if len(data) > bounds.max_bytes:
        return MediaProblem.LARGE
    return MediaProblem.POSITION if names_position(data) else MediaFile(data, suffix)


def _still(folder: Path, wanted: WantedMedia, bounds: Bounds) -> MediaFile | None:
    """Return the picture beside a film that has its name: its still frame."""
    stem = wanted.path.rpartition(".")[0]
    for suffix in _STILLS:
        opened = open_media(folder, f"{stem}{suffix}") if stem else MediaProblem.MISSING
        if isinstance(opened, MediaProblem):
            continue
        with opened as file:
            found = _attempt(file, wanted, bounds)
        if isinstance(found, MediaFile):
            return MediaFile(found.data, found.suffix, is_still=True)
    return None
