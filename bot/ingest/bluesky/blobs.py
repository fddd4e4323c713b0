"""Blobs, the pictures and films of posts: how records name them, and what their files are called.

A blob is named by its CID, as text base32 of `01 55 12 20` and its SHA-256 behind a `b`. Records of
before mid 2023 have that text instead of a link.
"""

from itertools import product
from typing import Any

from bot.ingest.bluesky.cbor import blob_digest_of
from bot.ingest.files.media_files import is_blob_name

_CID = b"\x01\x55\x12\x20"
_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/bmp": ".bmp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}


# Two characters of base32 at once; the encoder of the standard library takes ten times as long.
_PAIRS = ["".join(pair) for pair in product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)]
_SHIFTS = range(280, -1, -10)  # of 290 bits


def cid_of(digest: bytes) -> str:
    """Return the name of the blob with a SHA-256."""
    number = int.from_bytes(_CID + digest) << 2
    return "b" + "".join([_PAIRS[number >> shift & 0x3FF] for shift in _SHIFTS])


def media_path(blob: Any) -> str | None:
    """Return the path of the file of a blob, as in Media; None if the record names no file."""
    if not isinstance(blob, dict):
        return None
    if digest := blob_digest_of(blob.get("ref")):
        name = cid_of(digest)
    else:
        stated = blob.get("cid")
        if not isinstance(stated, str) or not is_blob_name(stated):
            return None
        name = stated
    mime = blob.get("mimeType")
    extension = _EXTENSIONS.get(mime.lower(), "") if isinstance(mime, str) else ""
    return f"media/{name}{extension}"
