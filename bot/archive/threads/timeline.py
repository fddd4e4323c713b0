"""Timelines: which post of an author stands before which, and how long before.

A thread goes on from the post before it. Reposts stand outside of threads, and posts that begin
with a mention belong to conversations: they stand between the posts of a thread without parting
them, and can themselves only go on from the very post before them.
"""

from typing import NamedTuple

from bot.archive.posts.sort_key import sort_key_milliseconds

MAX_GAP_MS = 3_600_000
"""After more than an hour one post in a hundred goes on from the one before: no pair is kept."""

MAX_NUMBERED_GAP_MS = 6 * 3_600_000
"""Posts that may be numbered are kept apart by up to six hours; their texts tell."""


class TimelinePost(NamedTuple):
    """What a timeline needs to know of a post that is no repost.

    `key` names it; `place` is the 64-bit key that posts are ordered by, which holds its moment.
    """

    key: int
    sort_key: int
    exact: bool
    """Whether the moment is known to the millisecond, which only an id of the network tells."""
    mentions: bool
    """Whether the text begins with an @name."""
    digits: bool
    """Whether a digit stands near the beginning or the end of the text, as numbers of posts do."""

    @property
    def at(self) -> int:
        """The moment, in milliseconds since 1970."""
        return sort_key_milliseconds(self.sort_key)


class Pair(NamedTuple):
    """A post and the one that it may go on from."""

    parent: TimelinePost
    child: TimelinePost

    @property
    def gap_ms(self) -> int:
        """How much later the child was posted, in milliseconds."""
        return self.child.at - self.parent.at


class Timeline:
    """The posts of one author, taken in one by one in the order of their places.

    Posts of before November 2010 have ids that hold no moment; give none of those.
    """

    def __init__(self) -> None:
        self._latest: TimelinePost | None = None
        self._latest_plain: TimelinePost | None = None

    def add(self, entry: TimelinePost) -> Pair | None:
        """Take a post in and return it with the one that it may go on from, if any may be that."""
        before = self._latest if entry.mentions else self._latest_plain
        self._latest = entry
        if not entry.mentions:
            self._latest_plain = entry
        if before is None or before.mentions != entry.mentions:
            return None
        pair = Pair(before, entry)
        if pair.gap_ms <= MAX_GAP_MS:
            return pair
        numbered = before.digits and entry.digits and pair.gap_ms <= MAX_NUMBERED_GAP_MS
        return pair if numbered else None
