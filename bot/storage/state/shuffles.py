"""The posts already drawn at random, in state.db."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.archive.posts.post import Post
from bot.storage.engines import StateDatabase, placeholders

_DELETED_AT_ONCE = 200  # rows: deleting a round of a million must not delay the draw that ends it
_SHUFFLES = "shuffles"  # of one name: what begins rounds and what deletes all of them is alone


@dataclass(frozen=True, slots=True)
class ShuffleKey:
    """The name of a shuffle's owner, and the canonical text of the query for its posts."""

    name: str
    query: str


class ShuffleStore:
    """Rounds of draws. Times are milliseconds since 1970.

    The column `shuffle` holds a round's id, which is never reused.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def current_round(self, key: ShuffleKey, now: int, unused_since: int) -> int:
        """Return the current round; begin one `now` if none was used after `unused_since`."""
        unused_since = max(unused_since, 0)
        row = await self._database.read_one(
            "SELECT shuffle FROM shuffles WHERE name = ? AND query = ? AND used_at > ?",
            (key.name, key.query, unused_since),
        )
        if row is not None:
            return int(row["shuffle"])
        async with self._database.write() as tx:
            await tx.alone_with(_SHUFFLES, key.name)
            await tx.execute(
                "UPDATE shuffles SET used_at = 0 WHERE name = ? AND query = ? AND used_at <= ?",
                (key.name, key.query, unused_since),
            )
            # Another process may have just begun one.
            await tx.execute(
                """INSERT INTO shuffles (name, query, used_at) VALUES (?, ?, ?)
                   ON CONFLICT (name, query) WHERE used_at > 0 DO NOTHING""",
                (key.name, key.query, now),
            )
            rows = await tx.fetch(
                "SELECT shuffle FROM shuffles WHERE name = ? AND query = ? AND used_at > 0",
                (key.name, key.query),
            )
        return int(rows[0]["shuffle"])

    async def show(self, shuffle: int) -> None:
        """Have readers of the archive see which posts were drawn in a round."""
        await self._database.show_round(shuffle)

    async def mark_drawn(self, shuffle: int, post: Post, now: int) -> bool:
        """Record that `post` is drawn in a round.

        Return False if another draw took it before or ended the round: then draw again.
        """
        drawn = await self._database.execute_one(
            # The round is locked, else another process could end it before the draw is counted.
            f"""INSERT INTO drawn SELECT shuffle, ?, ?, ? FROM shuffles
               WHERE shuffle = ? AND used_at > 0 {self._database.locking("shuffles")}
               ON CONFLICT (shuffle, id, network) DO NOTHING RETURNING id""",  # noqa: S608
            (post.id, post.network, now, shuffle),
        )
        return bool(drawn)

    async def give_back(self, key: ShuffleKey, ids: Collection[str]) -> None:
        """Let posts be drawn again in the current round: nobody was shown them."""
        if not ids:
            return
        await self._database.execute_one(
            f"""DELETE FROM drawn WHERE id IN {placeholders(len(ids))} AND shuffle =
               (SELECT shuffle FROM shuffles WHERE name = ? AND query = ? AND used_at > 0)""",  # noqa: S608
            (*ids, key.name, key.query),
        )

    async def begin_next_round(self, shuffle: int, now: int) -> bool:
        """End an exhausted round and begin the next.

        Return False if nothing was drawn in it: the query finds nothing any more.
        """
        async with self._database.write() as tx:
            if not await tx.fetch("SELECT 1 FROM drawn WHERE shuffle = ? LIMIT 1", (shuffle,)):
                return False
            ended = await tx.execute(
                "UPDATE shuffles SET used_at = 0 WHERE shuffle = ? AND used_at > 0", (shuffle,)
            )
            if ended:  # else another process has done the same
                await tx.execute(
                    """INSERT INTO shuffles (name, query, last, used_at)
                       SELECT name, query, last, ? FROM shuffles WHERE shuffle = ?""",
                    (now, shuffle),
                )
        return True

    async def count_drawn(self, name: str) -> int:
        """Return how many drawn posts are remembered of all rounds of a name."""
        row = await self._database.read_one(
            "SELECT count(*) FROM drawn JOIN shuffles USING (shuffle) WHERE name = ?", (name,)
        )
        return 0 if row is None else int(row[0])

    async def delete_all(self, name: str) -> None:
        """Delete all rounds of a name."""
        async with self._database.write() as tx:
            await tx.alone_with(_SHUFFLES, name)
            await tx.fetch(
                f"SELECT 1 FROM shuffles WHERE name = ? {tx.locking('shuffles')}",  # noqa: S608
                (name,),
            )  # nothing is drawn in them meanwhile
            await tx.execute(
                "DELETE FROM drawn WHERE shuffle IN (SELECT shuffle FROM shuffles WHERE name = ?)",
                (name,),
            )
            await tx.execute("DELETE FROM shuffles WHERE name = ?", (name,))

    async def delete_some_old(self, unused_since: int) -> None:
        """Delete some rows of a round that is over or was not used since `unused_since`."""
        which = "SELECT shuffle FROM shuffles WHERE used_at <= ? LIMIT 1"
        unused_since = max(unused_since, 0)
        if await self._database.read_one(which, (unused_since,)) is None:
            return  # as a rule: nothing then waits for a write
        async with self._database.write() as tx:
            old = await tx.fetch(which + tx.locking("shuffles", skip=True), (unused_since,))
            for (shuffle,) in old:
                rest = await tx.fetch(
                    "SELECT id FROM drawn WHERE shuffle = ? ORDER BY id LIMIT 1 OFFSET ?",
                    (shuffle, _DELETED_AT_ONCE),
                )
                if rest:
                    await tx.execute(
                        "DELETE FROM drawn WHERE shuffle = ? AND id < ?", (shuffle, rest[0]["id"])
                    )
                else:
                    await tx.execute("DELETE FROM drawn WHERE shuffle = ?", (shuffle,))
                    await tx.execute("DELETE FROM shuffles WHERE shuffle = ?", (shuffle,))
