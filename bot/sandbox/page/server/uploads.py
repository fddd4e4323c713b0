"""Files that a visitor drops on the page, written below a folder of their batch as they arrive."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

_BATCH = re.compile(r"[0-9A-Za-z_-]{1,64}")
_PART_BYTES, _MAX_PARTS = 255, 32
_FORBIDDEN = re.compile(r"[\x00-\x1f\\:]")
_CHUNK = 1 << 20


class UploadError(Exception):
    """A file is not taken. The message is the key of its sentence in `bot.sandbox.page.words`."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is taken at most: files and bytes of a batch, and batches at a time."""

    files: int = 50_000
    bytes: int = 16 << 30
    batches: int = 4


class _Batch:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = 0
        self.bytes = 0


class Uploads:
    """Batches of files, in a temporary folder that is removed by `close`."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._folder = Path(tempfile.mkdtemp(prefix="throwback-dropped-"))
        self._batches: dict[str, _Batch] = {}

    def close(self) -> None:
        """Remove all files."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def folder(self, id: str) -> Path:
        """Return the folder of a batch. Raises UploadError if nothing was dropped."""
        if id not in self._batches:
            raise UploadError("nothing_dropped")
        return self._batches[id].folder

    async def remove(self, id: str) -> None:
        """Remove a batch, if it is there."""
        batch = self._batches.pop(id, None)
        if batch is not None:
            await asyncio.to_thread(shutil.rmtree, batch.folder, ignore_errors=True)

    async def add(self, id: str, path: str, data: AsyncIterator[bytes]) -> None:
        """Write one file, as its bytes arrive. Raises UploadError, and leaves no part of it."""
        parts = _parts(path)
        batch = self._batch(id)
        if batch.files >= self._bounds.files:
            raise UploadError("too_many_files")
        batch.files += 1
        target, written = batch.folder.joinpath(*parts), 0
        is_whole = False
        try:
            await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
            file = await asyncio.to_thread(target.open, "wb")
            try:
                async for chunk in _gathered(data):
                    written += len(chunk)
                    batch.bytes += len(chunk)
                    if batch.bytes > self._bounds.bytes:
                        raise UploadError("too_large")
                    await asyncio.to_thread(file.write, chunk)
            finally:
                await asyncio.to_thread(file.close)
            is_whole = True
        except OSError as error:  # the disk is full, or a file has the name of a folder
            raise UploadError("not_written") from error
        finally:
            if not is_whole:
                batch.files -= 1
                batch.bytes -= written
                if target.is_file():
                    target.unlink(missing_ok=True)

    def _batch(self, id: str) -> _Batch:
        if not _BATCH.fullmatch(id):
            raise UploadError("bad_name")
        if id not in self._batches:
            if len(self._batches) >= self._bounds.batches:
                raise UploadError("too_many_files")
            folder = self._folder / id
            folder.mkdir()
            self._batches[id] = _Batch(folder)
        return self._batches[id]


def _parts(path: str) -> list[str]:
    """Return the names of a relative path, as a browser gives it. Raises UploadError."""
    parts = path.split("/")
    if len(parts) > _MAX_PARTS or _FORBIDDEN.search(path):
        raise UploadError("bad_name")
    for part in parts:
        if part in {"", ".", ".."} or len(part.encode(errors="replace")) > _PART_BYTES:
            raise UploadError("bad_name")
    return parts


async def _gathered(data: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield bytes in larger pieces: each costs a thread its turn."""
    pieces, size = [], 0
    async for piece in data:
        pieces.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield b"".join(pieces)
            pieces, size = [], 0
    if pieces:
        yield b"".join(pieces)
