"""The posts that the owner hid, in state.db. By ids, so that they outlive every import."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.archive.posts.ids.networks import network_of
from bot.storage.engines import StateDatabase

HIDDEN_CHANGES = "hidden_changes"
"""What is alone that changes several rows of hidden posts or quiet rules: each change raises the
number in this table, so two such transactions would wait for each other's rows."""


class HiddenRow(NamedTuple):
    """A hidden post: its id, since when (milliseconds since 1970), and who hid it."""

    id: str
    hidden_at: int
    by: str


class HiddenPostStore:
    """Hidden posts, as they are stored."""

    def __init__(self, state: StateDatabase) -> None:
        self._state = state

    async def hide(self, ids: Iterable[str], now: int, by: str) -> None:
        """Hide posts, `now` in milliseconds since 1970; hidden ones stay as they are."""
        async with self._state.write() as tx:
            await tx.alone_with(HIDDEN_CHANGES)
            await tx.execute_many(
                "INSERT INTO hidden VALUES (?, ?, ?, ?) ON CONFLICT (id, network) DO NOTHING",
                [(id, network_of(id), now, by) for id in ids],
            )
        await self._state.show_hidden()

    async def unhide(self, id: str) -> bool:
        """Show a post again; return whether it was hidden."""
        async with self._state.write() as tx:
            was_hidden = await tx.execute("DELETE FROM hidden WHERE id = ?", (id,)) > 0
        await self._state.show_hidden()
        return was_hidden

    async def all(self) -> list[HiddenRow]:
        """Return all hidden posts, in the order in which they were hidden."""
        rows = await self._state.read("SELECT id, hidden_at, by FROM hidden ORDER BY hidden_at, id")
        return [HiddenRow(*row) for row in rows]

    async def count_by(self, by: str) -> int:
        """Return how many posts somebody hid."""
        row = await self._state.read_one("SELECT count(*) FROM hidden WHERE by = ?", (by,))
        return 0 if row is None else int(row[0])

    async def rename_by(self, by: str, to: str) -> None:
        """Give those posts that somebody hid another name of who did."""
        await self._state.execute_one("UPDATE hidden SET by = ? WHERE by = ?", (to, by))
