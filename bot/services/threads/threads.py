"""Threads: a post to everything it belongs with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.archive.posts.links import post_id
from bot.archive.posts.post import Post
from bot.archive.threads.assembly import assemble
from bot.archive.threads.links import Link
from bot.errors import NotInArchiveError
from bot.services.posts.hidden import Hidden
from bot.services.threads.likely_links import LikelyLinks
from bot.services.threads.stats import ThreadStats, count_threads
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.threads.threads import ThreadStore

_MOST_LIKELY = 100
"""Posts that likely links may join to a thread: who posts every minute has no end of them."""


@dataclass(frozen=True, slots=True)
class AssembledThread:
    """A thread in reading order: the first `main` posts are its main line, then come the branches.

    `asked` is the id of the post asked for; `links` join the posts. Likely links, which stand among
    them too, would join the posts in `likely`, given oldest first: they come before the thread or
    after it. `see_also` are posts that these link to, or that link to these. Hidden posts are in
    none of these; `gaps` are the places in `posts` before which some of the thread are left out.
    """

    asked: str
    posts: tuple[Post, ...]
    main: int
    links: tuple[Link, ...]
    likely: tuple[Post, ...] = ()
    see_also: tuple[Post, ...] = ()
    gaps: tuple[int, ...] = ()


class Threads:
    """Puts threads back together."""

    def __init__(
        self, posts: PostStore, threads: ThreadStore, likely: LikelyLinks, hidden: Hidden
    ) -> None:
        self._posts = posts
        self._threads = threads
        self._likely = likely
        self._hidden = hidden

    async def assemble(self, ref: str, *, include_likely: bool = False) -> AssembledThread:
        """Return the thread of the post that `named` names by its id or a link to it.

        A post that belongs to no thread is a thread of one. With `taken_in` the likely links join
        posts as the others do. Raises BadQueryError when `named` names nothing, NotInArchiveError
        when the archive does not hold the post.
        """
        id = post_id(ref)
        asked = await self._threads.current_id(id)
        hidden = await self._hidden.ids()
        if asked is None or asked in hidden:
            raise NotInArchiveError(
                f"The archive does not hold post {id}. It may be from another account, deleted "
                "before the archive was made, or in a file that is not loaded yet."
            )
        members = await self._threads.members([asked])
        more, likely = await self._more(members)
        links = await self._threads.links(more if include_likely else members)
        if include_likely:
            thread = assemble({link.child: link for link in likely} | links, more)
            likely = []
        else:
            thread = assemble(links, members)
        joined = hidden.union(thread.ids)
        shown = [id for id in thread.ids if id not in hidden]
        see_also = await self._threads.see_also(thread.ids)
        return AssembledThread(
            asked=asked,
            posts=tuple(await self._posts.by_ids(shown)),
            main=sum(id not in hidden for id in thread.ids[: thread.main]),
            links=tuple(
                link for link in (*thread.links, *likely) if not {link.child, link.parent} & hidden
            ),
            likely=tuple(await self._posts.by_ids([id for id in more if id not in joined])),
            see_also=tuple(await self._posts.by_ids([id for id in see_also if id not in hidden])),
            gaps=_gaps(thread.ids, hidden),
        )

    async def links_to_parents(self, posts: Sequence[Post]) -> dict[str, Link]:
        """Return the links from `posts` to their parents, likely ones too, by the child's id."""
        ids = [post.id for post in posts]
        likely = await self._likely.links_to_parents(ids)
        return {link.child: link for link in likely} | await self._threads.links(ids)

    async def lengths(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the length of the thread of each of the posts `ids` that is not alone."""
        return {
            id: length for id, length in (await self._threads.lengths(ids)).items() if length > 1
        }

    async def stats(self) -> ThreadStats:
        """Count all threads."""
        return await count_threads(self._threads, self._likely)

    async def _more(self, members: Sequence[str]) -> tuple[list[str], list[Link]]:
        """Return the posts that likely links join with `members`, and these, oldest first."""
        inside = set(members)
        links: dict[str, Link] = {}
        new = list(members)
        while new and len(inside) < len(members) + _MOST_LIKELY:
            found = await self._likely.links(new)
            links |= {link.child: link for link in found}
            ends = {id for link in found for id in (link.child, link.parent)} - inside
            new = await self._threads.members(ends) if ends else []  # none of them inside
            inside.update(new)
        grown = len(inside) > len(members)
        whole = await self._threads.members(inside) if grown else list(members)
        return whole, [links[id] for id in whole if id in links and links[id].parent in inside]


def _gaps(ids: Sequence[str], hidden: Collection[str]) -> tuple[int, ...]:
    """Return before which of the others some of `ids` are hidden, by their places."""
    before = 0
    places: dict[int, None] = {}
    for id in ids:
        if id in hidden:
            places[before] = None
        else:
            before += 1
    return tuple(places)
