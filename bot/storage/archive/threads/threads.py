"""Threads, read from archive.db: the table `follows` holds the links to parents."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from bot.archive.threads.features import Features
from bot.archive.threads.likelihood import (
    CandidateLink,
    LikelihoodModel,
    Observed,
    Pattern,
    pattern_of,
)
from bot.archive.threads.links import Evidence, Link
from bot.archive.union_find import UnionFind
from bot.storage.database import Database, Row

# UNION, not UNION ALL: parents named in a cycle must come to an end. From each post the query
# climbs to all of its ancestors, then takes all of their descendants.
_WHOLE = """
    WITH RECURSIVE
    above (post) AS (
        SELECT value FROM json_each(?)
        UNION SELECT parent FROM follows JOIN above ON child = above.post
    ),
    whole (post) AS (
        SELECT post FROM above
        UNION SELECT child FROM follows JOIN whole ON parent = whole.post
    )
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """The key of the first post of a thread, and how many posts it has (1: not in a thread)."""

    first: int
    length: int


# No candidate links where the archive or the owner says which post a post answers.
_CANDIDATES = """
    SELECT child.id AS child, parent.id AS parent, child.account, gap, cues
    FROM candidates JOIN posts AS child ON child.post = candidates.child
    JOIN posts AS parent ON parent.post = candidates.parent
    WHERE {which} followed IS NULL
    AND NOT EXISTS (SELECT 1 FROM follows WHERE follows.child = candidates.child)
    AND NOT EXISTS (SELECT 1 FROM corrections AS parted
                    WHERE parted.child = child.id AND parted.network = child.network
                    AND parted.parent IS NOT parted.child)
"""
_KNOWN = "followed IS NOT NULL"
_ENOUGH_TO_KNOW = 50_000  # pairs; more add nothing to what is known of an author
_AT_ONCE = 10_000  # links
_NEWEST_LOOKED_AT = 20_000  # posts among which thread starts are found, so that typing can wait
_AMONG = "(SELECT post FROM json_each(?) AS id JOIN posts ON posts.id = id.value)"

# A post is also known by the ids of its earlier versions, and by those of the parts that it was
# joined from, which may be synthetic.
_BY_ID = """
    SELECT name.value AS named, posts.id, posts.post FROM json_each(?) AS name
    JOIN posts ON posts.post = coalesce(
        (SELECT post FROM posts WHERE id = name.value),
        (SELECT post FROM versions WHERE id = name.value),
        (SELECT post FROM parts WHERE id = name.value)
    )
"""

# A post that was edited is also linked to by the ids of its earlier versions.
_SEE_ALSO = """
    WITH quoting (post, quoted) AS (
        SELECT quotes.post, posts.post FROM json_each(?) AS thread
        JOIN quotes ON quotes.post = thread.value
        JOIN posts ON posts.post = coalesce(
            (SELECT post FROM posts WHERE id = quotes.quoted),
            (SELECT post FROM versions WHERE id = quotes.quoted)
        )
    ),
    quoted_by (post) AS (
        SELECT quotes.post FROM json_each(?) AS thread
        JOIN posts ON posts.post = thread.value JOIN quotes ON quotes.quoted = posts.id
        UNION
        SELECT quotes.post FROM json_each(?) AS thread
        JOIN versions ON versions.post = thread.value JOIN quotes ON quotes.quoted = versions.id
    )
    SELECT id FROM posts WHERE post IN (SELECT quoted FROM quoting UNION SELECT post FROM quoted_by)
    ORDER BY place
"""


