"""Timelines: which post of an author may be continued by which later one.

A post may continue a thread from the post before it. Reposts are never in threads, and posts that
begin with a mention belong to conversations: they may come between the posts of a thread without
splitting it, and can themselves only continue the latest post that begins with the same mentions,
no matter what was posted between the two.
"""

from typing import NamedTuple

from bot.archive.posts.ids.sort_key import sort_key_milliseconds
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.threads.features import leading_mentions

MAX_GAP_MS = 3_600_000
"""The longest gap of a pair: beyond an hour, one post in a hundred continues the one before."""

_MOST_CONVERSATIONS = 1_000  # that are remembered before those of more than an hour ago go


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


class Pair(NamedTuple):
    """A post and the earlier one that it may continue, `gap_ms` milliseconds before it.

    `same_mentions` says whether both begin with the same mentions.
    """

    parent: TimelinePost
    child: TimelinePost
    gap_ms: int
    same_mentions: bool = False


class Timeline:
    """The posts of one author, added one by one in the order of their sort keys.

    Posts from before November 2010 must not be added: their ids contain no time.
    """

    def __init__(self) -> None:
        self._without_mention: TimelinePost | None = None
        self._in_conversation: dict[frozenset[str], TimelinePost] = {}

    def add(self, entry: TimelinePost) -> Pair | None:
        """Add a post and return it with the post that it may continue, if there is one."""
        in_conversation = entry.text.startswith("@")
        if in_conversation:
            parent = self._add_to_conversation(entry)
        else:
            parent, self._without_mention = self._without_mention, entry
        if parent is None:
            return None
        gap = entry.at - parent.at
        return Pair(parent, entry, gap, in_conversation) if gap <= MAX_GAP_MS else None

    def _add_to_conversation(self, entry: TimelinePost) -> TimelinePost | None:
        """Return the latest post that began with the same mentions, if it is remembered."""
        mentions = leading_mentions(entry.text)
        if not mentions:
            return None
        latest = self._in_conversation
        if len(latest) >= _MOST_CONVERSATIONS:
            since = entry.at - MAX_GAP_MS
            self._in_conversation = latest = {
                names: post for names, post in latest.items() if post.at >= since
            }
        parent = latest.get(mentions)
        latest[mentions] = entry
        return parent
