"""Corrections: the owner's word on which post continues which."""

from bot.archive.posts.links import post_id
from bot.archive.threads.links import Evidence
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import BadLinkError, NotInArchiveError
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.archive.threads.threads import ThreadStore


class Corrections:
    """Links and parts posts by hand. What it returns are sentences that tell what now holds."""

    def __init__(
        self, stored: CorrectionStore, posts: PostStore, threads: ThreadStore, clock: Clock
    ) -> None:
        self._stored = stored
        self._posts = posts
        self._threads = threads
        self._clock = clock

    async def link(self, child: str, parent: str, by: str) -> str:
        """Let post `child` continue post `parent`, both named by an id or a link.

        `by` says whose word that is. Raises BadQueryError and NotInArchiveError as threads do, and
        BadLinkError for a post that would continue itself or a later one.
        """
        child, parent = await self._known(child), await self._known(parent)
        first, second = await self._posts.by_ids([parent, child])
        if (first.sort_key, first.id) >= (second.sort_key, second.id):
            raise BadLinkError(
                f"Post {child} cannot continue post {parent}, which is not older. "
                "Give the later post first: /archive link child parent."
            )
        await self._set(child, parent, by)
        link = (await self._threads.links([child]))[child]
        told = "by hand" if link.evidence is Evidence.BY_HAND else f"as before: {link.why}"
        return f"Post {child} now continues post {parent}, {told}."

    async def unlink(self, child: str, by: str) -> str:
        """Let post `child` continue nothing; one that was linked by hand is as it was before that.

        Raises as `link` does.
        """
        child = await self._known(child)
        await self._set(child, None, by)
        told = f"Post {child} now surely continues no post."
        if await self._threads.candidate_links_to_parents([child]):
            return (
                f"{told} It may be shown as a likely continuation; the same again parts that too."
            )
        return f"{told} To take that back, link it again: /archive link child parent."

    async def _set(self, child: str, parent: str | None, by: str) -> None:
        at = to_milliseconds(self._clock.now())
        await self._stored.set(child, parent, by=by, at=at)

    async def _known(self, named: str) -> str:
        id = post_id(named)
        own = await self._threads.current_id(id)
        if own is None:
            raise NotInArchiveError(
                f"The archive does not hold post {id}, so it cannot be linked or parted."
            )
        return own
