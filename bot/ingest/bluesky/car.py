"""CAR files, version 1: frames of a length, the hash of a block, and the block itself.

Each block is checked against its hash. After a damaged frame, whose length may be what is damaged,
the next one is searched by the form of its hash: a frame counts if its hash is right.
Source: ipld.io/specs/transport/car/carv1.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from bot.ingest.bluesky.blocks import BlockIndex, BlockStore
from bot.ingest.bluesky.cbor import DIGEST, MAX_BLOCK, BadBlockError, decode, digest_of

_DAG_CBOR = b"\x01\x71\x12\x20"
_RAW = b"\x01\x55\x12\x20"
_CID = len(_DAG_CBOR) + DIGEST
_ANY_CID = re.compile(rb"\x01[\x71\x55]\x12\x20")
_MOST_DIGITS = 10  # bytes of a length
_SHORT_LENGTH = 4  # bytes of the length of a frame that is searched
_CHUNK = 4 << 20  # bytes that are read at once
_WINDOW = MAX_BLOCK + _CID + _MOST_DIGITS  # bytes that a frame with a block to keep may have
_MOST_HEADER = 1 << 16  # bytes
_HEADER = re.compile(rb"[\x11-\xff][\x00-\x7f]{0,2}\xa2(?:\x67version\x01)?\x65roots[\x80-\x98]")
_MOST_HASHED = 8  # times the bytes that were read: so much the search for frames may hash

Progress = Callable[[int], None]
"""Called with the bytes read since its last call."""


def is_repository(beginning: bytes) -> bool:
    """Return whether a file begins as a CAR file of version 1 does. 32 bytes are enough."""
    return _HEADER.match(beginning) is not None


@dataclass(slots=True)
class Frames:
    """What the frames of a file hold.

    `roots` are the hashes of the blocks that the header names. `broken` counts the runs of bytes
    inside that are no whole frame; `is_torn` says that the file ends in such a run.
    """

    roots: list[bytes]
    broken: int = 0
    is_torn: bool = False


class NoHeaderError(Exception):
    """A file whose header cannot be read."""


def scan(
    file: BinaryIO, size: int, index: BlockIndex, store: BlockStore, progress: Progress
) -> Frames:
    """Read a file of `size` bytes from its beginning; add its blocks to `index` and `store`.

    Blobs are not added. Raises NoHeaderError, and what reading the file raises.
    """
    return _Scanner(file, size, index, store, progress).frames()


class _Scanner:
    """`_buffer` is the part of the file from offset `_base` on; `_at` is the position in it."""

    def __init__(
        self,
        file: BinaryIO,
        size: int,
        index: BlockIndex,
        store: BlockStore,
        progress: Progress,
    ) -> None:
        self._file = file
        self._size = size
        self._index = index
        self._store = store
        self._progress = progress
        self._buffer = b""
        self._base = self._at = 0
        self._ended = False
        self._hashed = 0

    def frames(self) -> Frames:
        """Read the file to its end."""
        self._fill()
        frames = Frames(self._header())
        while True:
            self._whole_frames()
            if self._at < self._limit():
                if self._skip_blob():
                    continue
                if not self._search():
                    frames.is_torn = True
                    return frames
                frames.broken += 1
            elif self._ended:
                return frames
            else:
                self._fill()

    def _fill(self) -> None:
        """Read on, so that a frame at the position is in the buffer, if it is not too large."""
        if self._ended or len(self._buffer) - self._at >= _WINDOW:
            return
        chunk = self._file.read(_CHUNK)
        self._progress(len(chunk))
        self._ended = len(chunk) < _CHUNK
        self._buffer = self._buffer[self._at :] + chunk
        self._base += self._at
        self._at = 0

    def _limit(self) -> int:
        """Return up to where frames may begin that are whole in the buffer, or cut in the file."""
        return len(self._buffer) if self._ended else len(self._buffer) - _WINDOW + 1

    def _header(self) -> list[bytes]:
        length, start = _length_at(self._buffer, 0)
        self._at = start + length
        if not 0 < length <= min(_MOST_HEADER, len(self._buffer) - start):
            raise NoHeaderError
        try:
            header = decode(self._buffer[start : self._at])
            if header["version"] == 1:
                return [digest for root in header["roots"] if (digest := digest_of(root))]
        except (BadBlockError, KeyError, TypeError) as error:
            raise NoHeaderError from error
        raise NoHeaderError

    def _whole_frames(self) -> None:
        """Add the blocks at the position, up to the first frame that is damaged, or of a blob."""
        buffer, at, limit, base = self._buffer, self._at, self._limit(), self._base
        add, keep = self._index.add, self._store.keep
        while at < limit:
            length, start = buffer[at], at + 1
            if length > 0x7F:  # noqa: PLR2004 - seven bits of a length in each byte
                length, start = _length_at(buffer, at)
            end, begin = start + length, start + _CID
            if buffer[start : start + 4] != _DAG_CBOR or length < _CID or end - begin > MAX_BLOCK:
                break
            block, digest = buffer[begin:end], buffer[start + 4 : begin]
            if sha256(block).digest() != digest:
                break
            add(digest, keep(block, base + begin))
            at = end
        self._at = at

    def _skip_blob(self) -> bool:
        """Skip the frame of a blob; return whether there is one.

        One that is in the buffer is checked, a larger one is not: nothing of it is used.
        """
        length, start = _length_at(self._buffer, self._at)
        end = start + length
        if self._buffer[start : start + 4] != _RAW or length < _CID:
            return False
        if end <= len(self._buffer):
            if not self._is_right(start, end):
                return False
            self._at = end
            return True
        if length - _CID <= MAX_BLOCK or self._base + end > self._size:
            return False
        return self._skip(end - len(self._buffer))

    def _skip(self, size: int) -> bool:
        """Drop the buffer and skip `size` bytes; return False at the end of the file."""
        self._base += len(self._buffer)
        self._buffer, self._at = b"", 0
        while size:
            chunk = self._file.read(min(size, _CHUNK))
            if not chunk:
                self._ended = True
                return False
            self._progress(len(chunk))
            self._base += len(chunk)
            size -= len(chunk)
        self._fill()
        return True

    def _search(self) -> bool:
        """Move to the next frame whose hash is right; return whether there is one."""
        self._at += 1
        while True:
            for match in _ANY_CID.finditer(self._buffer, self._at):
                cid = match.start()
                for start in range(cid - 1, max(cid - _SHORT_LENGTH, self._at) - 1, -1):
                    if self._is_frame(start, cid):
                        self._at = start
                        return True
                if self._hashed > _MOST_HASHED * (self._base + len(self._buffer)):
                    return False
            if self._ended:
                return False
            # A frame that begins behind the limit may not be whole in the buffer yet.
            self._at = max(self._at, self._limit())
            self._fill()

    def _is_frame(self, at: int, cid: int) -> bool:
        """Return whether there is a whole frame at `at` whose hash begins at `cid`."""
        length, start = _length_at(self._buffer, at)
        end = start + length
        if start != cid or not _CID <= length <= MAX_BLOCK + _CID or end > len(self._buffer):
            return False
        return self._is_right(start, end)

    def _is_right(self, start: int, end: int) -> bool:
        begin = start + _CID
        self._hashed += end - begin
        return sha256(self._buffer[begin:end]).digest() == self._buffer[start + 4 : begin]


def _length_at(buffer: bytes, at: int) -> tuple[int, int]:
    """Return the length that stands at a position, and where it ends; 0 if it is none."""
    length = 0
    for count, byte in enumerate(buffer[at : at + _MOST_DIGITS]):
        length |= (byte & 0x7F) << 7 * count
        if byte < 0x80:  # noqa: PLR2004 - the last byte
            return length, at + count + 1
    return 0, at + 1
