"""Which post continues which, kept up to date in archive.db around what an import changes."""

from bot.archive.threads import BY_HAND_WHY, RECORDED_WHY, Evidence
from bot.storage.candidates import renew
from bot.storage.database import Transaction
from bot.storage.quotes import note_quotes

# The parent may have been edited since it was answered: then its id of that time is a version's.
_RECORDED = """
    INSERT INTO follows
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

# The owner's corrections name posts by ids, which may be those of earlier versions.
_NAMED = """
    SELECT post, id, network FROM posts
    UNION ALL SELECT post, versions.id, network FROM versions JOIN posts USING (post)
"""
_PARTED = f"""
    DELETE FROM follows WHERE child IN (
        SELECT post FROM corrections JOIN ({_NAMED}) AS named
        ON named.id = corrections.child AND named.network = corrections.network
    )
"""  # noqa: S608 - our own words
_BY_HAND = f"""
    INSERT INTO follows
    SELECT child.post, parent.post, ?, ? FROM corrections
    JOIN ({_NAMED}) AS child
    ON child.id = corrections.child AND child.network = corrections.network
    JOIN ({_NAMED}) AS parent
    ON parent.id = corrections.parent AND parent.network = corrections.network
    WHERE child.post <> parent.post
"""  # noqa: S608 - our own words


async def link(tx: Transaction) -> None:
    """Bring the thread links around the posts in temp.touched up to date.

    Recorded links replace certain ones, and the owner's word replaces both.
    """
    await tx.execute("INSERT OR IGNORE INTO temp.touched SELECT post FROM unlinked")
    await tx.execute("DELETE FROM unlinked")
    await renew(tx)
    for children in (_TOUCHED, _ANSWERING_TOUCHED):
        await tx.execute(_RECORDED.format(children=children), (Evidence.RECORDED, RECORDED_WHY))
    await note_quotes(tx)
    await tx.execute(_PARTED)
    await tx.execute(_BY_HAND, (Evidence.BY_HAND, BY_HAND_WHY))
