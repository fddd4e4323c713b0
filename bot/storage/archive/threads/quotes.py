"""The posts that a post quotes or links to, updated in archive.db."""

import json

from bot.archive.posts.ids.links import status_ids
from bot.storage.archive.posts.references import (
    BY_ID,
    BY_SHORT_FORM,
    Resolved,
    found_by_id,
    found_by_short_form,
    short_forms,
)
from bot.storage.transaction import Transaction

# An address with none of these parts leads to no post; see `bot.archive.posts.ids.links`.
_ADDRESSES = """
    SELECT addresses.post, url, id FROM temp.touched
    CROSS JOIN addresses USING (post) JOIN posts USING (post)
    WHERE (url LIKE '%/status%' OR url LIKE '%/@%' OR url LIKE '%/post/%' OR url LIKE 'at://%')
    AND kind <> 'repost'
"""
_STATED = """
    SELECT post, coalesce(details ->> 'quotes', details ->> 'original') AS quoted, id
    FROM temp.touched CROSS JOIN posts USING (post) WHERE details IS NOT NULL
    AND quoted IS NOT NULL
"""


async def update_quotes(tx: Transaction) -> None:
    """Record which posts those in temp.touched quote, repeat or link to.

    An address that does not state an id is that of the stored post that it means, if there is one.
    """
    await tx.execute("DELETE FROM quotes WHERE post IN (SELECT post FROM temp.touched)")
    rows = await tx.fetch(_ADDRESSES)
    found = [(row["post"], quoted, row["id"]) for row in rows if (quoted := _quoted(row["url"]))]
    found += [tuple(row) for row in await tx.fetch(_STATED)]
    current = await _resolved(tx, [quoted for _, quoted, _ in found])
    quotes = {
        (post, id)
        for post, quoted, own in found
        if (id := current[quoted].id if quoted in current else quoted) != own
    }
    await tx.execute_many("INSERT INTO quotes VALUES (?, ?)", sorted(quotes))


def _quoted(url: str) -> str | None:
    """Return the id of the post at an address; None for other addresses."""
    return next(iter(status_ids(url)), None)


async def _resolved(tx: Transaction, refs: list[str]) -> dict[str, Resolved]:
    """Return the stored posts of other networks that addresses mean; ids of X are exact."""
    others = [ref for ref in dict.fromkeys(refs) if not ref.isdecimal()]
    if not others:
        return {}
    found = found_by_id(await tx.fetch(BY_ID, (json.dumps(others),)))
    if short := short_forms(others, found):
        rows = await tx.fetch(BY_SHORT_FORM, (json.dumps(short),))
        found = found_by_short_form(others, found, rows)
    return found
