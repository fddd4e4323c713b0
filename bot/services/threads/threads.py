"""Threads: assembling the whole thread that contains a post."""

from collections.abc import Collection, Iterable, Sequence
from datetime import tzinfo

from bot.archive.posts.ids.links import find_post_id, post_id, refuse_copy
from bot.archive.posts.post import Post
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.archive.threads.assembly import assemble
from bot.archive.threads.links import Link
from bot.archive.threads.thread import AssembledThread
from bot.errors import EmptyArchiveError, MissingPostError, NotInArchiveError
from bot.languages import lazy
from bot.services.archive_views import Archive, View
from bot.services.search.execution import time_limit
from bot.services.search.index_cache import IndexCache
from bot.services.threads.likely_links import LikelyLinks
from bot.services.threads.stats import ThreadStats, count_threads
from bot.storage.archive.reader import ArchiveReader

_MOST_LIKELY = 100
"""The most posts that likely links may add to a thread: frequent posting would add endlessly."""


class Threads:
    """Assembles threads."""

    def __init__(self, archive: Archive, index: IndexCache, likely: LikelyLinks) -> None:
        self._archive = archive
        self._index = index
        self._likely = likely

    async def assemble(self, ref: str, *, include_likely: bool = False) -> AssembledThread:
        """Return the thread of the post `ref`, which is an id or a link to a post.

        A post without links is a thread of one. With `include_likely` the likely links join posts
        as the others do. Raises BadQueryError when `ref` is neither an id nor a link,
        NotInArchiveError when the archive does not have the post or it is hidden.
        """
        async with self._archive.view() as view:
            return await view.read(self._assemble, ref, include_likely=include_likely)

    async def find(
        self, ref: str, zone: tzinfo, *, include_likely: bool = False
    ) -> AssembledThread:
        """Return the thread of a post that is given by its id, a link, or words from it.

        Days in the words are in the time zone `zone`. Raises NotInArchiveError when there is no
        such post, and the errors of a search.
        """
        missing = None
        async with self._archive.view() as view:
            if find_post_id(ref):
                try:
                    return await view.read(self._assemble, ref, include_likely=include_likely)
                except NotInArchiveError as error:
                    if not ref.strip().isdigit():
                        raise
                    missing = error  # a number may be a word as well, such as a year
            refuse_copy(ref)  # as words it would find any post
            found = await view.search(self._find, parse(ref), zone, include_likely=include_likely)
            if found is None:
                missing = missing or NotInArchiveError(
                    lazy(
                        "No post in the archive matches that. Give other words, the id of a post, "
                        "such as 1585839954944749569, or a link to it."
                    )
                )
                raise await view.read(_if_any, missing)
        return found

    async def links_to_parents(
        self, posts: Sequence[Post], *, within: View | None = None
    ) -> dict[str, Link]:
        """Return the links from `posts` to their parents, including likely ones, by child id."""
        ids = [post.id for post in posts]
        async with self._archive.view(within) as view:
            return await view.read(self._links_to_parents, ids)

    async def stats(self) -> ThreadStats:
        """Return the statistics of all threads."""
        async with self._archive.view() as view:
            return await view.read_long(count_threads, self._likely)

    def _find(
        self, reader: ArchiveReader, query: Query, zone: tzinfo, *, include_likely: bool
    ) -> AssembledThread | None:
        """Return the thread of the post that matches `query` best, None if none does."""
        with time_limit(reader):
            execution = self._index.execution(reader, query, zone)
            found = execution.page(0, 1, SortOrder.RELEVANCE).ranked
        if not found:
            return None
        (post,) = reader.posts.by_keys([found[0].key])
        return self._assemble(reader, post.id, include_likely=include_likely)

    def _assemble(
        self, reader: ArchiveReader, ref: str, *, include_likely: bool
    ) -> AssembledThread:
        id, hidden = post_id(ref), reader.hidden.ids
        key = reader.posts.keys([id]).get(id)
        if key is None or key in reader.hidden.keys:
            raise _if_any(reader, MissingPostError(id))
        members = reader.threads.members([key])
        extended, likely = self._extend_by_likely(reader, members)
        links = reader.threads.links([*(extended if include_likely else members)])
        if include_likely:
            thread = assemble({link.child: link for link in likely} | links, extended)
            likely = []
        else:
            thread = assemble(links, members)
        excluded = hidden.union(thread.ids)
        shown = [id for id in thread.ids if id not in hidden]
        posts = reader.posts.by_ids(shown)
        parents = {post.reply_to for post in posts if post.reply_to}.difference(shown)
        see_also = reader.threads.see_also([extended[id] for id in thread.ids])
        return AssembledThread(
            requested_id=next(member for member, its_key in members.items() if its_key == key),
            posts=tuple(posts),
            main_length=sum(id not in hidden for id in thread.ids[: thread.main]),
            links=tuple(
                link for link in (*thread.links, *likely) if not {link.child, link.parent} & hidden
            ),
            likely=tuple(reader.posts.by_ids([id for id in extended if id not in excluded])),
            see_also=tuple(reader.posts.by_ids([id for id in see_also if id not in hidden])),
            gaps=_gaps(thread.ids, hidden),
            parents_in_archive=reader.posts.existing(parents),
        )

    def _links_to_parents(self, reader: ArchiveReader, ids: Sequence[str]) -> dict[str, Link]:
        likely = self._likely.links_to_parents(reader, ids)
        return {link.child: link for link in likely} | reader.threads.links(ids)

    def _extend_by_likely(
        self, reader: ArchiveReader, members: dict[str, int]
    ) -> tuple[dict[str, int], list[Link]]:
        """Return `members` and the posts that likely links add, oldest first, and those links.

        Posts are keys by ids.
        """
        inside = set(members)
        links: dict[str, Link] = {}
        new = list(members)
        while new and len(inside) < len(members) + _MOST_LIKELY:
            likely = self._likely.links(reader, new)
            links |= {link.child: link for link in likely}
            ends = {id for link in likely for id in (link.child, link.parent)} - inside
            new = [*_members(reader, ends)] if ends else []  # all of them new
            inside.update(new)
        extended = _members(reader, inside) if len(inside) > len(members) else members
        return extended, [
            links[id] for id in extended if id in links and links[id].parent in inside
        ]


def _members(reader: ArchiveReader, ids: Iterable[str]) -> dict[str, int]:
    """Return all posts in the threads of the posts `ids`, oldest first: keys by ids."""
    return reader.threads.members(reader.posts.keys([*ids]).values())


def _if_any(reader: ArchiveReader, missing: NotInArchiveError) -> NotInArchiveError:
    """Return the error for a post that is missing, or that for an archive without any post."""
    return missing if reader.posts.count() else EmptyArchiveError()


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
