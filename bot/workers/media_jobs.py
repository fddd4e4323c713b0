"""The jobs of the worker on media files. Pillow is loaded when one is done: in the worker alone."""

from dataclasses import dataclass
from pathlib import Path

from bot.archive.posts.media_files import MediaProblem, PreparedMedia, WantedMedia


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a file may have: `max_bytes` when it is sent, `max_pixels` when it is read."""

    max_bytes: int
    max_pixels: int


def memory_for(max_pixels: int) -> int:
    """Return the bytes that a worker needs for a picture of so many pixels, with some copies."""
    return (1 << 30) + 24 * max_pixels


def prepare(folder: Path, wanted: WantedMedia, bounds: Bounds) -> PreparedMedia:
    """Return a file of the media folder as it can be sent, or why it cannot be."""
    from bot.workers import preparation  # noqa: PLC0415 - see above

    return preparation.prepare(folder, wanted, bounds)


def verify(folder: Path, path: str, max_pixels: int) -> MediaProblem | None:
    """Read a file of the media folder whole; return what is wrong with it."""
    from bot.workers import preparation  # noqa: PLC0415 - see above

    return preparation.verify(folder, path, max_pixels)
