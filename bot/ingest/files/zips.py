"""Reading zips in place: nothing is unpacked, and no header is trusted that can be checked.

The standard library reads the list of members. Members are decompressed here, so that every byte is
counted before it is passed on: a header may lie about sizes, and many members may share one file's
data. The format: PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.4.4 (flags) and 4.4.5
(methods).
"""

import errno
import io
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bot.ingest.files.input_file import InputFile, UnreadableError
from bot.languages import Message, lazy

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""The first bytes of a zip: those of a member or, if it is empty, of its end record."""

BUFFER = 1 << 16
"""Bytes that are read at once."""

# Translators: such reasons follow the name of a zip and a colon.
BROKEN = lazy("it is cut off or damaged; download or copy it again")
_CHECKSUM = lazy("its “{file}” is damaged: what it holds does not match its checksum")
OUTSIDE = lazy("it holds “{file}”, a name that leads out of the folder it is unpacked in")
LINK = lazy("it holds “{file}”, which is a link or a device and no file")
_LOCKED = lazy("its “{file}” is encrypted; unpack it and name the folder")
METHOD = lazy(
    "its “{file}” is compressed in a way that Throwback does not know; unpack it, name the folder"
)
RATIO = lazy(
    "its “{file}” unpacks to more than {times} times its size, as only a zip bomb does "
    "(IMPORT_MAX_RATIO)"
)
BYTES = lazy("it unpacks to more than {size:,} GB in all (IMPORT_MAX_GB)")

_ENCRYPTED = 0x1 | 0x40  # flag bits: encrypted, strongly encrypted
_LOCAL = struct.Struct("<4s2xH18xHH")  # signature, flags, lengths of name and extra field
RATIO_EXEMPT = 1 << 20  # bytes; smaller files may have any compression ratio

# What the standard library raises for a damaged list of members.
_LIST_ERRORS = (BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, IndexError,
                OverflowError, zlib.error)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """The limits on the unpacked contents of zips.

    `ratio` is the highest compression ratio of a file: that of posts is 10 to 25, and hardly any
    real file reaches 100, while bombs come near deflate's own limit of 1,032.
    `bytes` is the largest unpacked size of all files read in one import together: whole exports
    reach tens of GB, nearly all of it films.
    """

    ratio: int = 200
    bytes: int = 100 * 10**9


@dataclass(slots=True)
class Budget:
    """The use of one import's limits. Reading a file again costs nothing more."""

    limits: ZipLimits
    spent: int = 0  # bytes
    _bytes_read: dict[tuple[str, int], int] = field(default_factory=dict)

    def spend(self, member: tuple[str, int], read: int) -> bool:
        """Record that `read` bytes of `member` were read; return whether the limit is kept."""
        before = self._bytes_read.get(member, 0)
        if read > before:
            self._bytes_read[member] = read
            self.spent += read - before
        return self.spent <= self.limits.bytes


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in `zip`. `inside` is its path there; sizes are in bytes, as the zip states them.

    `zip_path` is how messages name the zip.
    """

    zip: InputFile
    zip_path: str
    name: str
    inside: str
    size: int
    budget: Budget = field(repr=False, compare=False)
    compressed: int
    offset: int
    checksum: int
    deflated: bool

    @property
    def identity(self) -> tuple[str, str]:
        """The zip and the folder in it, as one path, and the file's own name."""
        folder, _, name = self.inside.rpartition("/")
        return f"{'/'.join(self.zip.identity)}/{folder}", name

    def open(self) -> BinaryIO:
        """Open the file for reading bytes.

        Raises OSError, and ArchiveFileError for damage and for exceeded limits; so does reading.
        """
        return cast(BinaryIO, io.BufferedReader(Contents(self), BUFFER))


def members(file: InputFile, path: str, budget: Budget) -> Iterator[ZipMember]:
    """Yield the files in the zip `file`, which messages call `path`, in the zip's own order.

    What `file` opens must be seekable. Hidden files and those that macOS adds are skipped. Raises
    ArchiveFileError for a zip that is damaged, encrypted or compressed with an unknown method, and
    for one with a link or with a name that leads out of it, even if that member would not be read.
    """
    try:
        with file.open() as seekable, ZipFile(seekable) as opened:
            infos = opened.infolist()
    except _LIST_ERRORS as error:
        raise UnreadableError(path, BROKEN) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # The end record points before the start of the file.
        raise UnreadableError(path, BROKEN) from error
    for info in infos:
        inside = _path_of(info)
        if reason := _refusal(info, inside):
            raise UnreadableError(path, reason.filled(file=printable(info.orig_filename)))
    for info in infos:
        inside = _path_of(info)
        parts = inside.split("/")
        if not parts[-1] or parts[0] == "__MACOSX" or any(p.startswith(".") for p in parts):
            continue
        yield ZipMember(
            zip=file,
            zip_path=path,
            name=f"{file.name}/{printable(inside)}",
            inside=inside,
            size=info.file_size,
            budget=budget,
            compressed=info.compress_size,
            offset=info.header_offset,
            checksum=info.CRC,
            deflated=info.compress_type == ZIP_DEFLATED,
        )


