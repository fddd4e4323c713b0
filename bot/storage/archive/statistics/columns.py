"""What is counted of each post, as columns in memory: some 30 bytes a post.

They are of the whole archive, for all audiences and all time zones; which posts count is decided
for each answer. A scan of the table `posts` would read the texts as well.
"""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.archive.posts.post import Kind

KINDS = (None, Kind.POST, Kind.REPLY, Kind.REPOST)
"""The kinds of posts, by their codes in `Columns.kind`."""

_CODES = {kind: code for code, kind in enumerate(KINDS)}
_REPOST = _CODES[Kind.REPOST]
_BATCH = 1_000  # rows
_MASKS = {kind: bytes(code == _CODES[kind] for code in range(256)) for kind in Kind}
_OWN = bytes(code != _REPOST for code in range(256))
# Each kind of time has an index of its own, in this order.
_ORDERED = """
    SELECT post, created_at, account, kind, likes, reply_to_account FROM main.posts
    WHERE precision {} 'day' ORDER BY created_at, post
"""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of the archive of one generation, which say something of each post by its position.

    Positions are by time, then by key: first those of the posts whose time is known, whose number
    is `timed`, then those of the posts of which only the day is. `positions` has the position of
    each key; that of a key without a post is the number of posts. `at` is the time in milliseconds
    since 1970, `kind` a code of KINDS, `likes_known` 1 or 0.

    `liked` are the positions of posts with likes, but reposts: a list for each number of likes, the
    highest first. `answers` are the positions of the posts that answer an account, by its name.
    """

    generation: int
    timed: int
    keys: "array[int]"
    positions: "array[int]"
    at: "array[int]"
    account: "array[int]"
    kind: bytes
    likes_known: bytes
    liked: Sequence["array[int]"]
    answers: Mapping[str, "array[int]"]

    @property
    def own(self) -> bytes:
        """The mask of all posts but reposts."""
        return self.kind.translate(_OWN)

    def of_kind(self, kind: Kind) -> bytes:
        """Return the mask of the posts of a kind."""
        return self.kind.translate(_MASKS[kind])


def read_columns(connection: sqlite3.Connection, generation: int) -> Columns:
    """Read the columns of all posts. It takes seconds for a million of them."""
    timed = 0
    keys, at, account = array("I"), array("q"), array("I")
    kinds, likes_known = bytearray(), bytearray()
    liked: dict[int, array[int]] = defaultdict(lambda: array("I"))
    answers: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for comparison in ("<>", "="):
        timed = len(keys)
        cursor = connection.execute(_ORDERED.format(comparison))
        while rows := cursor.fetchmany(_BATCH):
            first = len(keys)
            of_key, of_at, of_account, of_kind, of_likes, of_name = zip(*rows, strict=True)
            keys.extend(of_key)
            at.extend(of_at)
            account.extend(of_account)
            kinds += bytes(map(_CODES.__getitem__, of_kind))
            likes_known += bytes(likes is not None for likes in of_likes)
            for position, likes in enumerate(of_likes, start=first):
                if likes and kinds[position] != _REPOST:
                    liked[likes].append(position)
            for position, name in enumerate(of_name, start=first):
                if name is not None:
                    answers[name].append(position)
    return Columns(
        generation,
        timed,
        keys,
        _positions(keys),
        at,
        account,
        bytes(kinds),
        bytes(likes_known),
        [liked[likes] for likes in sorted(liked, reverse=True)],
        dict(answers),
    )


def _positions(keys: "array[int]") -> "array[int]":
    found = array("I", [len(keys)]) * (max(keys, default=0) + 1)
    for position, key in enumerate(keys):
        found[key] = position
    return found
