"""The order of posts with ids of the counter: it is that of their ids, not of stated times.

Stated times run against ids in a few real archives, and old exports state only the day. So the sort
key of a post holds the latest time stated up to its id. A post of which only the day is known lies
between its neighbours with a time: not before its own date unless the next one is.
"""

from bot.archive.posts.ids.snowflake import LAST_COUNTER_ID, TIME_SHIFT
from bot.archive.posts.ids.sort_key import COUNTER_END_MS
from bot.storage.archive.posts.touched import mark_touched
from bot.storage.transaction import Transaction

_COUNTED = """
    SELECT post, sort_key, CAST(id AS INTEGER) AS number, precision = 'day' AS is_day,
           max(0, min(created_at, ?1)) AS at
    FROM posts WHERE network = 'twitter' AND sort_key <= ?1 << ?3 AND id NOT LIKE 't%'
    AND CAST(id AS INTEGER) <= ?2
"""
# Both windows begin at one end of the archive: a sliding one would take far longer.
_MOVED = f"""
    SELECT post, ms << ?3 AS sort_key FROM (
        SELECT post, sort_key, CASE WHEN is_day THEN min(latest, coalesce(
            min(latest_timed) FILTER (WHERE NOT is_day) OVER (
                ORDER BY number DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            latest
        )) ELSE latest_timed END AS ms
        FROM (
            SELECT post, sort_key, number, is_day, max(at) OVER older AS latest,
                   max(at) FILTER (WHERE NOT is_day) OVER older AS latest_timed
            FROM ({_COUNTED})
            WINDOW older AS (ORDER BY number ROWS UNBOUNDED PRECEDING)
        )
    ) WHERE sort_key <> ms << ?3
"""  # noqa: S608 - constants
_ANY_TOUCHED = f"""
    SELECT 1 FROM ({_COUNTED}) CROSS JOIN temp.touched USING (post)
    UNION ALL SELECT 1 FROM temp.moved WHERE sort_key <= ?1 << ?3 LIMIT 1
"""  # noqa: S608 - constants


async def update_counter_order(tx: Transaction) -> None:
    """Update the sort keys of posts with ids of the counter if the transaction touched one."""
    bounds = (COUNTER_END_MS, LAST_COUNTER_ID, TIME_SHIFT)
    if not await tx.fetch(_ANY_TOUCHED, bounds):
        return
    moved = await tx.fetch(_MOVED, bounds)
    await tx.execute_many(
        "UPDATE posts SET sort_key = ?2 WHERE post = ?1", [(key, at) for key, at in moved]
    )
    await mark_touched(tx, (key for key, _ in moved))
