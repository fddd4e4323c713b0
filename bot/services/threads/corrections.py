"""Corrections: links between posts that an owner sets or removes by hand."""

from collections.abc import Sequence

from bot.archive.posts.ids.links import post_id
from bot.archive.posts.post import Post
from bot.archive.threads.corrections import Correction
from bot.archive.threads.links import Evidence
from bot.archive.threads.phrases import why
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import BadLinkError, NotInArchiveError
from bot.languages import CommandName, Message, _, lazy
from bot.languages.commands import OPTION
from bot.services.archive_views import Archive
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.corrections import CorrectionStore


class _LinkCommand:
    """The command that links two posts, with its options: as text, in the current language."""

    def __str__(self) -> str:
        child, parent = Message("child", context=OPTION), Message("parent", context=OPTION)
        return f"{CommandName('archive link')} {child} {parent}"


class Corrections:
    """Links and unlinks posts by hand; returns sentences that describe the new state."""

    def __init__(self, store: CorrectionStore, archive: Archive, clock: Clock) -> None:
        self._store = store
        self._archive = archive
        self._clock = clock

    async def link(self, child: str, parent: str, by: str) -> str:
        """Make post `child` continue post `parent`; both are ids or links to posts.

        `by` identifies the user who sets the link. Raises BadQueryError and NotInArchiveError as
        `Threads.assemble` does, and BadLinkError for a post that would continue itself or a later
        one.
        """
        async with self._archive.view() as view:
            later, earlier = await view.read(_posts, [child, parent])
            child, parent = later.id, earlier.id
            ordered = await view.read(lambda reader: reader.posts.oldest_first([child, parent]))
        if ordered[-1] != child or child == parent:
            raise BadLinkError(
                lazy(
                    "Post {child} cannot continue post {parent}, which is not older. Give the "
                    "later post first: {command}.",
                    child=child,
                    parent=parent,
                    command=_LinkCommand(),
                )
            )
        await self._set(child, parent, by)
        async with self._archive.view() as view:
            link = (await view.read(lambda reader: reader.threads.links([child])))[child]
        if link.evidence is Evidence.BY_HAND:
            return _(
                "Post {child} now continues post {parent}, by hand.", child=child, parent=parent
            )
        return _(
            "Post {child} now continues post {parent}, as before: {why}.",
            child=child, parent=parent, why=why(link),
        )  # fmt: skip

    async def unlink(self, child: str, by: str) -> str:
        """Make post `child` continue nothing, or undo the link that was set for it by hand.

        Raises the same errors as `link`.
        """
        async with self._archive.view() as view:
            child = (await view.read(_posts, [child]))[0].id
        await self._set(child, None, by)
        async with self._archive.view() as view:
            candidates = await view.read(
                lambda reader: reader.threads.candidate_links_to_parents([child])
            )
        if candidates:
            return _(
                "Post {child} now surely continues no post. It may be shown as a likely "
                "continuation; the same again parts that too.",
                child=child,
            )
        return _(
            "Post {child} now surely continues no post. To take that back, link it again: "
            "{command}.",
            child=child, command=_LinkCommand(),
        )  # fmt: skip

    async def all(self) -> list[Correction]:
        """Return all corrections, also those of posts that are not there, in order of time."""
        async with self._archive.view() as view:
            return await view.read_long(lambda reader: reader.teaching.corrections())

    async def _set(self, child: str, parent: str | None, by: str) -> None:
        at = to_milliseconds(self._clock.now())
        await self._store.set(child, parent, by=by, at=at)


def _posts(reader: ArchiveReader, refs: Sequence[str]) -> list[Post]:
    """Return the posts that `refs`, ids or links, mean now.

    Raises BadQueryError and NotInArchiveError.
    """
    ids = [post_id(ref) for ref in refs]
    current = reader.posts.current_ids(ids)
    for id in ids:
        if id not in current:
            raise NotInArchiveError(
                lazy(
                    "The archive does not hold post {id}, so it cannot be linked or parted.", id=id
                )
            )
    return reader.posts.by_ids([current[id] for id in ids])
