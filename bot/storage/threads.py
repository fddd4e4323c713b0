"""Threads, read from archive.db."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.threads import Evidence, Link
from bot.storage.database import Database, Row

# UNION, not UNION ALL: parents named in a circle must come to an end. Whoever begins at a post
# climbs to everything above it, then takes everything below that.
_WHOLE = """
    WITH RECURSIVE
    above (asked, post) AS (
        SELECT value, value FROM json_each(?)
        UNION SELECT asked, parent FROM follows JOIN above ON child = above.post
    ),
    whole (asked, post) AS (
        SELECT asked, post FROM above
        UNION SELECT asked, child FROM follows JOIN whole ON parent = whole.post
    )
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the thread of a post begins, by key, and how many posts it has (1: it stands alone)."""

    first: int
    length: int


class Threads:
    """The links between posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def members(self, id: str) -> list[str]:
        """Return the ids of the posts in the thread of post `id`; none for an unknown post."""
        rows = await self._database.read(
            f"{_WHOLE} SELECT id FROM whole JOIN posts USING (post) ORDER BY place",  # noqa: S608 - our own words
            (json.dumps([row["post"] for row in await self._keys(id)]),),
        )
        return [row["id"] for row in rows]

    async def links(self, ids: Sequence[str]) -> dict[str, Link]:
        """Return the links whose child is one of `ids`, by the child's id."""
        rows = await self._database.read(
            """SELECT child.id AS child, parent.id AS parent, evidence, why
               FROM posts AS child JOIN follows ON follows.child = child.post
               JOIN posts AS parent ON parent.post = follows.parent
               WHERE child.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(ids),),
        )
        return {
            row["child"]: Link(row["child"], row["parent"], Evidence(row["evidence"]), row["why"])
            for row in rows
        }

    async def extents(self, keys: Sequence[int]) -> dict[int, Extent]:
        """Return the extent of the thread of each post in `keys`."""
        rows = await self._database.read(
            f"""{_WHOLE} SELECT asked, post, count(*) AS length, min(place)
                FROM whole JOIN posts USING (post) GROUP BY asked""",  # noqa: S608 - our own words
            (json.dumps(keys),),
        )  # SQLite takes `post` from the row that has the smallest place
        return {row["asked"]: Extent(row["post"], row["length"]) for row in rows}

    async def _keys(self, id: str) -> list[Row]:
        return await self._database.read("SELECT post FROM posts WHERE id = ?", (id,))
