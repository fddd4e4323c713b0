"""The blocks of a repository: an index by hash that takes little memory, and where they are read.

The blocks of a file come in any order, and a walk through the tree needs them in another, so each
is read again from where it stands. Per block the index takes 25 bytes; a dictionary takes 200.
"""

import os
import tempfile
from typing import IO, BinaryIO

from bot.ingest.bluesky.cbor import MAX_BLOCK

_BUCKET_BYTES = 2  # of the digest choose a bucket
_KEPT = 16  # bytes of the digest: nobody makes two blocks that agree in so many
_NUMBER = 8  # bytes of a position
_ENTRY = _KEPT - _BUCKET_BYTES + _NUMBER
_LENGTH_BITS = MAX_BLOCK.bit_length()
_LENGTHS = (1 << _LENGTH_BITS) - 1
_IN_MEMORY = 4 << 20  # bytes


class BlockIndex:
    """Positions of blocks by SHA-256. A position is a number above 0."""

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(1 << 8 * _BUCKET_BYTES)]

    def add(self, digest: bytes, position: int) -> None:
        """Add a block."""
        bucket = self._buckets[digest[0] << 8 | digest[1]]
        bucket += digest[_BUCKET_BYTES:_KEPT] + position.to_bytes(_NUMBER)

    def find(self, digest: bytes) -> int:
        """Return the position of a block; 0 if there is none."""
        bucket = self._buckets[digest[0] << 8 | digest[1]]
        wanted = digest[_BUCKET_BYTES:_KEPT]
        found = bucket.find(wanted)
        while found % _ENTRY and found > 0:  # inside of entries, by chance
            found = bucket.find(wanted, found + 1)
        if found < 0:
            return 0
        end = found + _ENTRY
        return int.from_bytes(bucket[end - _NUMBER : end])


class BlockStore:
    """The bytes of blocks, read again by position.

    A file that can seek is used itself. One in a zip cannot, and inflating it anew for each block
    would take hours, so its blocks are copied to a temporary file, which has no name in the folder
    and ends with the import. Blobs, most of a large file, are not copied. `size` is that of all
    blocks, in bytes.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.size = 0
        self._copy: IO[bytes] | None = None
        if not file.seekable():
            self._copy = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - see `close`
            self._copy.write(b"\0")  # no position is 0
        self._file: IO[bytes] = self._copy or file
        self._end = 1
        # One call of the system instead of two; a file in memory, and Windows, have none.
        self._descriptor = None if self._copy or not hasattr(os, "pread") else _descriptor(file)

    def keep(self, block: bytes, offset: int) -> int:
        """Return the position of a block that the file has at `offset`, above 0."""
        self.size += len(block)
        if self._copy is not None:
            self._copy.write(block)
            offset = self._end
            self._end += len(block)
        return offset << _LENGTH_BITS | len(block)

    def read(self, position: int) -> bytes:
        """Return the block at a position, or less of it if the file was cut meanwhile."""
        length, offset = position & _LENGTHS, position >> _LENGTH_BITS
        if self._descriptor is not None:
            return os.pread(self._descriptor, length, offset)
        self._file.seek(offset)
        return self._file.read(length)

    def close(self) -> None:
        """Remove the temporary file, if there is one."""
        if self._copy is not None:
            self._copy.close()


def _descriptor(file: BinaryIO) -> int | None:
    try:
        return file.fileno()
    except OSError:
        return None
