"""Accounts: an account is its id on the network, under all its names.

Sources that state no id know an account by a name. Each such name has a row of its own in
`accounts`, whose `same_as` is the account with an id that had the name, if there is one: of several
the one that had it last. Posts refer to that account, and by `named` to the row of the name, so
that accounts are the same in every order of loading.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.archive.posts.post import UNKNOWN
from bot.archive.posts.row import PostRow
from bot.storage.archive.posts.touched import mark_touched
from bot.storage.transaction import Transaction

# Of two spellings of a name the same one is kept, regardless of their order.
_ADD_ID = "INSERT OR IGNORE INTO accounts (network, id, name) VALUES (?, ?, ?)"
_ADD_NAME_ALONE = """
    INSERT INTO accounts (network, name) VALUES (?, ?)
    ON CONFLICT (network, name) WHERE id IS NULL DO UPDATE SET name = excluded.name
    WHERE excluded.name < accounts.name COLLATE BINARY
"""
_ADD_KNOWN_NAME = """
    INSERT INTO account_names SELECT account, ?3, ?4 FROM accounts
    WHERE network = ?1 AND id IS ?2 AND (id IS NOT NULL OR name = ?3)
    ON CONFLICT (account, name) DO UPDATE SET
        seen_at = max(seen_at, excluded.seen_at),
        name = CASE WHEN excluded.name < name COLLATE BINARY THEN excluded.name ELSE name END
    WHERE excluded.seen_at > seen_at OR excluded.name < name COLLATE BINARY
"""
_NEWEST_NAMES = """
    UPDATE accounts SET name = newest.name
    FROM (
        SELECT account, name, row_number() OVER (
            PARTITION BY account
            ORDER BY name = id, seen_at DESC, name COLLATE BINARY  -- a DID is no handle
        ) AS number FROM (
            SELECT account, known.name, seen_at, coalesce(id, '') AS id
            FROM account_names AS known JOIN accounts USING (account)
        )
    ) AS newest
    WHERE newest.number = 1 AND newest.account = accounts.account AND accounts.id IS NOT NULL
      AND newest.name IS NOT accounts.name COLLATE BINARY
"""
_JOINED = """
    SELECT alone.account AS alone, alone.same_as AS before, (
        SELECT known.account FROM account_names AS had JOIN accounts AS known USING (account)
        WHERE had.name = alone.name AND known.network = alone.network AND known.id IS NOT NULL
        ORDER BY had.seen_at DESC, known.id LIMIT 1
    ) AS now
    FROM accounts AS alone WHERE alone.id IS NULL AND alone.name <> ?
"""
_MOVE_POSTS = "UPDATE posts SET account = ?2 WHERE account = ?1 AND named = ?3"
_PROFILE = "display, bio, exported_at, avatar"  # never translated
_SAYS_MORE = """(coalesce({0}.exported_at, 0), {0}.display IS NOT NULL, coalesce({0}.display, ''),
    {0}.bio IS NOT NULL, coalesce({0}.bio, ''),
    coalesce({0}.avatar, ''))"""
_TAKE_PROFILE = f"""
    UPDATE accounts SET ({_PROFILE}) = (alone.display, alone.bio, alone.exported_at, alone.avatar)
    FROM accounts AS alone
    WHERE alone.account = ? AND accounts.account = ?
      AND {_SAYS_MORE.format("accounts")} < {_SAYS_MORE.format("alone")}
"""  # noqa: S608 - constants


class Author(NamedTuple):
    """An account as a source names it: `id` is None if the source states none."""

    network: str
    id: str | None
    name: str


class AccountKeys(NamedTuple):
    """The key of an account, that of the row of its bare name if no id is stated, and its name."""

    account: int
    named: int | None
    name: str


async def author_keys(tx: Transaction, seen: Mapping[Author, int]) -> dict[Author, AccountKeys]:
    """Return the keys of authors, under their newest names too; new accounts and names are added.

    `seen` has the latest time at which each is known to have had its name, in milliseconds since
    1970. Posts of names that turn out to be those of other accounts are moved there.
    """
    await tx.execute_many(_ADD_ID, sorted(one for one in seen if one.id is not None))
    await tx.execute_many(
        _ADD_NAME_ALONE, sorted((one.network, one.name) for one in seen if one.id is None)
    )
    await tx.execute_many(_ADD_KNOWN_NAME, [(*one, at) for one, at in seen.items()])
    if await tx.execute(_NEWEST_NAMES):
        await raise_generation(tx)
    await _join_names(tx)
    return await _keys(tx, seen)


def authors_of(posts: Iterable[PostRow]) -> dict[Author, int]:
    """Return the authors of posts, with the time of the newest post of each."""
    seen: dict[tuple[str, str | None, str], int] = {}
    for post in posts:
        author = post.network, post.account_id, post.account
        seen[author] = max(seen.get(author, 0), post.created_at)
    return {Author(*author): at for author, at in seen.items()}


async def newest_names(tx: Transaction) -> dict[tuple[str, str], str]:
    """Return the present names of all accounts with an id, by network and id."""
    rows = await tx.fetch("SELECT network, id, name FROM accounts WHERE id IS NOT NULL")
    return {(row["network"], row["id"]): row["name"] for row in rows}


async def raise_generation(tx: Transaction) -> None:
    """Let caches notice that what readers see has changed."""
    await tx.execute("UPDATE generation SET number = number + 1")


async def _join_names(tx: Transaction) -> None:
    """Let each bare name belong to the account that had it last, and move the posts there."""
    for row in await tx.fetch(_JOINED, (UNKNOWN,)):
        alone, before, now = row
        if before == now:
            continue
        await tx.execute("UPDATE accounts SET same_as = ? WHERE account = ?", (now, alone))
        source, target = before or alone, now or alone
        moved = await tx.fetch(
            "SELECT post FROM posts WHERE account = ? AND named = ?", (source, alone)
        )
        await tx.execute(
            """INSERT INTO temp.moved
               SELECT account, sort_key FROM posts WHERE account = ? AND named = ?""",
            (source, alone),
        )
        await tx.execute(_MOVE_POSTS, (source, target, alone))
        await mark_touched(tx, (row["post"] for row in moved))
        if now is not None:
            await tx.execute(_TAKE_PROFILE, (alone, now))
        await raise_generation(tx)


async def _keys(tx: Transaction, authors: Iterable[Author]) -> dict[Author, AccountKeys]:
    rows = await tx.fetch("SELECT account, network, id, name, same_as FROM accounts")
    by_id = {(row["network"], row["id"]): row for row in rows if row["id"] is not None}
    alone = {(row["network"], row["name"].lower()): row for row in rows if row["id"] is None}
    keys = {}
    for author in authors:
        if author.id is not None:
            row = by_id[author.network, author.id]
            found = AccountKeys(row["account"], None, row["name"])
            keys[author] = keys[author._replace(name=found.name)] = found
        else:
            row = alone[author.network, author.name.lower()]
            account = row["account"]
            keys[author] = AccountKeys(row["same_as"] or account, account, row["name"])
    return keys
