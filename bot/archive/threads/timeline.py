"""Timelines: which post of an author precedes which, and by how much time.

A post may continue a thread from the post before it. Reposts are never in threads, and posts that
begin with a mention belong to conversations: they may come between the posts of a thread without
splitting it, and can themselves only continue the post immediately before them.
"""

from typing import NamedTuple

from bot.archive.posts.sort_key import sort_key_milliseconds

MAX_GAP_MS = 3_600_000
"""The longest gap of a pair: beyond an hour, one post in a hundred continues the one before."""

MAX_NUMBERED_GAP_MS = 6 * 3_600_000
"""The longest gap of posts that may be numbered, whose texts decide: six hours."""


class TimelinePost(NamedTuple):
    """What a timeline needs to know of a post, which is no repost.

    `key` identifies it; `sort_key` is the 64-bit key that posts are ordered by and contains its
    time.
    """

    key: int
    sort_key: int
    has_exact_time: bool
    """Whether the time is known to the millisecond, which only the network's own ids contain."""
    starts_with_mention: bool
    """Whether the text begins with an @name."""
    has_edge_digit: bool
    """Whether there is a digit near the beginning or end of the text, where posts are numbered."""

    @property
    def at(self) -> int:
        """The time of the post, in milliseconds since 1970."""
        return sort_key_milliseconds(self.sort_key)


class Pair(NamedTuple):
    """A post and the earlier one that it may continue."""

    parent: TimelinePost
    child: TimelinePost

    @property
    def gap_ms(self) -> int:
        """How much later the child was posted, in milliseconds."""
        return self.child.at - self.parent.at


class Timeline:
    """The posts of one author, added one by one in the order of their sort keys.

    Posts from before November 2010 must not be added: their ids contain no time.
    """

    def __init__(self) -> None:
        self._latest: TimelinePost | None = None
        self._latest_without_mention: TimelinePost | None = None

    def add(self, entry: TimelinePost) -> Pair | None:
        """Add a post and return it with the post that it may continue, if there is one."""
        parent = self._latest if entry.starts_with_mention else self._latest_without_mention
        self._latest = entry
        if not entry.starts_with_mention:
            self._latest_without_mention = entry
        if parent is None or parent.starts_with_mention != entry.starts_with_mention:
            return None
        pair = Pair(parent, entry)
        if pair.gap_ms <= MAX_GAP_MS:
            return pair
        numbered = (
            parent.has_edge_digit and entry.has_edge_digit and pair.gap_ms <= MAX_NUMBERED_GAP_MS
        )
        return pair if numbered else None
