"""The posts that are hidden in one server, in state.db, by ids, which outlive every import."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.archive.posts.ids.networks import network_of
from bot.storage.engines import StateDatabase
from bot.storage.state.hidden import HIDDEN_CHANGES


class HiddenInGuildRow(NamedTuple):
    """A hidden post: when it was hidden, in milliseconds since 1970, and by whom."""

    id: str
    hidden_at: int
    by: str


class HiddenInGuildStore:
    """Posts hidden in single servers, as they are stored."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def hide(self, guild: int, id: str, now: int, by: str) -> None:
        """Hide a post, `now` in milliseconds since 1970; a hidden one stays as it is."""
        await self._database.execute_one(
            "INSERT INTO hidden_in_guilds VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (guild, id, network) DO NOTHING",
            (guild, id, network_of(id), now, by),
        )
        await self._database.show_hidden()

    async def unhide(self, guild: int, ids: Iterable[str]) -> None:
        """Show posts again."""
        async with self._database.write() as tx:
            await tx.alone_with(HIDDEN_CHANGES)
            await tx.execute_many(
                "DELETE FROM hidden_in_guilds WHERE guild = ? AND id = ?",
                [(guild, id) for id in ids],
            )
        await self._database.show_hidden()

    async def all(self, guild: int) -> list[HiddenInGuildRow]:
        """Return the posts that are hidden in a server, in the order in which they were hidden."""
        rows = await self._database.read(
            """SELECT id, hidden_at, by FROM hidden_in_guilds WHERE guild = ?
               ORDER BY hidden_at, id""",
            (guild,),
        )
        return [HiddenInGuildRow(*row) for row in rows]

    async def count_by(self, by: str) -> int:
        """Return how many posts a user hid, in all servers together."""
        row = await self._database.read_one(
            "SELECT count(*) FROM hidden_in_guilds WHERE by = ?", (by,)
        )
        return 0 if row is None else int(row[0])

    async def rename_by(self, by: str, to: str) -> None:
        """Give those posts that a user hid another name of who did."""
        await self._database.execute_one(
            "UPDATE hidden_in_guilds SET by = ? WHERE by = ?", (to, by)
        )
