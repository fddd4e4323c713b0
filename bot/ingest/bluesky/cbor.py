"""Blocks in DAG-CBOR, decoded so that no hostile one costs more than its own size allows.

DAG-CBOR is CBOR with text as keys, definite lengths and one tag, 42, for links to other blocks. The
decoder knows many more tags, of which some take very long to decode (fractions are reduced, regular
expressions compiled), and others make values that contain themselves. So all of them are refused.
"""

from typing import Any, NoReturn

from cbor2 import CBORDecodeError, CBORError, CBORTag, loads

MAX_BLOCK = 1 << 20
"""Bytes; larger blocks are not decoded. Servers take records of up to this size, and a value needs
up to 90 times its bytes in memory."""

DIGEST = 32
"""Bytes of a SHA-256."""

_DEPTH = 64  # a post of 2026 needs 9
_LINK = 42  # the tag of CBOR for links; see ipld.io/specs/codecs/dag-cbor/spec
_LINK_DAG_CBOR = b"\x00\x01\x71\x12\x20"  # what precedes the digest in a link to such a block
_LINK_RAW = b"\x00\x01\x55\x12\x20"
_LINK_SIZE = len(_LINK_DAG_CBOR) + DIGEST
_DECODED_TAGS = (
    0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000,
    55799,
)  # fmt: skip


class BadBlockError(Exception):
    """A block that is no DAG-CBOR."""


def _refuse(*_value: object) -> NoReturn:
    raise CBORDecodeError("a tag that DAG-CBOR does not have")  # never translated


_REFUSED = dict.fromkeys(_DECODED_TAGS, _refuse)


def decode(block: bytes) -> Any:
    """Return the value of a block; links are tags, see `digest_of`. Raises BadBlockError."""
    if len(block) > MAX_BLOCK:
        raise BadBlockError
    try:
        return loads(
            block,
            semantic_decoders=_REFUSED,
            max_depth=_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
    except (CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise BadBlockError from error


def digest_of(link: object, beginning: bytes = _LINK_DAG_CBOR) -> bytes | None:
    """Return the SHA-256 of the DAG-CBOR block that a value links to; None if it is no link."""
    if not isinstance(link, CBORTag) or link.tag != _LINK:
        return None
    value = link.value
    if not isinstance(value, bytes) or len(value) != _LINK_SIZE or not value.startswith(beginning):
        return None
    return value[len(beginning) :]


def blob_digest_of(link: object) -> bytes | None:
    """Return the SHA-256 of the blob that a value links to; None if it is no link to one."""
    return digest_of(link, _LINK_RAW)
