"""The first pass over a repository: its owner, what is in it, and whether it is whole.

It takes 50 bytes of memory for each block, however large the blocks are.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

from bot.archive.posts.ids.tid import tid_milliseconds
from bot.ingest.bluesky.addresses import POST, REPOST
from bot.ingest.bluesky.blocks import BlockIndex, BlockStore
from bot.ingest.bluesky.car import Frames, NoHeaderError, Progress, scan
from bot.ingest.bluesky.cbor import BadBlockError, decode
from bot.ingest.bluesky.tree import Commit, Tree, commit_of
from bot.ingest.records.counts import Unread

PROFILE = b"app.bsky.actor.profile/self"
"""The key of the profile, which comes before those of all posts."""

_LIKE = b"app.bsky.feed.like"
_END = b"\n"  # no key has it
_KEYS = re.compile(rb"[^\n]+")
_KEY = re.compile(rb"[A-Za-z0-9._~:-]{1,512}")
_NO_KEY = b"-"


class NoRepositoryError(Exception):
    """A file from which nothing can be proven: its header or its commit is not there."""


@dataclass(slots=True)
class Run:
    """The records of one collection, in the order of their keys.

    `first` is the number of the first of them in the walk, from 1; the others follow. A position is
    0 where the block of a record is missing.
    """

    first: int = 0
    positions: "array[int]" = field(default_factory=lambda: array("Q"))
    keys: bytearray = field(default_factory=bytearray)

    def add(self, number: int, key: bytes, position: int) -> None:
        """Add a record."""
        self.first = self.first or number
        self.positions.append(position)
        self.keys += key + _END

    def __len__(self) -> int:
        return len(self.positions)

    def records(self) -> Iterator[tuple[int, str, int]]:
        """Yield the number of each record, its key and its position."""
        keys = (match[0].decode("ascii") for match in _KEYS.finditer(self.keys))
        numbers = range(self.first, self.first + len(self))
        return zip(numbers, keys, self.positions, strict=True)


@dataclass(slots=True)
class Survey:
    """What the first pass found. `missing` counts the records of which the block is missing."""

    commit: Commit
    frames: Frames
    tree: Tree
    profile: Any = None
    profile_is_missing: bool = False
    runs: dict[bytes, Run] = field(
        default_factory=lambda: {POST.encode(): Run(), REPOST.encode(): Run()}
    )
    unread: Counter[Unread] = field(default_factory=Counter)
    missing: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all that the commit names is there."""
        return not (self.missing or self.tree.missing_nodes or self.tree.misplaced)

    @property
    def may_hide_profile(self) -> bool:
        """Whether there may be a profile that could not be read."""
        return self.profile_is_missing or (self.profile is None and self.tree.may_lack)

    @property
    def changed_at(self) -> int | None:
        """When the repository was changed last, in ms since 1970; None if it is not stated."""
        return tid_milliseconds(self.commit.rev) if self.commit.rev else None

    @property
    def posts(self) -> int:
        """The number of posts and reposts."""
        return sum(map(len, self.runs.values()))


def survey(file: BinaryIO, size: int, store: BlockStore, progress: Progress) -> Survey:
    """Read a repository of `size` bytes for the first time. Raises NoRepositoryError."""
    index = BlockIndex()
    try:
        frames = scan(file, size, index, store, progress)
    except NoHeaderError as error:
        raise NoRepositoryError from error
    positions = filter(None, map(index.find, frames.roots))
    commit = next(filter(None, (commit_of(store.read(position)) for position in positions)), None)
    if commit is None:
        raise NoRepositoryError
    found = Survey(commit, frames, Tree(index, store, PROFILE))
    items = chain.from_iterable(found.tree.walk(commit.tree))
    for number, (key, digest) in enumerate(items, 1):
        position = index.find(digest)
        if not position:
            found.missing += 1
        collection, _, name = key.partition(b"/")
        if (run := found.runs.get(collection)) is not None:
            if name.isalnum() or _KEY.fullmatch(name):  # nearly all are alphanumeric
                run.add(number, name, position)
            else:
                run.add(number, _NO_KEY, 0)
                found.tree.misplaced += 1
        elif key == PROFILE:
            _add_profile(found, store, position)
        else:
            found.unread[Unread.LIKES if collection == _LIKE else Unread.RECORDS] += 1
    return found


def _add_profile(found: Survey, store: BlockStore, position: int) -> None:
    try:
        found.profile = decode(store.read(position)) if position else None
    except BadBlockError:
        found.profile = None
    found.profile_is_missing = not isinstance(found.profile, dict)
