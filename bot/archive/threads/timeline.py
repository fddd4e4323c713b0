"""Timelines: which post of an author precedes which, and by how much time.

A post may continue a thread from the post before it. Reposts are never in threads, and posts that
begin with a mention belong to conversations: they may come between the posts of a thread without
splitting it, and can themselves only continue the post immediately before them.
"""

import re
from typing import NamedTuple

from bot.archive.posts.sort_key import sort_key_milliseconds
from bot.archive.posts.synthetic_id import is_synthetic

MAX_GAP_MS = 3_600_000
"""The longest gap of a pair: beyond an hour, one post in a hundred continues the one before."""

MAX_NUMBERED_GAP_MS = 6 * 3_600_000
"""The longest gap of posts that may be numbered, whose texts decide: six hours."""

_DIGIT = re.compile("[0-9]")


class TimelinePost(NamedTuple):
    """What a timeline needs to know of a post, which is no repost.

    `key` identifies it in the archive; `sort_key` is the 64-bit key that posts are ordered by and
    contains its time.
    """

    key: int
    id: str
    sort_key: int
    text: str

    @property
    def at(self) -> int:
        """The time of the post, in milliseconds since 1970."""
        return sort_key_milliseconds(self.sort_key)

    @property
    def has_exact_time(self) -> bool:
        """Whether the time is known to the millisecond, which only the network's ids contain."""
        return not is_synthetic(self.id)

    @property
    def has_edge_digit(self) -> bool:
        """Whether there is a digit where the features of a pair look for numbers of posts."""
        return _DIGIT.search(self.text[:4]) is not None or (
            _DIGIT.search(self.text[-10:]) is not None
        )


class Pair(NamedTuple):
    """A post and the earlier one that it may continue, `gap_ms` milliseconds before it."""

    parent: TimelinePost
    child: TimelinePost
    gap_ms: int


class Timeline:
    """The posts of one author, added one by one in the order of their sort keys.

    Posts from before November 2010 must not be added: their ids contain no time.
    """

    def __init__(self) -> None:
        self._latest: TimelinePost | None = None
        self._latest_without_mention: TimelinePost | None = None

    def add(self, entry: TimelinePost) -> Pair | None:
        """Add a post and return it with the post that it may continue, if there is one."""
        parent = self._latest_without_mention
        if entry.text.startswith("@"):
            parent = None if parent is self._latest else self._latest
        else:
            self._latest_without_mention = entry
        self._latest = entry
        if parent is None:
            return None
        gap = entry.at - parent.at
        if gap > MAX_NUMBERED_GAP_MS or (
            gap > MAX_GAP_MS and not (parent.has_edge_digit and entry.has_edge_digit)
        ):
            return None
        return Pair(parent, entry, gap)
