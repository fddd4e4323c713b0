"""The posts that were erased, in archive.db: remembered, so that no import brings them back."""

from collections.abc import Iterable, Mapping

from bot.archive.posts.erased import ErasedAccount, ErasedPosts, TextMark, addresses_of
from bot.archive.posts.ids.networks import network_of
from bot.storage.transaction import Transaction


async def erased_posts(tx: Transaction) -> ErasedPosts:
    """Return all posts and accounts that were erased."""
    ids = [row["id"] for row in await tx.fetch("SELECT id FROM erased")]
    marks = await tx.fetch("SELECT second, hash, unnamed FROM erased_texts")
    accounts = await tx.fetch("SELECT network, id, name FROM erased_accounts")
    return ErasedPosts(
        frozenset(ids),
        frozenset(TextMark(*row[:2]) for row in marks),
        frozenset(TextMark(*row[:2]) for row in marks if row["unnamed"]),
        frozenset(ErasedAccount(*row) for row in accounts),
        addresses_of(ids),
    )


async def remember(
    tx: Transaction,
    ids: Iterable[str],
    marks: Mapping[TextMark, bool],
    accounts: Iterable[ErasedAccount],
    erased_at: int,
) -> None:
    """Remember what is erased, at a time in milliseconds since 1970; see ErasedPosts.

    `marks` come with whether no source stated an id of their post.
    """
    await tx.execute_many(
        "INSERT OR IGNORE INTO erased VALUES (?, ?, ?)",
        [(network_of(id), id, erased_at) for id in ids],
    )
    await tx.execute_many(
        """INSERT INTO erased_texts VALUES (?, ?, ?)
           ON CONFLICT (second, hash) DO UPDATE SET unnamed = max(unnamed, excluded.unnamed)""",
        [(*mark, unnamed) for mark, unnamed in marks.items()],
    )
    # SQLite takes each NULL of a UNIQUE constraint for another one.
    await tx.execute_many(
        """INSERT INTO erased_accounts SELECT ?1, ?2, ?3 WHERE NOT EXISTS (
               SELECT 1 FROM erased_accounts WHERE network = ?1 AND id IS ?2 AND name = ?3)""",
        list(accounts),
    )
