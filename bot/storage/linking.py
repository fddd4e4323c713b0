"""Which post continues which, kept up to date in archive.db."""

from itertools import groupby

from bot.archive.posts import Kind
from bot.archive.threads import CERTAIN_GAP_MS, RECORDED_WHY, Entry, Evidence, Link, certain_links
from bot.storage.database import Row, Transaction

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

# A post can only lend or take a certain link within the gap around it; most have nobody there.
_WITHIN = (
    "near.account = touched.account AND near.created_at BETWEEN "
    f"touched.created_at - {CERTAIN_GAP_MS} AND touched.created_at + {CERTAIN_GAP_MS}"
)
_NEAR_TOUCHED = f"""
    SELECT near.post, near.account, near.id, near.kind, near.parent_known,
           substr(near.text, 1, 1) = '@' AS mentions,
           max(near.created_at >= touched.created_at) AS affected
    FROM (
        SELECT touched.* FROM temp.touched AS new CROSS JOIN posts AS touched USING (post)
        WHERE EXISTS (SELECT 1 FROM posts AS near WHERE {_WITHIN} AND near.post <> touched.post)
    ) AS touched CROSS JOIN posts AS near ON {_WITHIN}
    GROUP BY near.post ORDER BY near.account, near.place
"""  # noqa: S608 - our own words


async def link(tx: Transaction) -> None:
    """Bring the thread links around the posts in temp.touched up to date."""
    for children in (_TOUCHED, _ANSWERING_TOUCHED):
        await tx.execute(_RECORDED.format(children=children), (Evidence.RECORDED, RECORDED_WHY))
    await tx.execute(
        "DELETE FROM follows WHERE evidence = ? AND child IN temp.touched", (Evidence.CERTAIN,)
    )
    rows = await tx.fetch(_NEAR_TOUCHED)
    keys = {row["id"]: row["post"] for row in rows}
    affected = {row["id"] for row in rows if row["affected"]}
    found: list[Link] = []
    for _, timeline in groupby(rows, key=lambda row: row["account"]):
        found += (one for one in certain_links(map(_entry, timeline)) if one.child in affected)
    await tx.execute_many(
        "DELETE FROM follows WHERE child = ? AND evidence = ?",
        [(keys[id], Evidence.CERTAIN) for id in affected],
    )
    await tx.execute_many(
        "INSERT OR IGNORE INTO follows VALUES (?, ?, ?, ?)",
        [(keys[one.child], keys[one.parent], one.evidence, one.why) for one in found],
    )


def _entry(row: Row) -> Entry:
    return Entry(row["id"], Kind(row["kind"]), bool(row["mentions"]), bool(row["parent_known"]))
