"""Deletions by the author, as exports state them, in archive.db."""

from bot.archive.posts.post import Deletions
from bot.archive.timestamps import to_milliseconds
from bot.storage.archive.posts.accounts import Author, author_keys, raise_generation
from bot.storage.database import Database
from bot.storage.transaction import Transaction

# The newest statement counts, and the owner's decision stays.
_ADD = """
    INSERT INTO deletions VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id, network) DO UPDATE SET
        account = CASE WHEN excluded.stated_at > stated_at THEN excluded.account ELSE account END,
        stated_at = max(stated_at, excluded.stated_at), kept = max(kept, excluded.kept)
    WHERE excluded.stated_at > stated_at OR excluded.kept > kept
"""


class DeletionStore:
    """The owner's decisions about deleted posts. Ids are current ids."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, id: str) -> bool:
        """Keep a deleted post: show it again. Return whether it was left out as deleted."""
        deleted = "SELECT stated FROM deleted_posts JOIN posts USING (post) WHERE id = ?"
        if await self._database.read_one(deleted, (id,)) is None:
            return False
        async with self._database.write() as tx:
            await tx.execute(f"UPDATE deletions SET kept = 1 WHERE id IN ({deleted})", (id,))  # noqa: S608 - our own SQL
            await raise_generation(tx)
        return True


async def save_deletions(tx: Transaction, deletions: Deletions) -> None:
    """Store what an export states of deletions; the posts may be imported later."""
    author = Author(deletions.network, deletions.account_id, deletions.account)
    stated_at = to_milliseconds(deletions.stated_at) if deletions.stated_at else 0
    keys = await author_keys(tx, {author: max(0, stated_at)})
    kept = frozenset(deletions.kept)
    await tx.execute_many(
        _ADD,
        [
            (deletions.network, id, keys[author].account, stated_at, id in kept)
            for id in deletions.ids
        ],
    )


async def deleted_keys(tx: Transaction) -> frozenset[int]:
    """Return the keys of the posts that are left out because their author deleted them."""
    return frozenset(row["post"] for row in await tx.fetch("SELECT post FROM deleted_posts"))
