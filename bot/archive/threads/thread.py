"""A whole thread: its posts in reading order, and what is known around them."""

from collections import Counter
from dataclasses import dataclass

from bot.archive.posts.post import Post
from bot.archive.threads.links import Evidence, Link


@dataclass(frozen=True, slots=True)
class AssembledThread:
    """A thread in reading order: the first `main_length` posts are the main line, then branches.

    `requested_id` is the id of the requested post; `links` join the posts, and contain the likely
    links too. Those would add the posts in `likely`, oldest first, before or after the thread.
    `see_also` are posts that link to the thread, or that the thread links to. Hidden posts are left
    out everywhere; `gaps` are the indexes in `posts` before which hidden posts are missing.
    `parents_in_archive` are the ids of parents that the posts name and that the archive has,
    besides those in `posts`.
    """

    requested_id: str
    posts: tuple[Post, ...]
    main_length: int
    links: tuple[Link, ...]
    likely: tuple[Post, ...] = ()
    see_also: tuple[Post, ...] = ()
    gaps: tuple[int, ...] = ()
    parents_in_archive: frozenset[str] = frozenset()

    @property
    def requested_index(self) -> int:
        """The index in `posts` of the requested post; 0 if it is not among them."""
        indexes = (index for index, post in enumerate(self.posts) if post.id == self.requested_id)
        return next(indexes, 0)

    def count_evidence(self) -> Counter[Evidence]:
        """Return how many of the links between two of `posts` have each evidence."""
        ids = {post.id for post in self.posts}
        return Counter(link.evidence for link in self.links if {link.child, link.parent} <= ids)
