"""Preparation of a file from the media folder for sending, in the worker process.

No metadata leaves the archive: they may hold the position of somebody's home. So a file is sent as
it is only if it holds nothing but its picture, and is rewritten otherwise, or if it is too large.
Films cannot be rewritten here: one in which a position is found is not sent.
"""

import os
import re
import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from bot.archive.posts.media_files import MediaFile, MediaProblem, PreparedMedia, WantedMedia
from bot.workers.media_folder import open_media
from bot.workers.media_jobs import Bounds
from bot.workers.scaling import encode_moving, encode_still, upright

THUMBNAIL_SIDE = 320
"""Pixels of the longer side of a thumbnail: what Discord shows, on a screen of high density."""

_THUMBNAIL = (THUMBNAIL_SIDE, THUMBNAIL_SIDE)
_MAX_SIDE = 8192  # pixels; WebP has at most 16,383, and no screen shows as many
_MAX_MOVING = 120_000_000  # pixels of all frames together
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif"}
# Of the files that begin as MP4 does, those with these brands are films. HEIC and AVIF are none.
_MP4 = rb".{4}ftyp(?:iso.|mp4.|mp71|mmp4|avc1|M4V|qt  |3g|dash|cmf|MSNV|f4v)"
_FILMS = ((re.compile(_MP4, re.DOTALL), ".mp4"), (re.compile(rb"\x1a\x45\xdf\xa3"), ".webm"))
_STILLS = (".jpg", ".jpeg", ".png", ".webp")
# Where phones and cameras note where a film was made.
_POSITIONS = (b"\xa9xyz", b"location.ISO6709", b"loci", b"GPSLatitude", b"gpmd")
_END = 12  # bytes
_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82", "GIF": b";"}
_PLAIN_PNG = {"gamma", "dpi", "srgb", "interlace", "transparency", "aspect", "background"}
_PLAIN_GIF = {"version", "background", "transparency", "duration", "loop", "extension"}
_LOOP = b"NETSCAPE2.0"  # the extension that says how often a GIF repeats


def prepare(folder: Path, wanted: WantedMedia, bounds: Bounds) -> PreparedMedia:
    """Return a file of the media folder as it can be sent, or why it cannot be."""
    opened = open_media(folder, wanted.path)
    if isinstance(opened, MediaProblem):
        return opened
    with opened as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd metadata, which are dropped
        suffix = _film_suffix(file)
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
        if _film_suffix(file):
            while file.read(1 << 20):
                pass
            return None
        try:
            with _open(file) as image:
                if image.width * image.height > max_pixels:
                    return MediaProblem.PIXELS
                for frame in range(getattr(image, "n_frames", 1)):
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
    size = os.fstat(file.fileno()).st_size
    with _open(file) as image:
        pixels = image.width * image.height
        if pixels > bounds.max_pixels:
            return MediaProblem.PIXELS
        kind, frames = image.format or "", getattr(image, "n_frames", 1)
        if isinstance(image, JpegImageFile):  # phones put pictures for other uses behind the first
            kind, frames = "JPEG", 1
        if wanted.is_thumbnail:
            image.draft(image.mode, _THUMBNAIL)  # JPEGs are decoded at a part of their size
            image.thumbnail(_THUMBNAIL, reducing_gap=2.0)
            still = encode_still(upright(image), bounds.max_bytes, exact=False)
            return _file(still, is_still=frames > 1)
        if size <= bounds.max_bytes and pixels * frames <= _MAX_MOVING and _is_plain(image, file):
            file.seek(0)
            return MediaFile(file.read(), _SUFFIXES[kind])
        if frames > 1 and pixels * frames <= _MAX_MOVING:
            moving = encode_moving(image, size, bounds.max_bytes)
            if moving is not None:
                return MediaFile(*moving)
        image.seek(0)
        if max(image.size) > _MAX_SIDE:
            image.thumbnail((_MAX_SIDE, _MAX_SIDE), reducing_gap=2.0)
        exact = kind != "JPEG" and size <= bounds.max_bytes
        still = encode_still(upright(image), bounds.max_bytes, exact=exact)
        return _file(still, is_still=frames > 1)


def _file(encoded: tuple[bytes, str] | None, *, is_still: bool) -> PreparedMedia:
    return MediaProblem.LARGE if encoded is None else MediaFile(*encoded, is_still)


def _is_plain(image: Image.Image, file: BinaryIO) -> bool:
    """Return whether a file holds nothing but its picture, which everybody sees alike."""
    kind = image.format or ""
    for frame in range(getattr(image, "n_frames", 1)):
        image.seek(frame)
        image.load()
        extension = image.info.get("extension")
        if isinstance(image, JpegImageFile):
            names = {name for name, _ in image.applist}
            plain = names <= {"APP0", "APP14"} and image.mode in {"L", "RGB"}
        elif isinstance(image, PngImageFile):
            plain = image.info.keys() <= _PLAIN_PNG and not image.private_chunks
        elif isinstance(image, GifImageFile):
            plain = image.info.keys() <= _PLAIN_GIF and (not extension or extension[0] == _LOOP)
        else:
            plain = False
        if not plain:
            return False
    file.seek(-_END, os.SEEK_END)
    return file.read().endswith(_ENDS[kind])  # more may follow the end of a picture


def _film_suffix(file: BinaryIO) -> str | None:
    """Return the suffix of a film by its first bytes, None for another file."""
    head = file.read(_END)
    file.seek(0)
    return next((suffix for beginning, suffix in _FILMS if beginning.match(head)), None)


def _film(file: BinaryIO, suffix: str, bounds: Bounds) -> PreparedMedia:
    if os.fstat(file.fileno()).st_size > bounds.max_bytes:
        return MediaProblem.LARGE
    data = file.read()
    if any(sign in data for sign in _POSITIONS):
        return MediaProblem.POSITION
    return MediaFile(data, suffix)


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
