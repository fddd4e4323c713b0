"""Repairs: what was mended in damaged text, and the way back."""

from collections.abc import AsyncIterator

from bot.archive.posts.links import post_id
from bot.archive.posts.post import RepairedText
from bot.errors import NotInArchiveError
from bot.storage.archive.repairs import RepairStore


class Repairs:
    """Tells of repairs, and takes them back."""

    def __init__(self, stored: RepairStore) -> None:
        self._stored = stored

    def all(self) -> AsyncIterator[RepairedText]:
        """Yield every repair, the oldest post's first."""
        return self._stored.oldest_first()

    async def undo(self, ref: str) -> RepairedText:
        """Show the text of a post as its file has it, from now on and after every later import.

        `named` is its id or a link to it. Raises NotInArchiveError when nothing of it was mended.
        """
        return await self._show(ref, mended=False)

    async def redo(self, ref: str) -> RepairedText:
        """Show the mended text of a post again. Raises as `undo` does."""
        return await self._show(ref, mended=True)

    async def _show(self, named: str, *, mended: bool) -> RepairedText:
        id = post_id(named)
        await self._stored.show(id, mended=mended)
        repair = await self._stored.of(id)
        if repair is None:
            raise NotInArchiveError(
                f"There is no repair of post {id}: it is not in the archive, or its text was not "
                "damaged. `throwback repair --list` shows all repairs."
            )
        return repair
