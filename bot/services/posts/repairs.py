"""Repairs: what was mended in damaged text, and the way back."""

from collections.abc import AsyncIterator

from bot.archive.posts.links import post_id
from bot.archive.posts.post import Mended
from bot.errors import NotInArchiveError
from bot.storage.archive.repairs import Repairs as StoredRepairs


class Repairs:
    """Tells of repairs, and takes them back."""

    def __init__(self, stored: StoredRepairs) -> None:
        self._stored = stored

    def all(self) -> AsyncIterator[Mended]:
        """Yield every repair, the oldest post's first."""
        return self._stored.oldest_first()

    async def undo(self, named: str) -> Mended:
        """Show the text of a post as its file has it, from now on and after every later import.

        `named` is its id or a link to it. Raises NotInArchiveError when nothing of it was mended.
        """
        return await self._show(named, mended=False)

    async def redo(self, named: str) -> Mended:
        """Show the mended text of a post again. Raises as `undo` does."""
        return await self._show(named, mended=True)

    async def _show(self, named: str, *, mended: bool) -> Mended:
        id = post_id(named)
        await self._stored.show(id, mended=mended)
        repair = await self._stored.of(id)
        if repair is None:
            raise NotInArchiveError(
                f"There is no repair of post {id}: it is not in the archive, or its text was not "
                "damaged. `throwback repair --list` shows all repairs."
            )
        return repair
