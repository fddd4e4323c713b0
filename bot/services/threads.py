"""Threads: a post to everything it belongs with."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.addresses import post_id
from bot.archive.posts import Post
from bot.archive.threads import Link, assemble
from bot.errors import NotInArchiveError
from bot.storage.posts import Posts
from bot.storage.threads import Threads as StoredThreads


@dataclass(frozen=True, slots=True)
class ThreadOfPosts:
    """A thread in reading order, the links that join it, and the id of the post asked for."""

    asked: str
    posts: tuple[Post, ...]
    links: tuple[Link, ...]


class Threads:
    """Puts threads back together."""

    def __init__(self, posts: Posts, threads: StoredThreads) -> None:
        self._posts = posts
        self._threads = threads

    async def of(self, named: str) -> ThreadOfPosts:
        """Return the thread of the post that `named` names by its id or a link to it.

        A post that belongs to no thread is a thread of one. Raises BadQueryError when `named` names
        nothing, NotInArchiveError when the archive does not hold the post.
        """
        id = post_id(named)
        members = await self._threads.members(id)
        if not members:
            raise NotInArchiveError(
                f"The archive does not hold post {id}. It may be from another account, deleted "
                "before the archive was made, or in a file that is not loaded yet."
            )
        thread = assemble(await self._threads.links(members), members)
        return ThreadOfPosts(id, tuple(await self._posts.by_ids(thread.ids)), thread.links)

    async def links_to_parents(self, posts: Sequence[Post]) -> dict[str, Link]:
        """Return the links from `posts` to their parents, by the child's id."""
        return await self._threads.links([post.id for post in posts])
