"""A whole thread: its posts in reading order, and what is known around them."""

from dataclasses import dataclass

from bot.archive.posts.post import Post
from bot.archive.threads.links import Link


@dataclass(frozen=True, slots=True)
class AssembledThread:
    """A thread in reading order: the first `main_length` posts are the main line, then branches.

    `requested_id` is the id of the requested post; `links` join the posts, and contain the likely
    links too. Those would add the posts in `likely`, oldest first, before or after the thread.
    `see_also` are posts that link to the thread, or that the thread links to. Hidden posts are left
    out everywhere; `gaps` are the indexes in `posts` before which hidden posts are missing.
    """

    requested_id: str
    posts: tuple[Post, ...]
    main_length: int
    links: tuple[Link, ...]
    likely: tuple[Post, ...] = ()
    see_also: tuple[Post, ...] = ()
    gaps: tuple[int, ...] = ()
