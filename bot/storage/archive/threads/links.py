"""Parent links, updated in archive.db around what an import changes."""

from bot.archive.threads.links import BY_HAND_WHY, RECORDED_WHY, Evidence
from bot.storage.archive.threads.candidates import update_candidates
from bot.storage.archive.threads.conversations import update_conversations
from bot.storage.archive.threads.quotes import update_quotes
from bot.storage.database import Database
from bot.storage.transaction import Transaction

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
_PARTED = """
    DELETE FROM parent_links WHERE child IN (
        SELECT post FROM owner_links
        JOIN posts ON posts.id = owner_links.child AND posts.network = owner_links.network
    )
"""
_REJECTED = """
    DELETE FROM parent_links WHERE child IN (
        SELECT links.child FROM owner_rejections AS rejected
        JOIN posts AS child ON child.id = rejected.child AND child.network = rejected.network
        JOIN posts AS parent ON parent.id = rejected.parent AND parent.network = rejected.network
        JOIN parent_links AS links ON links.child = child.post AND links.parent = parent.post
    )
"""
_BY_HAND = """
    INSERT INTO parent_links
    SELECT child.post, parent.post, ?, ? FROM owner_links
    JOIN posts AS child
    ON child.id = owner_links.child AND child.network = owner_links.network
    JOIN posts AS parent
    ON parent.id = owner_links.parent AND parent.network = owner_links.network
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
    await update_conversations(tx)
    await update_quotes(tx)
    await update_links_by_hand(tx)


async def update_links_by_hand(tx: Transaction) -> None:
    """Let the owner's corrections replace all other links."""
    await tx.execute(_PARTED)
    await tx.execute(_REJECTED)
    await tx.execute(_BY_HAND, (Evidence.BY_HAND, BY_HAND_WHY))


async def has_unlinked_posts(database: Database) -> bool:
    """Return whether there are posts without links because an older version imported them."""
    return await database.read_one("SELECT 1 FROM unlinked LIMIT 1") is not None
