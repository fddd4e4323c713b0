"""Whether a file of a picture holds nothing but its picture, by its structure, byte by byte.

Decoders stop at the end of a picture and step over what they do not know, so they cannot say that
nothing else is there. Every part of a file has to be of a kind known here; what is not may be
metadata. From the specifications of JPEG (ITU-T T.81, JFIF), PNG and GIF89a.
"""

import re
import struct

# Of a JPEG: tables, frames and scans, but no comment, and of the application segments two alone.
_TABLES = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD}) - {0xC8}
_APPLICATION = {0xE0: (b"JFIF\0", 16), 0xEE: (b"Adobe", 14)}  # with their whole lengths
_SIGN, _END, _SCAN = 0xFF, 0xD9, 0xDA
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # what ends the data of a scan

_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
# The chunks of a PNG that are part of its picture, with the most bytes that each has; None: many.
_CHUNKS = {
    b"IHDR": 13, b"PLTE": 768, b"IDAT": None, b"IEND": 0, b"tRNS": 256, b"gAMA": 4, b"sRGB": 1,
    b"sBIT": 4, b"bKGD": 6, b"pHYs": 9,
}  # fmt: skip

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B  # blocks of a GIF
_CONTROL, _APPLICATION_BLOCK = 0xF9, 0xFF  # its extensions
_CONTROL_SIZE = 4  # bytes
_LOOP = b"\x0bNETSCAPE2.0\x03\x01"  # says how often it repeats: two bytes, and the end, follow


def is_plain(data: bytes) -> bool:
    """Return whether a file is a JPEG, PNG or GIF that holds nothing but its picture.

    A damaged one is not.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            return _is_plain_jpeg(data)
        if data.startswith(_PNG_SIGN):
            return _is_plain_png(data)
        return data.startswith((b"GIF87a", b"GIF89a")) and _is_plain_gif(data)
    except (IndexError, struct.error):  # it ends too early
        return False


def _is_plain_jpeg(data: bytes) -> bool:
    at = 2
    size: int
    while True:
        sign, marker = data[at], data[at + 1]
        if sign != _SIGN:
            return False
        if marker == _END:
            return at + 2 == len(data)
        (size,) = struct.unpack_from(">H", data, at + 2)
        if marker in _APPLICATION:
            name, length = _APPLICATION[marker]
            if size != length or not data.startswith(name, at + 4):
                return False
        elif marker not in _TABLES:
            return False
        at += 2 + size
        if marker == _SCAN:
            found = _MARKER.search(data, at)
            if found is None:
                return False
            at = found.start()


def _is_plain_png(data: bytes) -> bool:
    at = len(_PNG_SIGN)
    size: int
    while True:
        size, name = struct.unpack_from(">I4s", data, at)
        most = _CHUNKS.get(name, -1)
        if most is not None and size > most:
            return False
        at += 12 + size
        if name == b"IEND":
            return at == len(data)


def _is_plain_gif(data: bytes) -> bool:
    at = 13 + _colours(data[10])
    while True:
        kind = data[at]
        if kind == _TRAILER:
            return at + 1 == len(data)
        if kind == _IMAGE:
            at += 11 + _colours(data[at + 9])
            while size := data[at]:
                at += 1 + size
            at += 1
        elif kind == _EXTENSION and data[at + 1] == _CONTROL:
            if data[at + 2] != _CONTROL_SIZE or data[at + 7]:
                return False
            at += 8
        elif kind == _EXTENSION and data[at + 1] == _APPLICATION_BLOCK:
            if not data.startswith(_LOOP, at + 2) or data[at + 18]:
                return False
            at += 19
        else:
            return False


def _colours(flags: int) -> int:
    """Return the bytes of the table of colours that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
