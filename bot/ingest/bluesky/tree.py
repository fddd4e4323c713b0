"""The tree of a repository: which records it has now, in the order of their keys.

A post is a key that the walk reaches, never a block as it lies in the file: two posts of equal
content are one block, and blocks of deleted posts may remain. The walk cannot run in a circle, as
each block has the hash that its parent names; but a hostile tree may lead to one node many times,
so no more is read of nodes than the file has. Source: atproto.com/specs/repository.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.ingest.bluesky.blocks import BlockIndex, BlockStore
from bot.ingest.bluesky.cbor import BadBlockError, decode, digest_of

_VERSIONS = {2, 3}  # the first, of 2022, had another tree
_DID = re.compile(r"did:[a-z]{1,10}:[\w.:%-]{1,300}", re.ASCII)
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}", re.ASCII)
_LONGEST_KEY = 1 << 10  # bytes
_DEPTH = 128  # layers that a key can be in: half of the bits of its hash
_LAST = b"\xff"  # behind all keys


Item = tuple[bytes, bytes]
"""A key, and the hash of its record."""


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


class _Node(NamedTuple):
    digest: bytes
    high: bytes
    depth: int


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

    def walk(self, root: bytes) -> Iterator[list[Item]]:
        """Yield the keys with the hashes of their records, strictly ascending, in lists.

        On the stack are such lists, and nodes: their hash, the key that theirs are below, and their
        depth.
        """
        stack: list[list[Item] | _Node] = [_Node(root, _LAST, 0)]
        while stack:
            top = stack.pop()
            if isinstance(top, _Node):
                found = self._visit(top)
                if len(found) == 1 and isinstance(found[0], list):  # a leaf, as most nodes are
                    top = found[0]
                else:
                    stack += reversed(found)
                    continue
            self._last = top[-1][0]
            yield top

    def _visit(self, node: _Node) -> list[list[Item] | _Node]:
        """Return what a node holds, in order: lists of keys, and nodes between them."""
        if self._last >= node.high or node.depth > _DEPTH or self._read > self.store.size:
            self._misplace()
            return []
        try:
            left, entries = _entries(self._load(node.digest))
        except (BadBlockError, KeyError, TypeError, ValueError):
            self.missing_nodes += 1
            self.may_lack |= self._last < self.watched < node.high
            return []
        last = self._last
        found: list[list[Item] | _Node] = []
        items: list[Item] = []
        below = left
        for key, record, right in entries:
            if not last < key < node.high:
                self._misplace()
                continue
            if below is not None:
                if items:
                    found.append(items)
                    items = []
                found.append(_Node(below, key, node.depth + 1))
            items.append((key, record))
            last, below = key, right
        if items:
            found.append(items)
        if below is not None:
            found.append(_Node(below, node.high, node.depth + 1))
        return found

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


def _entries(node: Any) -> tuple[bytes | None, list[tuple[bytes, bytes, bytes | None]]]:
    """Return the node left of a node's keys; then each key, its record, and the node behind it.

    Raises KeyError, TypeError or ValueError if it is no node.
    """
    if not isinstance(node, dict):
        raise TypeError
    entries = []
    key = b""
    for entry in node["e"]:
        if not isinstance(entry, dict):
            raise TypeError
        shared, rest, right = entry["p"], entry["k"], entry.get("t")
        if type(shared) is not int or not isinstance(rest, bytes) or not 0 <= shared <= len(key):
            raise ValueError
        key = key[:shared] + rest
        record = digest_of(entry["v"])
        if record is None or len(key) > _LONGEST_KEY:  # else a small node could fill the memory
            raise ValueError
        entries.append((key, record, None if right is None else _node(right)))
    return _node(node.get("l")), entries


def _node(link: object) -> bytes | None:
    """Return the hash of a node; None if there is none. Raises ValueError for anything else."""
    if link is None:
        return None
    digest = digest_of(link)
    if digest is None:
        raise ValueError
    return digest
