"""Candidate and certain links found anew, after an earlier version found them by other rules."""

from bot.storage.archive.made_by import is_of_earlier_version
from bot.storage.archive.posts.accounts import raise_generation
from bot.storage.archive.posts.touched import begin_tracking
from bot.storage.archive.threads.candidates import VERSION, update_candidates
from bot.storage.archive.threads.links import update_links_by_hand
from bot.storage.database import Database
from bot.storage.transaction import Transaction


async def is_outdated(database: Database, most: int | None = None) -> bool:
    """Return whether the links are of earlier rules, and of at most `most` posts."""
    return await is_of_earlier_version(database, "link_rules", VERSION, most)


async def relink(database: Database) -> None:
    """Find the links anew, unless another process has done it meanwhile."""
    async with database.write() as tx:
        await begin_tracking(tx)
        await relink_if_outdated(tx)


async def relink_if_outdated(tx: Transaction) -> None:
    """Find candidate and certain links of all posts by the present rules, if that was not done.

    Recorded links and those by hand stay. 100,000 posts take about four seconds.
    """
    (row,) = await tx.fetch("SELECT version FROM link_rules")
    if row["version"] < VERSION:
        await update_candidates(tx, whole=True)
        await update_links_by_hand(tx)
        await raise_generation(tx)