class ThreadStore:
    """The links between posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def members(self, ids: Iterable[str]) -> list[str]:
        """Return the ids of all posts in the threads of `ids`, oldest first.

        Unknown ids are left out; the id of an earlier version or of a part counts as the post's.
        """
        keys = await self._keys(ids)
        rows = await self._database.read(
            f"{_WHOLE} SELECT id FROM whole JOIN posts USING (post) ORDER BY place, post",  # noqa: S608 - our own SQL
            (json.dumps(list(keys.values())),),
        )
        return [row["id"] for row in rows]

    async def current_id(self, id: str) -> str | None:
        """Return the id under which post `id` is stored now; None if it is unknown."""
        rows = await self._database.read(_BY_ID, (json.dumps([id]),))
        return rows[0]["id"] if rows else None

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
            f"""{_WHOLE} SELECT post, parent FROM whole JOIN posts USING (post)
                LEFT JOIN follows ON child = post ORDER BY place DESC, post DESC""",  # noqa: S608 - our own SQL
            (json.dumps(keys),),
        )
        groups: UnionFind[int] = UnionFind()
        for post, parent in rows:
            groups.union(post, post if parent is None else parent)
        first = {groups.find(post): post for post, _ in rows}  # the last to be set is the oldest
        sizes = groups.sizes()
        found = {post: groups.find(post) for post, _ in rows}
        return {key: Extent(first[found[key]], sizes[found[key]]) for key in keys if key in found}

    async def candidate_links(self, ids: Sequence[str] | None = None) -> list[CandidateLink]:
        """Return the candidate links from or to the posts `ids`, or all, where there is no link."""
        if ids is None:
            return _candidate_links(await self._database.read(_CANDIDATES.format(which="")))
        rows = []
        for end in ("child", "parent"):
            sql = _CANDIDATES.format(which=f"candidates.{end} IN {_AMONG} AND")
            rows += await self._database.read(sql, (json.dumps(ids),))
        return list(dict.fromkeys(_candidate_links(rows)))

    async def candidate_links_to_parents(self, ids: Sequence[str]) -> list[CandidateLink]:
        """Return the candidate links from the posts `ids` to parents, where there is no link."""
        sql = _CANDIDATES.format(which=f"candidates.child IN {_AMONG} AND")
        return _candidate_links(await self._database.read(sql, (json.dumps(ids),)))

    async def likelihood_models(self) -> dict[int, LikelihoodModel]:
        """Return the likelihood models learnt from recorded links, by the key of the account.

        Of very many pairs only a sample is read, spread evenly over all.
        """
        (known,) = (await self._database.read(f"SELECT count(*) FROM candidates WHERE {_KNOWN}"))[0]  # noqa: S608 - our own SQL
        rows = await self._database.read(
            f"""SELECT account, cues, gap, followed FROM candidates
                JOIN posts ON post = child WHERE {_KNOWN} AND child % ? = 0""",  # noqa: S608 - our own SQL
            (1 + known // _ENOUGH_TO_KNOW,),
        )
        counts: dict[int, dict[Pattern, list[int]]] = defaultdict(
            lambda: defaultdict(lambda: [0, 0])
        )
        for account, cue, gap, followed in rows:
            count = counts[account][pattern_of(Features(cue), gap)]
            count[0] += 1
            count[1] += followed
        return {
            account: LikelihoodModel(
                {pattern: Observed(*count) for pattern, count in patterns.items()}
            )
            for account, patterns in counts.items()
        }

    async def lengths(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the length of the thread of each of the posts `ids` (1: it is in no thread)."""
        keys = await self._keys(ids)
        extents = await self.extents(list(keys.values()))
        return {id: extents[key].length for id, key in keys.items()}

    async def newest_starts(self, limit: int) -> list[int]:
        """Return the keys of the newest posts that others continue and that continue none."""
        rows = await self._database.read(
            """SELECT post FROM (SELECT post, place FROM posts ORDER BY place DESC LIMIT ?)
               WHERE EXISTS (SELECT 1 FROM follows WHERE parent = post)
                 AND NOT EXISTS (SELECT 1 FROM follows WHERE child = post)
               ORDER BY place DESC LIMIT ?""",
            (_NEWEST_LOOKED_AT, limit),
        )
        return [row["post"] for row in rows]

    async def generation(self) -> int:
        """Return the generation: a number that rises with every change of the archive."""
        return int((await self._database.read("SELECT number FROM generation"))[0][0])

    async def see_also(self, ids: Sequence[str]) -> list[str]:
        """Return the ids of other posts that the posts `ids` link to, or that link to them."""
        keys = json.dumps(list((await self._keys(ids)).values()))
        rows = await self._database.read(_SEE_ALSO, (keys,) * 3)
        among = set(ids)
        return [row["id"] for row in rows if row["id"] not in among]

    async def all_links(self) -> AsyncIterator[list[tuple[str, str, Evidence]]]:
        """Yield all links in batches, each as the ids of child and parent and its evidence."""
        last = -1
        while rows := await self._database.read(
            """SELECT follows.child AS key, child.id AS child, parent.id AS parent, evidence
               FROM follows JOIN posts AS child ON child.post = follows.child
               JOIN posts AS parent ON parent.post = follows.parent
               WHERE follows.child > ? ORDER BY follows.child LIMIT ?""",
            (last, _AT_ONCE),
        ):
            yield [(row["child"], row["parent"], Evidence(row["evidence"])) for row in rows]
            last = rows[-1]["key"]

    async def _keys(self, ids: Iterable[str]) -> dict[str, int]:
        rows = await self._database.read(_BY_ID, (json.dumps(list(ids)),))
        return {row["named"]: row["post"] for row in rows}


def _candidate_links(rows: Iterable[Row]) -> list[CandidateLink]:
    return [
        CandidateLink(
            row["child"], row["parent"], row["account"], row["gap"], Features(row["cues"])
        )
        for row in rows
    ]
