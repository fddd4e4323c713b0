"""Films, which are sent as they are or not at all: what they are, and what they say of a place."""

import struct
from collections.abc import Iterator

HEAD = 12
"""The bytes at the beginning of a file that say whether it is a film."""

_WEBM = b"\x1a\x45\xdf\xa3"
# The kinds of files in boxes, which pictures such as HEIC and AVIF are as well, that are films.
_BRANDS = (
    b"iso", b"mp4", b"mp7", b"M4", b"qt", b"3g", b"avc", b"hvc", b"dash", b"cmf", b"MSNV", b"XAVC",
    b"F4V", b"f4v", b"mmp4",
)  # fmt: skip
# Where phones, cameras and editors note where a film was made.
_POSITIONS = (
    b"\xa9xyz", b"location.ISO6709", b"loci", b"GPSLatitude", b"GPSCoordinates", b"LOCATION",
    b"gpmd", b"camm",
)  # fmt: skip
_MEDIA_DATA = b"mdat"
_BOX = 8  # bytes at the beginning of a box


def film_suffix(head: bytes) -> str | None:
    """Return the suffix of a film by its first HEAD bytes, None for another file."""
    if head.startswith(_WEBM):
        return ".webm"
    return ".mp4" if head[4:8] == b"ftyp" and head[8:].startswith(_BRANDS) else None


def names_position(data: bytes) -> bool:
    """Return whether a film says where it was made."""
    return any(sign in part for part in _descriptions(data) for sign in _POSITIONS)


def _descriptions(data: bytes) -> Iterator[bytes]:
    """Yield the parts of a film besides what is seen and heard: any bytes may occur in that."""
    at = 0
    while at + _BOX <= len(data) and data[4:8] == b"ftyp":
        size, name = struct.unpack_from(">I4s", data, at)
        if size == 1 and at + 16 <= len(data):
            (size,) = struct.unpack_from(">Q", data, at + 8)
        if size < _BOX or at + size > len(data):
            break
        if name != _MEDIA_DATA:
            yield data[at : at + size]
        at += size
    if at < len(data):
        yield data[at:]
