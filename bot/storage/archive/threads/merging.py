"""Corrections of two databases, or under two ids of one post, made one in archive.db.

Each table keeps the latest correction of its key, so the result does not depend on the order in
which they come; which of them counts follows from their times, see the views of `0009`.
"""

import json
from collections.abc import Iterable, Mapping

from bot.archive.threads.corrections import Correction, Verdict
from bot.storage.archive.posts.touched import mark_touched
from bot.storage.transaction import Transaction

_MERGE = {
    "corrections": """
        INSERT INTO corrections (network, child, parent, at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (child, network) DO UPDATE SET parent = excluded.parent, at = excluded.at
        WHERE excluded.at > corrections.at
        OR (?5 AND excluded.at = corrections.at
            AND coalesce(excluded.parent, '') > coalesce(corrections.parent, ''))
    """,
    "rejected_links": """
        INSERT INTO rejected_links (network, child, parent, at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (child, parent, network) DO UPDATE SET at = excluded.at
        WHERE excluded.at > rejected_links.at AND ?5 IS NOT NULL
    """,
}
"""How a row is merged into each table of corrections; ?5: whether it may win a tie."""

_AUDIT = "INSERT INTO audit (at, by, action, child, parent) VALUES (?, ?, ?, ?, ?)"
# A post that was edited, or joined with another, was known by these ids too.
_CURRENT = """
    SELECT earlier.id AS earlier, posts.id AS current FROM (
        SELECT id, post FROM versions UNION SELECT id, post FROM parts
    ) AS earlier JOIN posts USING (post)
    WHERE earlier.id IN (SELECT value FROM json_each(?1)) AND earlier.id <> posts.id
    AND NOT EXISTS (SELECT 1 FROM posts AS own WHERE own.id = earlier.id)
"""
_ERASED = "SELECT id FROM erased WHERE id IN (SELECT value FROM json_each(?))"
_KEYS = "SELECT post FROM posts WHERE id IN (SELECT value FROM json_each(?))"
_AMONG = "(SELECT value FROM json_each(?1))"


async def save_corrections(tx: Transaction, corrections: Iterable[Correction]) -> int:
    """Merge corrections into those that are stored; return how many were new.

    Their posts need not be in the archive yet. Those of erased posts are left out.
    """
    given = list(corrections)
    ids = json.dumps(sorted({id for one in given for id in (one.child, one.parent) if id}))
    erased = {row["id"] for row in await tx.fetch(_ERASED, (ids,))}
    current = {row["earlier"]: row["current"] for row in await tx.fetch(_CURRENT, (ids,))}
    changed: list[str] = []
    for one in given:
        if erased & {one.child, one.parent}:
            continue
        child, parent = current.get(one.child, one.child), one.parent
        parent = parent and current.get(parent, parent)
        table = "rejected_links" if one.verdict is Verdict.REJECT else "corrections"
        row = one.network, child, parent, one.at
        if child != parent and await tx.execute(_MERGE[table], (*row, True)):
            changed.append(child)
            await tx.execute(_AUDIT, (one.at, one.by, one.verdict, child, parent))
    keys = await tx.fetch(_KEYS, (json.dumps(changed),))
    await mark_touched(tx, [row["post"] for row in keys])
    return len(changed)


async def missing_posts(tx: Transaction) -> int:
    """Return how many corrections are of posts that the archive does not hold, yet."""
    rows = await tx.fetch(
        """SELECT count(*) FROM (
               SELECT network, child, parent FROM corrections
               UNION ALL SELECT network, child, parent FROM rejected_links
           ) AS said
           WHERE NOT EXISTS (SELECT 1 FROM posts
                             WHERE posts.id = said.child AND posts.network = said.network)
           OR (said.parent IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM posts
               WHERE posts.id = said.parent AND posts.network = said.network))"""
    )
    return int(rows[0][0])


async def rename_corrections(tx: Transaction, ids: Mapping[str, str]) -> None:
    """Move the owner's corrections from old ids, the keys of `ids`, to the new ones.

    Of two corrections that are then of the same post, the later one stays; of two of one time, that
    which had the new id. One between two posts that are now the same means nothing and goes.
    """
    if not ids:
        return
    old = json.dumps([*ids])
    for table, merge in _MERGE.items():
        of_old = f"FROM {table} WHERE child IN {_AMONG} OR parent IN {_AMONG}"
        rows = await tx.fetch(f"SELECT network, child, parent, at {of_old}", (old,))
        await tx.execute(f"DELETE {of_old}", (old,))
        for network, child, parent, at in rows:
            renamed = ids.get(child, child), parent and ids.get(parent, parent)
            if renamed[0] != renamed[1]:
                await tx.execute(merge, (network, *renamed, at, False))
