"""Reading what gzip compressed from any position on, without inflating all before it each time.

The state of the inflation is kept at intervals, and where a reader ended, for the next one.
"""

import io
import zlib
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.ingest.files.input_file import DiskFile, UnreadableError
from bot.ingest.files.zips import BROKEN, BUFFER, BYTES, RATIO, RATIO_EXEMPT, Budget

if TYPE_CHECKING:
    from zlib import _Decompress

GZIP_SIGNATURE = b"\x1f\x8b"
GZIP = zlib.MAX_WBITS | 16
"""What zlib calls the format."""

_MOST_POINTS = 256  # of about 50 kB
_LEAST_INTERVAL = 1 << 20  # compressed bytes


class _Point(NamedTuple):
    """The state after `read` bytes were inflated from `packed`; `pending` are left of these."""

    read: int
    packed: int
    pending: bytes
    inflate: "_Decompress"


class InflationPoints:
    """The states kept for one file, by position. They are not sent to other processes."""

    def __init__(self) -> None:
        self._kept: list[_Point] = []
        self._last: _Point | None = None  # where the last reader ended, for the next one

    def __reduce__(self) -> tuple[Any, ...]:
        return InflationPoints, ()

    def keep(self, point: _Point, interval: int) -> None:
        """Keep a copy of a state, if the one before is far away."""
        if point.packed >= (self._kept[-1].packed if self._kept else 0) + interval:
            self._kept.append(point._replace(inflate=point.inflate.copy()))

    def leave(self, point: _Point) -> None:
        """Leave the state of a reader that is closed to the next one."""
        self._last = point

    def nearest(self, target: int) -> _Point | None:
        """Return the last known state that is not behind `target`; None for the beginning."""
        index = bisect_right(self._kept, target, key=lambda point: point.read)
        kept = self._kept[index - 1] if index else None
        last = self._last
        if last and last.read <= target and (kept is None or kept.read <= last.read):
            self._last = None  # it is going to change
            return last
        return kept and kept._replace(inflate=kept.inflate.copy())


class Inflated(io.RawIOBase):
    """The contents of a compressed file from a position on, counted; it can be sought in.

    `path` is how messages name the file. Reading raises OSError, and ArchiveFileError for damage
    and for exceeded limits.
    """

    def __init__(
        self, file: DiskFile, path: str, budget: Budget, points: InflationPoints, position: int
    ) -> None:
        super().__init__()
        self._name = file.name
        self._path = path
        self._budget = budget
        self._points = points
        self._interval = max(_LEAST_INTERVAL, file.size // _MOST_POINTS)
        self._file = file.open()
        try:
            self._resume(position)
        except BaseException:
            self._file.close()
            raise

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
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

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position, or to the end, and return it. Raises as reading does."""
        target = offset + (self._read if whence == io.SEEK_CUR else 0)
        if whence == io.SEEK_END or target < 0:
            raise io.UnsupportedOperation
        if target < self._read:
            self._resume(target)
        while self._read < target and self._next_bytes(min(BUFFER, target - self._read)):
            pass
        return self._read

    def close(self) -> None:
        """Close the file, and leave the state to the next reader."""
        if not self.closed and not self._file.closed:
            self._points.leave(self._point())
            self._file.close()
        super().close()

    def _point(self) -> _Point:
        return _Point(self._read, self._packed, self._pending, self._inflate)

    def _resume(self, target: int) -> None:
        """Move to `target`, or to the end, from the nearest state before it."""
        point = self._points.nearest(target) or _Point(0, 0, b"", zlib.decompressobj(GZIP))
        self._read, self._packed, self._pending, self._inflate = point
        self._file.seek(self._packed)
        self.seek(target)

    def _next_bytes(self, most: int) -> bytes:
        """Return the next inflated bytes, at most `most`; none at the end."""
        data = b""
        while most and not data:  # a limit of 0 would be none to zlib
            if self._inflate.eof:
                self._pending = self._inflate.unused_data or self._pending or self._fetch()
                if not self._pending.strip(b"\0"):
                    return b""
                self._inflate = zlib.decompressobj(GZIP)  # gzips may be joined
            feed = self._inflate.unconsumed_tail or self._pending or self._fetch()
            self._pending = b""
            if not feed:
                raise UnreadableError(self._path, BROKEN)  # it ends early
            try:
                data = self._inflate.decompress(feed, most)
            except zlib.error as error:
                raise UnreadableError(self._path, BROKEN) from error
        self._read += len(data)
        self._check()
        return data

    def _check(self) -> None:
        """Hold the limits, and keep the state at intervals."""
        limits = self._budget.limits
        if self._read > max(RATIO_EXEMPT, self._packed * limits.ratio):
            raise UnreadableError(self._path, RATIO.filled(file=self._name, times=limits.ratio))
        if not self._budget.spend((self._path, 0), self._read):
            raise UnreadableError(self._path, BYTES.filled(size=limits.bytes // 10**9))
        if not self._inflate.eof:
            self._points.keep(self._point(), self._interval)

    def _fetch(self) -> bytes:
        data = self._file.read(BUFFER)
        self._packed += len(data)
        return data
