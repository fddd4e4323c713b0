"""Prepared media files in a folder beside the database. All of it may be deleted at any time."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from bot.archive.posts.media_files import MediaFile
from bot.errors import DatabaseError, system_reason
from bot.languages import lazy

FOLDER = "media-cache"

MAX_SIZE = 512 << 20
"""Bytes that the folder may have, roughly; the files that were not shown for longest go first."""

_STILL = "-still"  # at the end of a name, before the suffix
_SUFFIXES = (".jpg", ".png", ".gif", ".webp", ".mp4", ".webm")
_CHECKED_EVERY = 64  # files that are added; to count them all takes a while


class MediaCache:
    """Files by keys of letters and digits. What cannot be read or written is not cached."""

    def __init__(self, beside: Path, max_size: int = MAX_SIZE) -> None:
        self._folder = beside / FOLDER
        self._max_size = max_size
        self._added = 0

    def get(self, key: str) -> MediaFile | None:
        """Return the file with a key."""
        for suffix in _SUFFIXES:
            for still in ("", _STILL):
                path = self._folder / f"{key}{still}{suffix}"
                with suppress(OSError):
                    data = path.read_bytes()
                    if not data:  # the machine stopped before it was written
                        continue
                    with suppress(OSError):
                        os.utime(path)
                    return MediaFile(data, suffix, bool(still))
        return None

    def put(self, key: str, file: MediaFile) -> None:
        """Keep a file. It appears when it is complete."""
        name = _name(key, file)
        part = self._folder / f".{os.getpid()}-{name}.part"
        with suppress(OSError):
            self._folder.mkdir(0o700, exist_ok=True)  # as the media folder
            try:
                part.write_bytes(file.data)
                part.replace(self._folder / name)
            finally:
                part.unlink(missing_ok=True)
            self._added += 1
            if self._added % _CHECKED_EVERY == 1:
                self._shrink()

    def remove(self, key: str, file: MediaFile) -> None:
        """Keep a file no longer."""
        with suppress(OSError):
            (self._folder / _name(key, file)).unlink(missing_ok=True)

    def clear(self) -> None:
        """Delete all files. Raises DatabaseError if one cannot be deleted."""
        try:
            with suppress(FileNotFoundError):
                shutil.rmtree(self._folder)
        except OSError as error:
            raise DatabaseError(
                lazy(
                    "{path} cannot be deleted: {reason}.",
                    path=self._folder,
                    reason=system_reason(error),
                )
            ) from error

    def _shrink(self) -> None:
        states = sorted((path.stat().st_mtime, path) for path in self._folder.iterdir())
        size = sum(path.stat().st_size for _, path in states)
        for _, path in states:
            if size <= self._max_size:
                return
            size -= path.stat().st_size
            path.unlink(missing_ok=True)


def _name(key: str, file: MediaFile) -> str:
    return f"{key}{_STILL if file.is_still else ''}{file.suffix}"
