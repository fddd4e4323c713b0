"""Threads: a post to everything it belongs with. Provisional: it keeps corrections in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.archive.addresses import post_id
from bot.archive.posts import Kind, Post
from bot.archive.snowflake import to_milliseconds
from bot.archive.threads import Evidence, Link
from bot.errors import NotInArchiveError
from bot.services.beginnings import Beginnings
from bot.storage.posts import Posts
from bot.storage.threads import Threads as StoredThreads

_LIKELY_MS = 120_000


@dataclass(frozen=True, slots=True)
class ThreadOfPosts:
    """A thread in reading order, the links that join it, and the id of the post asked for."""

    asked: str
    posts: tuple[Post, ...]
    main: int
    links: tuple[Link, ...]
    likely: tuple[Post, ...] = ()
    see_also: tuple[Post, ...] = ()


class Threads:
    """Puts threads back together."""

    def __init__(self, posts: Posts, threads: StoredThreads, beginnings: Beginnings) -> None:
        self._posts = posts
        self._threads = threads
        self._beginnings = beginnings
        self._by_hand: dict[str, Link | None] = {}

    async def of(self, named: str, *, taken_in: bool = False) -> ThreadOfPosts:
        """Return the thread of the post that `named` names by its id or a link to it."""
        id = post_id(named)
        everything = [post async for some in self._posts.oldest_first() for post in some]
        by_id = {post.id: post for post in everything}
        if id not in by_id:
            raise NotInArchiveError(
                f"The archive does not hold post {id}. It may be from another account, deleted "
                "before the archive was made, or in a file that is not loaded yet."
            )
        sure = await self._links(list(by_id))
        likely = {link.child: link for link in _likely(everything, sure)}
        joined = _members(id, sure | likely if taken_in else sure)
        wider = _members(id, sure | likely)
        used = sure | likely
        ids, main = _in_order([one.id for one in everything if one.id in joined], used, joined)
        others = () if taken_in else tuple(one for one in everything if one.id in wider - joined)
        links = [
            used[one] for one in by_id if one in wider & used.keys() and used[one].parent in wider
        ]
        said = " ".join(by_id[one].text for one in ids)
        see_also = tuple(
            one
            for one in everything
            if one.id not in wider
            and (f"status/{one.id}" in said or any(f"status/{id}" in one.text for id in ids))
        )
        return ThreadOfPosts(
            id, tuple(by_id[one] for one in ids), main, tuple(links), others, see_also
        )

    async def links_to_parents(self, posts: Sequence[Post]) -> dict[str, Link]:
        """Return the links from `posts` to their parents, by the child's id."""
        return await self._links([post.id for post in posts])

    async def lengths(self, ids: Sequence[str]) -> dict[str, int]:
        """Return how many posts the thread of each has; those that stand alone are left out."""
        found = {}
        for id in ids:
            members = await self._threads.members(id)
            if len(members) > 1:
                found[id] = len(members)
        return found

    async def beginnings(self, typed: str, limit: int) -> list[Post]:
        """Return posts that begin threads which what is typed may mean."""
        return await self._beginnings.of(typed, limit)

    async def link(self, child: str, parent: str, by: str) -> str:
        """Link by hand."""
        child, parent = post_id(child), post_id(parent)
        why = f"said by {by}"
        self._by_hand[child] = Link(child, parent, Evidence.BY_HAND, why)
        return f"{child} now continues {parent}."

    async def unlink(self, child: str, by: str) -> str:
        """Unlink by hand."""
        self._by_hand[post_id(child)] = None
        return f"{post_id(child)} now continues nothing, says {by}."

    async def _links(self, ids: Sequence[str]) -> dict[str, Link]:
        found: dict[str, Link | None] = {**(await self._threads.links(ids)), **self._by_hand}
        return {id: link for id, link in found.items() if link and id in ids}


def _likely(posts: Sequence[Post], sure: dict[str, Link]) -> Iterator[Link]:
    for before, after in pairwise(posts):
        gap = to_milliseconds(after.created_at) - to_milliseconds(before.created_at)
        alike = before.account == after.account and before.kind is after.kind is Kind.POST
        if alike and after.id not in sure and gap <= _LIKELY_MS:
            yield Link(after.id, before.id, Evidence.LIKELY, f"posted {gap // 1000} s after", gap)


def _members(id: str, links: dict[str, Link]) -> set[str]:
    members, size = {id}, 0
    while len(members) > size:
        size = len(members)
        for link in links.values():
            if {link.child, link.parent} & members:
                members |= {link.child, link.parent}
    return members


def _in_order(ids: list[str], links: dict[str, Link], joined: set[str]) -> tuple[list[str], int]:
    """Return the first child's line, then the branches."""
    children: dict[str, list[str]] = {}
    for id in ids:
        if id in links and links[id].parent in joined:
            children.setdefault(links[id].parent, []).append(id)
    order: list[str] = []
    starts, main = [ids[0]], 0
    while starts:
        at: str | None = starts.pop(0)
        while at:
            order.append(at)
            first, *others = children.get(at, [""])
            starts += others
            at = first or None
        main = main or len(order)
    return order, main
