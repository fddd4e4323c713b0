"""Threads: assembling the whole thread that contains a post."""

from collections.abc import Collection, Sequence

from bot.archive.posts.links import post_id
from bot.archive.posts.post import Post
from bot.archive.threads.assembly import assemble
from bot.archive.threads.links import Link
from bot.archive.threads.thread import AssembledThread
from bot.errors import NotInArchiveError
from bot.services.posts.hidden import HiddenPosts
from bot.services.threads.likely_links import LikelyLinks
from bot.services.threads.stats import ThreadStats, count_threads
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.threads.threads import ThreadStore

_MOST_LIKELY = 100
"""The most posts that likely links may add to a thread: frequent posting would add endlessly."""


class Threads:
    """Assembles threads."""

    def __init__(
        self, posts: PostStore, threads: ThreadStore, likely: LikelyLinks, hidden: HiddenPosts
    ) -> None:
        self._posts = posts
        self._threads = threads
        self._likely = likely
        self._hidden = hidden

    async def assemble(self, ref: str, *, include_likely: bool = False) -> AssembledThread:
        """Return the thread of the post `ref`, which is an id or a link to a post.

        A post without links is a thread of one. With `include_likely` the likely links join posts
        as the others do. Raises BadQueryError when `ref` is neither an id nor a link,
        NotInArchiveError when the archive does not have the post or it is hidden.
        """
        id = post_id(ref)
        requested_id = await self._threads.current_id(id)
        hidden = await self._hidden.ids()
        if requested_id is None or requested_id in hidden:
            raise NotInArchiveError(
                f"The archive does not hold post {id}. It may be from another account, deleted "
                "before the archive was made, or in a file that is not loaded yet."
            )
        members = await self._threads.members([requested_id])
        extended, likely = await self._extend_by_likely(members)
        links = await self._threads.links(extended if include_likely else members)
        if include_likely:
            thread = assemble({link.child: link for link in likely} | links, extended)
            likely = []
        else:
            thread = assemble(links, members)
        excluded = hidden.union(thread.ids)
        shown = [id for id in thread.ids if id not in hidden]
        see_also = await self._threads.see_also(thread.ids)
        posts = await self._posts.by_ids(shown)
        parents = {post.reply_to for post in posts if post.reply_to}.difference(shown)
        return AssembledThread(
            requested_id=requested_id,
            posts=tuple(posts),
            main_length=sum(id not in hidden for id in thread.ids[: thread.main]),
            links=tuple(
                link for link in (*thread.links, *likely) if not {link.child, link.parent} & hidden
            ),
            likely=tuple(await self._posts.by_ids([id for id in extended if id not in excluded])),
            see_also=tuple(await self._posts.by_ids([id for id in see_also if id not in hidden])),
            gaps=_gaps(thread.ids, hidden),
            parents_in_archive=frozenset(
                post.id for post in await self._posts.by_ids(list(parents))
            ),
        )

    async def links_to_parents(self, posts: Sequence[Post]) -> dict[str, Link]:
        """Return the links from `posts` to their parents, including likely ones, by child id."""
        ids = [post.id for post in posts]
        likely = await self._likely.links_to_parents(ids)
        return {link.child: link for link in likely} | await self._threads.links(ids)

    async def lengths(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the lengths of the threads of the posts `ids`, by id, without threads of one."""
        return {
            id: length for id, length in (await self._threads.lengths(ids)).items() if length > 1
        }

    async def stats(self) -> ThreadStats:
        """Return the statistics of all threads."""
        return await count_threads(self._threads, self._likely)

    async def _extend_by_likely(self, members: Sequence[str]) -> tuple[list[str], list[Link]]:
        """Return `members` and the posts that likely links add, oldest first, and those links."""
        inside = set(members)
        links: dict[str, Link] = {}
        new = list(members)
        while new and len(inside) < len(members) + _MOST_LIKELY:
            likely = await self._likely.links(new)
            links |= {link.child: link for link in likely}
            ends = {id for link in likely for id in (link.child, link.parent)} - inside
            new = await self._threads.members(ends) if ends else []  # all of them new
            inside.update(new)
        has_grown = len(inside) > len(members)
        extended = await self._threads.members(inside) if has_grown else list(members)
        return extended, [
            links[id] for id in extended if id in links and links[id].parent in inside
        ]


def _gaps(ids: Sequence[str], hidden: Collection[str]) -> tuple[int, ...]:
    """Return the indexes among the visible ones of `ids` before which hidden ones are missing."""
    visible = 0
    gaps: dict[int, None] = {}
    for id in ids:
        if id in hidden:
            gaps[visible] = None
        else:
            visible += 1
    return tuple(gaps)
