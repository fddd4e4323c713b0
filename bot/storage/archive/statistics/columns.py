"""What is counted of each post, as columns in memory: some 30 bytes a post.

They are of the whole archive, for all audiences and all time zones; which posts count is decided
for each answer. A scan of the table `posts` would read the texts as well.
"""

import sqlite3
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from bot.archive.posts.post import Kind

KINDS = (None, Kind.POST, Kind.REPLY, Kind.REPOST)
"""The kinds of posts, by their codes in `Columns.kind`; 0 is a key that no post has."""

UNKNOWN_LIKES = -1

_CODES = {kind: code for code, kind in enumerate(KINDS)}
# Each kind of time has an index of its own, in this order.
_ORDERED = """
    SELECT post, created_at, account, kind, likes, reply_to_account FROM main.posts
    WHERE precision {} 'day' ORDER BY created_at, post
"""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of the archive of one generation.

    `timed` and `dated` are the keys of posts whose time, and of which only the day, is known: by
    time, then by key. All others are indexed by key: `at` is the time in milliseconds since 1970,
    `kind` a code of KINDS, `likes` are UNKNOWN_LIKES where they are not known, `answered` is the
    position in `names` of the account that the post answers, 0 for none.
    """

    generation: int
    timed: "array[int]"
    dated: "array[int]"
    at: "array[int]"
    account: "array[int]"
    kind: bytearray
    likes: "array[int]"
    answered: "array[int]"
    names: tuple[str, ...]


def read_columns(connection: sqlite3.Connection, generation: int) -> Columns:
    """Read the columns of all posts. It takes seconds for a million of them."""
    (last,) = connection.execute("SELECT coalesce(max(post), 0) FROM main.posts").fetchone()
    size = int(last) + 1
    at, likes = array("q", bytes(8 * size)), array("q", bytes(8 * size))
    account, answered = array("I", bytes(4 * size)), array("I", bytes(4 * size))
    kinds = bytearray(size)
    names: dict[str | None, int] = {None: 0}

    def ordered(comparison: str) -> Iterator[int]:
        for key, when, author, kind, count, name in connection.execute(_ORDERED.format(comparison)):
            at[key], account[key], kinds[key] = when, author, _CODES[kind]
            likes[key] = UNKNOWN_LIKES if count is None else count
            if name is not None:
                answered[key] = names.setdefault(name, len(names))
            yield key

    timed, dated = array("I", ordered("<>")), array("I", ordered("="))
    spelled = tuple(name or "" for name in names)
    return Columns(generation, timed, dated, at, account, kinds, likes, answered, spelled)
