"""Which posts a transaction touches, so that links and indexes are updated around those alone.

They are noted in temporary tables of the connection: `temp.touched`, and in `temp.moved` the
positions on timelines that posts left.
"""

from collections.abc import Iterable

from bot.storage.transaction import Transaction


async def begin_tracking(tx: Transaction) -> None:
    """Begin to note which posts this transaction touches; forget those of the one before."""
    await tx.execute("CREATE TEMP TABLE IF NOT EXISTS touched (post INTEGER PRIMARY KEY)")
    await tx.execute("CREATE TEMP TABLE IF NOT EXISTS moved (account INTEGER, sort_key INTEGER)")
    await tx.execute("DELETE FROM temp.touched")
    await tx.execute("DELETE FROM temp.moved")


async def mark_touched(tx: Transaction, keys: Iterable[int]) -> None:
    """Note that the posts with these keys are new or changed."""
    await tx.execute_many("INSERT OR IGNORE INTO temp.touched VALUES (?)", ((key,) for key in keys))
