"""Corrections: links between posts that an owner sets or removes by hand."""

from bot.archive.posts.links import post_id
from bot.archive.threads.links import Evidence
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import BadLinkError, NotInArchiveError
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.archive.threads.threads import ThreadStore


class Corrections:
    """Links and unlinks posts by hand; returns sentences that describe the new state."""

    def __init__(
        self, store: CorrectionStore, posts: PostStore, threads: ThreadStore, clock: Clock
    ) -> None:
        self._store = store
        self._posts = posts
        self._threads = threads
        self._clock = clock

    async def link(self, child: str, parent: str, by: str) -> str:
        """Make post `child` continue post `parent`; both are ids or links to posts.

        `by` identifies the user who sets the link. Raises BadQueryError and NotInArchiveError as
        `Threads.assemble` does, and BadLinkError for a post that would continue itself or a later
        one.
        """
        child, parent = await self._current_id(child), await self._current_id(parent)
        earlier, later = await self._posts.by_ids([parent, child])
        if (earlier.sort_key, earlier.id) >= (later.sort_key, later.id):
            raise BadLinkError(
                f"Post {child} cannot continue post {parent}, which is not older. "
                "Give the later post first: /archive link child parent."
            )
        await self._set(child, parent, by)
        link = (await self._threads.links([child]))[child]
        how = "by hand" if link.evidence is Evidence.BY_HAND else f"as before: {link.why}"
        return f"Post {child} now continues post {parent}, {how}."

    async def unlink(self, child: str, by: str) -> str:
        """Make post `child` continue nothing, or undo the link that was set for it by hand.

        Raises the same errors as `link`.
        """
        child = await self._current_id(child)
        await self._set(child, None, by)
        answer = f"Post {child} now surely continues no post."
        if await self._threads.candidate_links_to_parents([child]):
            return (
                f"{answer} It may be shown as a likely continuation; the same again parts that too."
            )
        return f"{answer} To take that back, link it again: /archive link child parent."

    async def _set(self, child: str, parent: str | None, by: str) -> None:
        at = to_milliseconds(self._clock.now())
        await self._store.set(child, parent, by=by, at=at)

    async def _current_id(self, ref: str) -> str:
        id = post_id(ref)
        current_id = await self._threads.current_id(id)
        if current_id is None:
            raise NotInArchiveError(
                f"The archive does not hold post {id}, so it cannot be linked or parted."
            )
        return current_id
