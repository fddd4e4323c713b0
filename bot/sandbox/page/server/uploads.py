"""Files that a visitor drops on the page, written below a folder of their batch as they arrive."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

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
        self.users = 0  # files that are being written, and the import; it is idle without any


class Uploads:
    """Batches of files, in a temporary folder that is removed by `close`.

    A page that was closed, or failed, never has its batch imported. So the batch that has been idle
    longest makes room for another one.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._folder = Path(tempfile.mkdtemp(prefix="throwback-dropped-"))
        self._batches: dict[str, _Batch] = {}

    def close(self) -> None:
        """Remove all files."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def folder(self, id: str) -> Path:
        """Return the folder of a batch, which stays from now on until it is removed.

        Raises UploadError if nothing was dropped.
        """
        if id not in self._batches:
            raise UploadError("nothing_dropped")
        self._batches[id].users += 1
        return self._batches[id].folder

    async def remove(self, id: str) -> None:
        """Remove a batch, if it is there."""
        batch = self._batches.pop(id, None)
        if batch is not None:
            await asyncio.to_thread(shutil.rmtree, batch.folder, ignore_errors=True)

    async def add(self, id: str, path: str, data: AsyncIterator[bytes]) -> None:
        """Write one file, as its bytes arrive. Raises UploadError, and leaves no part of it."""
        parts = _parts(path)
        batch = await self._batch(id)
        if batch.files >= self._bounds.files:
            raise UploadError("too_many_files")
        batch.files += 1
        batch.users += 1
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
        # The disk is full, a file has the name of a folder, or the body is not what it says.
        except (OSError, web.RequestPayloadError) as error:
            raise UploadError("not_written") from error
        finally:
            batch.users -= 1
            if not is_whole:
                batch.files -= 1
                batch.bytes -= written
                with suppress(OSError):  # it is not there, or is a folder
                    target.unlink()

    async def _batch(self, id: str) -> _Batch:
        if not _BATCH.fullmatch(id):
            raise UploadError("bad_name")
        if id in self._batches:
            batch = self._batches.pop(id)
            self._batches[id] = batch  # the last: it was used last
            return batch
        idle = next((key for key, one in self._batches.items() if not one.users), None)
        is_full = len(self._batches) >= self._bounds.batches
        if is_full and idle is None:
            raise UploadError("too_many_files")
        folder = self._folder / id
        folder.mkdir()
        batch = self._batches[id] = _Batch(folder)
        if is_full and idle is not None:
            batch.users += 1
            await self.remove(idle)
            batch.users -= 1
        return batch


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
