"""The accounts of an archive, for its owner: who they are, and what they are called."""

from collections import defaultdict
from collections.abc import Sequence

from bot.archive.posts.ids.account_names import BLUESKY_DOMAIN
from bot.archive.posts.people import AccountRef, KnownAccount
from bot.storage.archive.posts.accounts import Author, author_keys, raise_generation
from bot.storage.archive.posts.people.cross_posts import update_cross_posts
from bot.storage.archive.posts.people.joins import join_accounts, part_accounts
from bot.storage.archive.posts.touched import begin_tracking
from bot.storage.database import Database
from bot.storage.transaction import Transaction

_ACCOUNTS = """
    SELECT accounts.account, network, name, id, (
        SELECT count(*) FROM posts WHERE posts.account = accounts.account
    ) AS number, (SELECT min(person) FROM people WHERE people.account = accounts.account) AS person
    FROM accounts WHERE same_as IS NULL AND number > 0 ORDER BY network, name, id
"""
# By its id; by its present name before one that it has had; by the name on any network.
_MEANT = """
    SELECT DISTINCT coalesce(same_as, accounts.account) AS account, min(rank) AS rank FROM (
        SELECT account, 0 AS rank FROM accounts WHERE id = ?1
        UNION ALL SELECT account, 1 FROM accounts WHERE name = ?2
        UNION ALL SELECT account, 2 FROM account_names WHERE name = ?2
        UNION ALL SELECT account, 3 FROM account_names
        WHERE name = ?2 || ?3 OR (name >= ?2 || '@' AND name < ?2 || '[')
    ) AS meant JOIN accounts USING (account)
    GROUP BY 1 ORDER BY 2
"""


class AccountStore:
    """The accounts that have posts, and which of them are of one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[KnownAccount]:
        """Return all accounts that have posts, by network and name."""
        rows = await self._database.read(_ACCOUNTS)
        people: dict[int, list[AccountRef]] = defaultdict(list)
        found = []
        for row in rows:
            one = KnownAccount(row["network"], row["name"], row["id"], row["number"])
            found.append((one, row["person"]))
            if row["person"] is not None:
                people[row["person"]].append(one.ref)
        return [
            KnownAccount(
                one.network,
                one.name,
                one.id,
                one.posts,
                tuple(ref for ref in people.get(person, ()) if ref != one.ref),
            )
            for one, person in found
        ]

    async def meant(self, name: str) -> list[KnownAccount]:
        """Return the accounts that an id or a name, without @, may mean; best none or one."""
        rows = await self._database.read(_MEANT, (name, name, BLUESKY_DOMAIN))
        best = [row["account"] for row in rows if row["rank"] == rows[0]["rank"]]
        found = []
        for account in best:
            row = await self._database.read_one(
                "SELECT network, name, id FROM accounts WHERE account = ?", (account,)
            )
            if row is not None:
                found.append(KnownAccount(row["network"], row["name"], row["id"], 0))
        return found

    async def join(self, refs: Sequence[AccountRef]) -> None:
        """Note that accounts are of one person, and find its cross-posts."""
        async with self._database.write() as tx:
            await begin_tracking(tx)
            await join_accounts(tx, refs)
            await _finish(tx)

    async def part(self, ref: AccountRef) -> bool:
        """Note that an account is of nobody else; return whether it was joined with one."""
        async with self._database.write() as tx:
            await begin_tracking(tx)
            parted = await part_accounts(tx, [ref])
            await _finish(tx)
        return parted

    async def rename(self, ref: AccountRef, name: str, at: int) -> None:
        """Note that an account with an id has a name at a time in milliseconds since 1970."""
        async with self._database.write() as tx:
            await begin_tracking(tx)
            await author_keys(tx, {Author(ref.network, ref.id, name): at})
            await _finish(tx)


async def _finish(tx: Transaction) -> None:
    await update_cross_posts(tx)
    await raise_generation(tx)
