"""Repairs: how damaged text was repaired, and how to undo that."""

from collections.abc import AsyncIterator

from bot.archive.posts.ids.links import post_id
from bot.archive.posts.post import RepairedText
from bot.errors import NotInArchiveError
from bot.ingest.text.mojibake import repair
from bot.languages import lazy
from bot.storage.archive.repairs import RepairStore

DOUBTFUL = "doubtful"
"""The first word of the plan of a repair that was not made."""


class Repairs:
    """Lists, undoes and redoes text repairs."""

    def __init__(self, store: RepairStore) -> None:
        self._store = store

    def all(self) -> AsyncIterator[RepairedText]:
        """Yield every repair, that of the oldest post first."""
        return self._store.oldest_first()

    async def doubtful(self) -> AsyncIterator[RepairedText]:
        """Yield each post whose text looks damaged and was left alone, the oldest first.

        That is a single post of an export of X's whose other posts are clean: its author may quote
        damaged text. The text after the repair is what it would give.
        """
        async for id, text in self._store.unrepaired():
            repaired, times = repair(text, 0)
            if times:
                yield RepairedText(id, f"{DOUBTFUL} {times}", text, repaired, shown=False)

    async def undo(self, ref: str) -> RepairedText:
        """Show the original text of a post, from now on and after every later import.

        `ref` is its id or a link to it. Raises NotInArchiveError when its text was not repaired.
        """
        return await self._show(ref, repaired=False)

    async def redo(self, ref: str) -> RepairedText:
        """Show the repaired text of a post again. Raises the same errors as `undo`."""
        return await self._show(ref, repaired=True)

    async def _show(self, ref: str, *, repaired: bool) -> RepairedText:
        id = post_id(ref)
        await self._store.show(id, repaired=repaired)
        repair = await self._store.by_id(id)
        if repair is None:
            raise NotInArchiveError(
                lazy(
                    "There is no repair of post {id}: it is not in the archive, or its text was "
                    "not damaged. `throwback repair --list` shows all repairs.",
                    id=id,
                )
            )
        return repair
