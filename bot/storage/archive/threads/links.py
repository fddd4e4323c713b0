"""Parent links, updated in archive.db around what an import changes."""

from collections.abc import Mapping

from bot.archive.threads.links import BY_HAND_WHY, RECORDED_WHY, Evidence
from bot.storage.archive.threads.candidates import update_candidates
from bot.storage.archive.threads.quotes import update_quotes
from bot.storage.database import Database, Transaction

# The parent may have been edited after the reply: then the reply has the id of a version.
_RECORDED = """
    INSERT INTO parent_links
    SELECT child.post, coalesce(parent.post, version.post), ?, ? FROM posts AS child
    LEFT JOIN posts AS parent ON parent.network = child.network AND parent.id = child.reply_to
    LEFT JOIN versions AS version ON parent.post IS NULL AND version.id = child.reply_to
    WHERE child.post IN ({children}) AND child.post <> coalesce(parent.post, version.post)
    ON CONFLICT (child) DO UPDATE SET
        parent = excluded.parent, evidence = excluded.evidence, why = excluded.why
"""
_TOUCHED = "SELECT post FROM temp.touched JOIN posts USING (post) WHERE reply_to IS NOT NULL"
_ANSWERING_TOUCHED = """
    SELECT posts.post FROM temp.touched AS touched
    JOIN posts AS parent ON parent.post = touched.post JOIN posts ON posts.reply_to = parent.id
    UNION
    SELECT posts.post FROM temp.touched AS touched
    JOIN versions ON versions.post = touched.post JOIN posts ON posts.reply_to = versions.id
"""

# A richer source, or the owner, may have withdrawn what was known of them before.
_BEFORE = "DELETE FROM parent_links WHERE child IN (SELECT post FROM temp.touched)"
# Earlier versions left corrections between two versions of one post; those mean nothing.
_PARTED = """
    DELETE FROM parent_links WHERE child IN (
        SELECT post FROM corrections
        JOIN posts ON posts.id = corrections.child AND posts.network = corrections.network
        WHERE corrections.parent IS NOT corrections.child
    )
"""
_BY_HAND = """
    INSERT INTO parent_links
    SELECT child.post, parent.post, ?, ? FROM corrections
    JOIN posts AS child
    ON child.id = corrections.child AND child.network = corrections.network
    JOIN posts AS parent
    ON parent.id = corrections.parent AND parent.network = corrections.network
    WHERE child.post <> parent.post
"""


async def update_links(tx: Transaction) -> None:
    """Update the parent links around the posts in temp.touched.

    The links of the touched posts themselves are derived only from what is stored now.
    Recorded links replace certain ones, and the owner's corrections replace both.
    """
    await tx.execute("INSERT OR IGNORE INTO temp.touched SELECT post FROM unlinked")
    await tx.execute("DELETE FROM unlinked")
    await tx.execute(_BEFORE)
    await update_candidates(tx)
    for children in (_TOUCHED, _ANSWERING_TOUCHED):
        await tx.execute(_RECORDED.format(children=children), (Evidence.RECORDED, RECORDED_WHY))
    await update_quotes(tx)
    await update_links_by_hand(tx)


async def update_links_by_hand(tx: Transaction) -> None:
    """Let the owner's corrections replace all other links."""
    await tx.execute(_PARTED)
    await tx.execute(_BY_HAND, (Evidence.BY_HAND, BY_HAND_WHY))


async def has_unlinked_posts(database: Database) -> bool:
    """Return whether there are posts without links because an older version imported them."""
    return await database.read_one("SELECT 1 FROM unlinked LIMIT 1") is not None


async def rename_corrections(tx: Transaction, ids: Mapping[str, str]) -> None:
    """Move the owner's corrections from old ids, the keys of `ids`, to the new ones.

    A correction that already exists under the new id takes precedence. One between two posts that
    are now the same is deleted first, so that it neither parts that post nor replaces another.
    """
    for sql in (
        "UPDATE corrections SET parent = ?1 WHERE parent = ?2",
        "DELETE FROM corrections WHERE parent = ?1 AND child IN (?1, ?2)",
        "UPDATE OR IGNORE corrections SET child = ?1 WHERE child = ?2",
    ):
        await tx.execute_many(sql, [(new, old) for old, new in ids.items()])
    await tx.execute_many("DELETE FROM corrections WHERE child = ?", [(id,) for id in ids])
