"""A small writer of repositories: blocks, the tree of records, and CAR files of them."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

import cbor2

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
DID = "did:plc:" + "f" * 24
OTHER = "did:plc:" + "g" * 24
POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
PROFILE = "app.bsky.actor.profile"
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)

DAG_CBOR, RAW = b"\x01\x71\x12\x20", b"\x01\x55\x12\x20"

Emit = Callable[[bytes], bytes]
"""Takes a block and returns its hash."""


def tid(when: datetime, clock: int = 0) -> str:
    """Return the key of a record that is made at a time."""
    microseconds = (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    number = microseconds << 10 | clock
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def block_of(value: object) -> bytes:
    """Return a value as DAG-CBOR."""
    return cbor2.dumps(value, canonical=True)


def link(digest: bytes, prefix: bytes = DAG_CBOR) -> cbor2.CBORTag:
    """Return a link to the block with a hash."""
    return cbor2.CBORTag(42, b"\0" + prefix + digest)


def length_of(number: int) -> bytes:
    """Return a number as the lengths of frames are written."""
    digits = []
    while number > 0x7F:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*digits, number])


def frame(block: bytes, digest: bytes | None = None, prefix: bytes = DAG_CBOR) -> bytes:
    """Return a block as a frame."""
    cid = prefix + (digest or sha256(block).digest())
    return length_of(len(cid) + len(block)) + cid + block


def header(*roots: bytes) -> bytes:
    """Return the header of a file."""
    block = block_of({"roots": [link(root) for root in roots], "version": 1})
    return length_of(len(block)) + block


def layer_of(key: bytes) -> int:
    """Return the layer of the tree that a key is in."""
    number = int.from_bytes(sha256(key).digest())
    return (256 - number.bit_length()) // 2


def node_of(
    left: bytes | None, entries: Iterable[tuple[bytes, bytes, bytes | None]]
) -> dict[str, Any]:
    """Return a node of a tree: the node left of its keys, then keys, records and nodes."""
    packed = []
    before = b""
    for key, record, right in entries:
        shared = next(
            (n for n, (a, b) in enumerate(zip(before, key, strict=False)) if a != b),
            min(len(before), len(key)),
        )
        packed.append(
            {
                "p": shared,
                "k": key[shared:],
                "v": link(record),
                "t": None if right is None else link(right),
            }
        )
        before = key
    return {"l": None if left is None else link(left), "e": packed}


def emit_tree(items: Sequence[tuple[bytes, bytes]], emit: Emit) -> bytes:
    """Emit the tree of keys, ascending, and hashes of records; return the hash of its root."""
    layers = [layer_of(key) for key, _ in items]

    def node(begin: int, end: int, layer: int) -> bytes | None:
        if begin == end:
            return None
        own = [at for at in range(begin, end) if layers[at] == layer]
        bounds = [begin - 1, *own, end]
        below = [node(a + 1, b, layer - 1) for a, b in pairwise(bounds)]
        entries = [(*items[at], right) for at, right in zip(own, below[1:], strict=True)]
        return emit(block_of(node_of(below[0], entries)))

    return node(0, len(items), max(layers, default=0)) or emit(block_of(node_of(None, [])))


def emit_repository(
    records: Mapping[str, object],
    emit: Emit,
    *,
    did: str = DID,
    version: int = 3,
    rev: str | None = None,
) -> bytes:
    """Emit all blocks of a repository of records, by key; return the hash of its commit."""
    items = [(key.encode(), emit(block_of(records[key]))) for key in sorted(records)]
    return emit_commit(emit_tree(items, emit), emit, did=did, version=version, rev=rev)


def emit_commit(
    tree: bytes, emit: Emit, *, did: str = DID, version: int = 3, rev: str | None = None
) -> bytes:
    """Emit the commit of a tree; return its hash."""
    commit = {"did": did, "version": version, "data": link(tree), "prev": None, "sig": bytes(64)}
    if version > 2:
        commit["rev"] = rev or tid(NOON + timedelta(days=900))
    return emit(block_of(commit))


class Blocks(dict[bytes, bytes]):
    """Blocks by hash, in the order in which they were emitted."""

    def emit(self, block: bytes) -> bytes:
        """Add a block; return its hash."""
        digest = sha256(block).digest()
        self[digest] = block
        return digest


def repository(
    records: Mapping[str, object],
    *,
    order: random.Random | None = None,
    more: Iterable[bytes] = (),
    **commit: Any,
) -> bytes:
    """Return a CAR file of records by key, its blocks in some order, with `more` frames."""
    blocks = Blocks()
    root = emit_repository(records, blocks.emit, **commit)
    frames = [*map(frame, blocks.values()), *more]
    if order:
        order.shuffle(frames)
    return header(root) + b"".join(frames)


def post(text: str = "words", when: datetime | str = NOON, **fields: object) -> dict[str, object]:
    """Return the record of a post."""
    stated = when if isinstance(when, str) else when.isoformat(timespec="milliseconds")
    return {"$type": POST, "text": text, "createdAt": stated} | fields


def posts(count: int) -> dict[str, object]:
    """Return posts that are an hour apart, by key."""
    return {
        f"{POST}/{tid(when)}": post(f"number {number}", when)
        for number in range(count)
        for when in [NOON + timedelta(hours=number)]
    }


def blob(data: bytes, mime: str = "image/jpeg") -> dict[str, object]:
    """Return what a record says of a blob."""
    digest = sha256(data).digest()
    return {"$type": "blob", "ref": link(digest, RAW), "mimeType": mime, "size": len(data)}
