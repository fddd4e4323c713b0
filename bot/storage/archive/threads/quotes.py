"""The posts that a post links to, updated in archive.db."""

from bot.archive.posts.ids.links import post_id
from bot.errors import BadQueryError
from bot.storage.database import Transaction

_ADDRESSES = """
    SELECT addresses.post, url, id FROM temp.touched
    CROSS JOIN addresses USING (post) JOIN posts USING (post) WHERE url LIKE '%/status%'
"""


async def update_quotes(tx: Transaction) -> None:
    """Record which posts those in temp.touched link to."""
    await tx.execute("DELETE FROM quotes WHERE post IN (SELECT post FROM temp.touched)")
    rows = await tx.fetch(_ADDRESSES)
    found = {(row["post"], quoted) for row in rows if (quoted := _quoted(row["url"], row["id"]))}
    await tx.execute_many("INSERT INTO quotes VALUES (?, ?)", sorted(found))


def _quoted(url: str, own_id: str) -> str | None:
    """Return the id of the post at an address; None for the post itself and other addresses."""
    try:
        id = post_id(url)
    except BadQueryError:
        return None
    return None if id == own_id else id
