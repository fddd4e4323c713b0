"""Zips inside zips, read in place: exports of 2018 to January 2020 keep their pictures in such.

Reading a zip needs seeking, first to its end. Where the inner one is deflated, that means inflating
what is before, so the state of the inflation is kept at intervals, to go on from there.
"""

import errno
import io
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from bot.ingest.files.input_file import DiskFile, InputFile
from bot.ingest.files.tars import TarMember, is_named_tar, is_tar, tar_members
from bot.ingest.files.walk import kind_below
from bot.ingest.files.zips import BUFFER, Budget, Contents, ZipMember, members

if TYPE_CHECKING:
    from zlib import _Decompress

_MOST_POINTS = 256  # of about 50 kB
_LEAST_INTERVAL = 4 << 20  # bytes


def separate_zips(files: Iterable[InputFile]) -> tuple[list[InputFile], list[DiskFile | ZipMember]]:
    """Return the files that are no zips, and the zips, by their names; tars on disk count as zips.

    A zip that is never to be read is among the former: it is not to be opened. The names of `files`
    begin with the path that the user gave.
    """
    others: list[InputFile] = []
    zips: list[DiskFile | ZipMember] = []
    for file in files:
        is_zip = is_named_zip(file.name) and isinstance(file, DiskFile | ZipMember)
        is_tar = is_named_tar(file.name) and isinstance(file, DiskFile)
        if (is_zip or is_tar) and not kind_below(file.name):
            zips.append(cast(DiskFile | ZipMember, file))
        else:
            others.append(file)
    return others, zips


def contents_of(
    file: DiskFile | ZipMember, budget: Budget
) -> Iterator[ZipMember] | Iterator[TarMember]:
    """Yield the files in a zip on disk or in a zip, or in a tar on disk.

    Raises as `members` and `tar_members` do.
    """
    if isinstance(file, DiskFile):
        if not is_named_zip(file.name) and is_tar(_beginning(file)):
            return tar_members(file, str(file.path), budget)
        return members(file, str(file.path), budget)
    nested = NestedZip(file)
    return members(nested, nested.path, budget)


def is_named_zip(name: str) -> bool:
    """Return whether a file of this name is a zip."""
    return name.lower().endswith(".zip")


def _beginning(file: DiskFile) -> bytes:
    with file.open() as opened:
        return opened.read(BUFFER)


class _Point(NamedTuple):
    """The state after `read` bytes, whose checksum is `crc`, were inflated from `packed` bytes."""

    read: int
    packed: int
    crc: int | None
    inflate: "_Decompress"


class _Points(list[_Point]):
    """The states kept for one zip, by position. They are not sent to other processes."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _Points, ()


@dataclass(frozen=True, slots=True)
class NestedZip:
    """A zip that is a member of another, as a file whose reader can seek."""

    member: ZipMember
    _points: _Points = field(default_factory=_Points, repr=False, compare=False)

    @property
    def name(self) -> str:
        """How the zip is reported."""
        return self.member.name

    @property
    def size(self) -> int:
        """The size in bytes, as the outer zip states it."""
        return self.member.size

    @property
    def identity(self) -> tuple[str, str]:
        """The outer zip and the folder in it, as one path, and the zip's own name."""
        return self.member.identity

    @property
    def path(self) -> str:
        """How messages name the zip."""
        return str(Path(self.member.zip_path, self.member.inside))

    def open(self) -> BinaryIO:
        """Open the zip for reading and seeking. Raises as `ZipMember.open` does."""
        return cast(
            BinaryIO, io.BufferedReader(_SeekableContents(self.member, self._points), BUFFER)
        )


class _SeekableContents(Contents):
    """The unpacked bytes of a zip in a zip, in any order; `points` is filled and used."""

    def __init__(self, member: ZipMember, points: _Points) -> None:
        super().__init__(member)
        self._points = points
        self._interval = max(_LEAST_INTERVAL, member.size // _MOST_POINTS)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._read, io.SEEK_END: self._member.size}[whence]
        target = base + offset
        if target < 0:
            # never translated: it is no text for users
            raise OSError(errno.EINVAL, "the position is before the beginning")
        if self._inflate is None:
            target = min(target, self._member.compressed)
            if target != self._read:
                self._resume(target, target, None)
        else:
            self._inflate_to(target)
        return self._read

    def _next_bytes(self, most: int) -> bytes:
        data = super()._next_bytes(most)
        last = self._points[-1].read if self._points else 0
        if self._inflate and self._read >= last + self._interval and not self._done:
            state = self._inflate.copy()
            self._points.append(_Point(self._read, self._packed_read, self._crc, state))
        return data

    def _inflate_to(self, target: int) -> None:
        """Move to `target`, or to the end, from the nearest state before it."""
        index = bisect_right(self._points, target, key=lambda point: point.read)
        nearest = self._points[index - 1] if index else None
        start = nearest.read if nearest else 0
        if not start <= self._read <= target:
            if nearest:
                self._inflate = nearest.inflate.copy()
                self._resume(nearest.read, nearest.packed, nearest.crc)
            else:
                self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
                self._resume(0, 0, 0)
        while self._read < target and self._next_bytes(min(BUFFER, target - self._read)):
            pass

    def _resume(self, read: int, packed: int, crc: int | None) -> None:
        self._file.seek(self._start + packed)
        self._read, self._packed_read, self._crc = read, packed, crc
        self._packed_left = self._member.compressed - packed
        self._done = False
