"""Reading tars in place, compressed by gzip or not: nothing is unpacked.

The standard library reads the headers. A tar has no list of its members, so all of it is read once
to find them; gzip's checksums are verified meanwhile. Of a compressed one the state is kept at
intervals, to go on from there: any member is then found within a 256th of the file. Where files are
read in their order, each goes on where the last one ended, and media are read so.

No member is ever written under its own name. Mastodon up to 4.1 writes absolute ones, which are
those of its own disk, so these are ordinary.
"""

import io
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from bot.ingest.files.gzips import GZIP, GZIP_SIGNATURE, Inflated, InflationPoints
from bot.ingest.files.input_file import DiskFile, UnreadableError
from bot.ingest.files.zips import BROKEN, BUFFER, LINK, METHOD, OUTSIDE, Budget, printable
from bot.languages import lazy

_NAMES = (".tar.gz", ".tgz", ".tar")
_BLOCK = 512  # bytes
_MAGIC, _MAGIC_AT = b"ustar", 257
_LONGEST_HEADER = 1 << 20  # bytes; a header with a long name has some thousands
_MOST_MEMBERS = 1_000_000  # an account of ten years has some ten thousand
_MANY = lazy("it holds more than {count:,} files")


def is_named_tar(name: str) -> bool:
    """Return whether a file of this name is a tar."""
    return name.lower().endswith(_NAMES)


def is_tar(beginning: bytes) -> bool:
    """Return whether a file that begins so is a tar, compressed by gzip or not."""
    if beginning.startswith(GZIP_SIGNATURE):
        try:
            beginning = zlib.decompressobj(GZIP).decompress(beginning, _BLOCK)
        except zlib.error:
            return False
    return beginning[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC


@dataclass(frozen=True, slots=True)
class Tar:
    """A tar on disk. `path` is how messages name it."""

    file: DiskFile
    path: str
    budget: Budget = field(repr=False, compare=False)
    is_compressed: bool
    points: InflationPoints = field(default_factory=InflationPoints, repr=False, compare=False)

    def open(self, position: int = 0) -> io.RawIOBase | BinaryIO:
        """Open what is in the tar at a position. Raises OSError and ArchiveFileError.

        Of a compressed one no byte is read ahead, so that the next reader can go on from there.
        """
        if self.is_compressed:
            return Inflated(self.file, self.path, self.budget, self.points, position)
        opened = self.file.open()
        opened.seek(position)
        return opened


@dataclass(frozen=True, slots=True)
class TarMember:
    """A file in `tar`. `inside` is its path there; `offset` is that of its data, in bytes."""

    tar: Tar
    name: str
    inside: str
    size: int
    offset: int

    @property
    def identity(self) -> tuple[str, str]:
        """The tar and the folder in it, as one path, and the file's own name."""
        folder, _, name = self.inside.rpartition("/")
        return f"{'/'.join(self.tar.file.identity)}/{folder}", name

    def open(self) -> BinaryIO:
        """Open the file for reading bytes.

        Raises OSError, and ArchiveFileError for damage and for exceeded limits; so does reading.
        """
        return cast(BinaryIO, io.BufferedReader(_Contents(self), BUFFER))


def tar_members(file: DiskFile, path: str, budget: Budget) -> Iterator[TarMember]:
    """Yield the files in a tar, which messages call `path`, in its own order.

    Hidden files are skipped. Raises ArchiveFileError for a tar that is damaged, or that holds a
    link, a device or a name with `..`, even if that member would not be read.
    """
    with file.open() as beginning:
        is_compressed = beginning.read(len(GZIP_SIGNATURE)) == GZIP_SIGNATURE
    tar = Tar(file, path, budget, is_compressed)
    members: list[TarMember] = []
    try:
        with cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, tar.open()), BUFFER)) as stream:
            members += _listed(tar, _HeaderReader(tar, stream))
            while stream.read(BUFFER):
                pass  # up to the checksum
    except (tarfile.TarError, ValueError, EOFError, OverflowError) as error:
        raise UnreadableError(path, BROKEN) from error
    yield from members


def _listed(tar: Tar, reader: "_HeaderReader") -> Iterator[TarMember]:
    with tarfile.TarFile(fileobj=cast(BinaryIO, reader), mode="r") as opened:
        count = 0
        while info := opened.next():
            cast(Any, opened).members.clear()  # the library keeps all
            count += 1
            if count > _MOST_MEMBERS:
                raise UnreadableError(tar.path, _MANY.filled(count=_MOST_MEMBERS))
            if member := _member(tar, info):
                yield member
        # A damaged header looks like the end to the library.
        reader.seek(opened.offset)
        if reader.read(_BLOCK).strip(b"\0"):
            raise UnreadableError(tar.path, BROKEN)


def _member(tar: Tar, info: tarfile.TarInfo) -> TarMember | None:
    """Return a member that is to be looked at. Raises UnreadableError for what no tar may hold."""
    name = printable(info.name)
    inside = info.name.replace("\\", "/").removeprefix("./").lstrip("/")
    if ".." in inside.split("/") or "\0" in inside:
        raise UnreadableError(tar.path, OUTSIDE.filled(file=name))
    if info.isdir():
        return None
    if not info.isfile():
        raise UnreadableError(tar.path, LINK.filled(file=name))
    if info.issparse():
        raise UnreadableError(tar.path, METHOD.filled(file=name))
    parts = inside.split("/")
    is_hidden = parts[0] == "__MACOSX" or parts[-1].startswith(".")
    # An absolute name has folders of a server's disk, which may be hidden there.
    is_hidden = is_hidden or (
        not info.name.startswith("/") and any(part.startswith(".") for part in parts)
    )
    if not parts[-1] or is_hidden:
        return None
    inside = printable(inside)
    return TarMember(tar, f"{tar.file.name}/{inside}", inside, info.size, info.offset_data)


class _HeaderReader:
    """Reads headers, and none that is too long: the library reads each in one piece."""

    def __init__(self, tar: Tar, stream: BinaryIO) -> None:
        self._tar = tar
        self._stream = stream
        self.name = ""  # the library looks for one
        self.mode = "rb"

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _LONGEST_HEADER:
            raise UnreadableError(self._tar.path, BROKEN)
        return self._stream.read(size)

    def seek(self, position: int) -> int:
        return self._stream.seek(position)

    def tell(self) -> int:
        return self._stream.tell()


class _Contents(io.RawIOBase):
    """The bytes of one member."""

    def __init__(self, member: TarMember) -> None:
        super().__init__()
        self._member = member
        self._left = member.size
        self._stream = member.tar.open(member.offset)

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._member.size - self._left

    # never translated
    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        wanted = min(len(buffer), self._left)
        data = (self._stream.read(wanted) or b"") if wanted else b""
        if wanted and not data:
            raise UnreadableError(self._member.tar.path, BROKEN)
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