def _path_of(info: ZipInfo) -> str:
    # Some programs on Windows write backslashes, so names are checked with those replaced.
    path = info.orig_filename.replace("\\", "/")
    return path.removeprefix("./")


def _refusal(info: ZipInfo, inside: str) -> Message | None:
    """Return the reason to refuse a zip with this member, None if there is none."""
    if inside.startswith("/") or inside[1:2] == ":" or ".." in inside.split("/") or "\0" in inside:
        return OUTSIDE
    if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return LINK
    if info.flag_bits & _ENCRYPTED:
        return _LOCKED
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return METHOD
    return None


def printable(name: str) -> str:
    """Return the name of a member with unprintable characters replaced: it may hold anything."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


class Contents(io.RawIOBase):
    """The unpacked bytes of a member, read sequentially and counted."""

    def __init__(self, member: ZipMember) -> None:
        super().__init__()
        self._member = member
        self._packed_left = member.compressed
        self._packed_read = self._read = 0
        self._crc: int | None = 0  # None if not all before was read
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if member.deflated else None
        self._done = False
        self._file = member.zip.open()
        try:
            self._seek()
        except BaseException:
            self._file.close()
            raise

    def _seek(self) -> None:
        """Seek to the start of the data, which only the member's own header gives."""
        try:
            self._file.seek(max(0, self._member.offset))
            magic, flags, *lengths = _LOCAL.unpack(self._file.read(_LOCAL.size))
            self._start = self._file.seek(sum(lengths), io.SEEK_CUR)
        except (struct.error, ValueError, OverflowError) as error:
            raise UnreadableError(self._member.zip_path, BROKEN) from error
        if magic != ZIP_SIGNATURES[0]:
            raise UnreadableError(self._member.zip_path, BROKEN)
        if flags & _ENCRYPTED:
            raise self._refused(_LOCKED)

    def readable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._read

    # never translated
    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Read into `buffer`. Raises OSError and ArchiveFileError."""
        data = self._next_bytes(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the zip too."""
        self._file.close()
        super().close()

    def _next_bytes(self, most: int) -> bytes:
        """Return the next unpacked bytes, at most `most`; none at the end."""
        data = b""
        while not data and not self._done:
            data = self._next_inflated(most) if self._inflate else self._next_stored(most)
        self._read += len(data)
        if self._crc is not None:
            self._crc = zlib.crc32(data, self._crc)
        limits = self._member.budget.limits
        if self._read > max(RATIO_EXEMPT, self._packed_read * limits.ratio):
            raise self._refused(RATIO, times=limits.ratio)
        if not self._member.budget.spend((self._member.zip_path, self._member.offset), self._read):
            reason = BYTES.filled(size=limits.bytes // 10**9)
            raise UnreadableError(self._member.zip_path, reason)
        if self._done and not self._is_as_stated():
            raise self._refused(_CHECKSUM)
        return data

    def _is_as_stated(self) -> bool:
        """Return whether size and checksum are those that the zip states."""
        return self._read == self._member.size and self._crc in {None, self._member.checksum}

    def _next_stored(self, most: int) -> bytes:
        data = self._fetch(most)
        self._done = not self._packed_left
        return data

    def _next_inflated(self, most: int) -> bytes:
        inflate = self._inflate
        assert inflate is not None  # noqa: S101 - for the type checker
        feed = inflate.unconsumed_tail or self._fetch(BUFFER)
        try:
            data = inflate.decompress(feed, most)
        except zlib.error as error:
            raise self._refused(_CHECKSUM) from error
        if inflate.eof:
            self._done = True
        elif not data and not inflate.unconsumed_tail and not self._packed_left:
            raise self._refused(_CHECKSUM)  # the data ends early
        return data

    def _fetch(self, most: int) -> bytes:
        wanted = min(most, self._packed_left)
        data = self._file.read(wanted)
        if len(data) < wanted:
            raise UnreadableError(self._member.zip_path, BROKEN)
        self._packed_left -= wanted
        self._packed_read += wanted
        return data

    def _refused(self, reason: Message, **more: object) -> UnreadableError:
        inside = printable(self._member.inside)
        return UnreadableError(self._member.zip_path, reason.filled(file=inside, **more))
