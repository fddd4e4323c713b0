"""The tree of a repository: which records it has now, in the order of their keys.

A post is a key that the walk reaches, never a block as it lies in the file: two posts of equal
content are one block, and blocks of deleted posts may remain. The walk cannot run in a circle, as
each block has the hash that its parent names; but a hostile tree may lead to one node many times,
so no more is read of nodes than the file has. Source: atproto.com/specs/repository.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.ingest.bluesky.blocks import BlockIndex, BlockStore
from bot.ingest.bluesky.cbor import BadBlockError, decode, digest_of

_VERSIONS = {2, 3}  # the first, of 2022, had another tree
_DID = re.compile(r"did:[a-z]{1,10}:[\w.:%-]{1,300}", re.ASCII)
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}", re.ASCII)
_KEY = re.compile(rb"[A-Za-z0-9.-]{1,317}/[A-Za-z0-9._~:-]{1,512}")
_LONGEST_KEY = 1 << 10  # bytes
_DEPTH = 128  # layers that a key can be in: half of the bits of its hash
_LAST = b"\xff"  # behind all keys


@dataclass(frozen=True, slots=True)
class Commit:
    """The root of a repository.

    `tree` is the hash of the uppermost node, `rev` the TID of the latest change, which version 2
    does not state.
    """

    did: str
    tree: bytes
    rev: str | None


def commit_of(block: bytes) -> Commit | None:
    """Return the commit that a block holds; None if it holds none."""
    try:
        value = decode(block)
    except BadBlockError:
        return None
    if not isinstance(value, dict) or value.get("version") not in _VERSIONS:
        return None
    did, tree, rev = value.get("did"), digest_of(value.get("data")), value.get("rev")
    if tree is None or not (isinstance(did, str) and _DID.fullmatch(did)):
        return None
    is_tid = isinstance(rev, str) and _TID.fullmatch(rev)
    return Commit(did, tree, rev if is_tid else None)


@dataclass(slots=True)
class Tree:
    """The walk through a tree, and what it could not reach.

    `missing_nodes` counts the nodes that are not there or damaged; below each is at least one
    record. `misplaced` counts keys, and nodes, that are not where the order of keys wants them.
    `may_lack` is whether `watched`, a key, may be among what could not be reached.
    """

    index: BlockIndex
    store: BlockStore
    watched: bytes
    missing_nodes: int = 0
    misplaced: int = 0
    may_lack: bool = False
    _last: bytes = b""
    _read: int = 0
    _stack: list[tuple[bytes, bytes, int]] = field(default_factory=list)

    def walk(self, root: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield each key with the hash of its record, strictly ascending.

        On the stack are records, as their key, hash and -1, and nodes: the key that theirs are
        below, the node's hash and its depth.
        """
        stack = self._stack
        stack.append((_LAST, root, 0))
        while stack:
            key, digest, depth = stack.pop()
            if depth < 0:
                self._last = key
                yield key, digest
            else:
                self._visit(digest, key, depth)

    def _visit(self, digest: bytes, high: bytes, depth: int) -> None:
        """Put what a node holds on the stack."""
        if self._last >= high or depth > _DEPTH or self._read > self.store.size:
            self._misplace()
            return
        try:
            left, items = _items(self._load(digest))
        except (BadBlockError, KeyError, TypeError, ValueError):
            self.missing_nodes += 1
            self.may_lack |= self._last < self.watched < high
            return
        below = depth + 1
        last, found = self._last, []
        for key, record, right in items:
            if not last < key < high or not _KEY.fullmatch(key):
                self._misplace()
                continue
            found.append((key, record, right))
            last = key
        stack = self._stack
        bound = high
        for key, record, right in reversed(found):
            if right is not None:
                stack.append((bound, right, below))
            stack.append((key, record, -1))
            bound = key
        if left is not None:
            stack.append((bound, left, below))

    def _load(self, digest: bytes) -> Any:
        """Return the value of a node. Raises BadBlockError."""
        position = self.index.find(digest)
        if not position:
            raise BadBlockError
        block = self.store.read(position)
        self._read += len(block)
        return decode(block)

    def _misplace(self) -> None:
        self.misplaced += 1
        self.may_lack |= self._last < self.watched


def _items(node: Any) -> tuple[bytes | None, list[tuple[bytes, bytes, bytes | None]]]:
    """Return the node left of a node's keys; then each key, its record, and the node behind it.

    Raises KeyError, TypeError or ValueError if it is no node.
    """
    if not isinstance(node, dict):
        raise TypeError
    items = []
    key = b""
    for entry in node["e"]:
        if not isinstance(entry, dict):
            raise TypeError
        shared, rest = entry["p"], entry["k"]
        if not (type(shared) is int and 0 <= shared <= len(key) and isinstance(rest, bytes)):
            raise ValueError
        key = key[:shared] + rest
        if len(key) > _LONGEST_KEY:  # else a small node could fill the memory
            raise ValueError
        record = digest_of(entry["v"])
        if record is None:
            raise ValueError
        items.append((key, record, _node(entry.get("t"))))
    return _node(node.get("l")), items


def _node(link: object) -> bytes | None:
    """Return the hash of a node; None if there is none. Raises ValueError for anything else."""
    if link is None:
        return None
    digest = digest_of(link)
    if digest is None:
        raise ValueError
    return digest
