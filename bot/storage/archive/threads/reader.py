"""Threads, read from archive.db."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from bot.archive.posts.ids.snowflake import TIME_SHIFT
from bot.archive.threads.candidate import CandidateLink, SeenPair
from bot.archive.threads.features import ALL_FEATURES
from bot.archive.threads.links import Evidence, Link
from bot.archive.union_find import UnionFind
from bot.storage.archive.posts.left_out.hidden_view import HiddenPostView
from bot.storage.archive.posts.order import NEWEST_FIRST, OLDEST_FIRST
from bot.storage.archive.threads.words import WordReader
from bot.storage.connections import ReaderConnection, json_of

# UNION, not UNION ALL: parents named in a cycle must come to an end. From each post the query
# climbs to all of its ancestors, then takes all of their descendants.
_WHOLE = """
    WITH RECURSIVE
    above (post) AS (
        SELECT value FROM json_each(?)
        UNION SELECT parent FROM parent_links JOIN above ON child = above.post
    ),
    whole (post) AS (
        SELECT post FROM above
        UNION SELECT child FROM parent_links JOIN whole ON parent = whole.post
    )
"""


_LINKED = """
    SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM parent_links WHERE child = value)
    OR EXISTS (SELECT 1 FROM parent_links WHERE parent = value)
"""


class Extent(NamedTuple):
    """The key of the first post of a thread, and how many posts of it are shown (1: in none)."""

    first: int
    length: int


class Extents(dict[int, Extent]):
    """The extents of threads by the keys of their posts; a post without links is looked up, too.

    It holds only those with links: of a thousand hits most have none.
    """

    def __missing__(self, key: int) -> Extent:
        return Extent(key, 1)


_COLUMNS = ", ".join(
    (
        "child.id", "parent.id", "child.account", f"child.sort_key >> {TIME_SHIFT}", "gap",
        "features", "parent_length", "child_length", "child.post", "parent.post",
    )
)  # fmt: skip
_UNSAID = """
    NOT EXISTS (SELECT 1 FROM owner_links AS said
                WHERE said.child = child.id AND said.network = child.network)
    AND NOT EXISTS (SELECT 1 FROM owner_rejections AS said
                    WHERE said.child = child.id AND said.network = child.network
                    AND said.parent = parent.id)
"""
# No candidate links where the archive or the owner says which post a post answers.
_CANDIDATES = f"""
    SELECT {_COLUMNS} FROM candidates JOIN posts AS child ON child.post = candidates.child
    JOIN posts AS parent ON parent.post = candidates.parent
    WHERE {{which}} followed IS NULL
    AND NOT EXISTS (SELECT 1 FROM parent_links WHERE parent_links.child = candidates.child)
    AND {_UNSAID}
"""  # noqa: S608 - constants
# What the owner says precedes what the archive says.
_SEEN_IN_ARCHIVE = f"""
    SELECT followed, {_COLUMNS} FROM candidates
    JOIN main.posts AS child ON child.post = candidates.child
    JOIN main.posts AS parent ON parent.post = candidates.parent
    WHERE followed IS NOT NULL AND candidates.child % ? = 0
    AND {_UNSAID}
"""  # noqa: S608 - constants
_SEEN_BY_OWNER = f"""
    SELECT said.parent IS parent.id, {_COLUMNS} FROM (
        SELECT network, child, parent, NULL AS rejected FROM owner_links
        UNION ALL
        SELECT network, child, NULL, parent FROM owner_rejections AS one
        WHERE NOT EXISTS (SELECT 1 FROM owner_links AS other
                          WHERE other.child = one.child AND other.network = one.network)
    ) AS said
    JOIN main.posts AS child ON child.id = said.child AND child.network = said.network
    JOIN candidates ON candidates.child = child.post
    JOIN main.posts AS parent ON parent.post = candidates.parent
    WHERE coalesce(said.rejected, parent.id) = parent.id
"""  # noqa: S608 - constants
_ENOUGH_TO_KNOW = 5_000  # pairs; more add nothing to what is known of an author
_NEWEST_LOOKED_AT = 20_000  # posts among which thread starts are found, so that typing can wait
_AMONG = "(SELECT post FROM json_each(?) AS id JOIN posts ON posts.id = id.value)"

# A post that was edited is also linked to by the ids of its earlier versions.
_SEE_ALSO = f"""
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
    SELECT id, post FROM posts
    WHERE post IN (SELECT quoted FROM quoting UNION SELECT post FROM quoted_by)
    ORDER BY {OLDEST_FIRST}
"""  # noqa: S608 - constants


class ThreadReader:
    """The links between posts. Those of `hidden` are members of threads, but do not count."""

    def __init__(self, connection: ReaderConnection, hidden: HiddenPostView) -> None:
        self._connection = connection
        self._hidden = hidden
        self.words = WordReader(connection)

    def members(self, keys: Iterable[int]) -> dict[str, int]:
        """Return all posts in the threads of the posts `keys`, oldest first: keys by ids."""
        rows = self._connection.execute(
            f"{_WHOLE} SELECT id, post FROM whole JOIN posts USING (post) ORDER BY {OLDEST_FIRST}",  # noqa: S608 - our own SQL
            (json.dumps([*keys]),),
        )
        return {row["id"]: row["post"] for row in rows}

    def links(self, ids: Sequence[str]) -> dict[str, Link]:
        """Return the links whose child is one of `ids`, by the child's id."""
        rows = self._connection.execute(
            """SELECT child.id AS child, parent.id AS parent, evidence, why
               FROM posts AS child JOIN parent_links ON parent_links.child = child.post
               JOIN posts AS parent ON parent.post = parent_links.parent
               WHERE child.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(ids),),
        )
        return {
            row["child"]: Link(row["child"], row["parent"], Evidence(row["evidence"]), row["why"])
            for row in rows
        }

    def extents(self, keys: Sequence[int]) -> Extents:
        """Return the extent of the thread of each post in `keys`."""
        extents = Extents()
        # Most posts are in no thread, and to learn that is far cheaper than to follow links.
        linked = [row[0] for row in self._connection.rows(_LINKED, (json_of(keys),))]
        if not linked:
            return extents
        rows = self._connection.rows(
            f"""{_WHOLE} SELECT post, parent FROM whole JOIN posts USING (post)
                LEFT JOIN parent_links ON child = post ORDER BY {OLDEST_FIRST}""",  # noqa: S608 - our own SQL
            (json_of(linked),),
        )
        first = _oldest_of_threads(rows)
        hidden = self._hidden.keys
        sizes = Counter([first[post] for post, _ in rows if post not in hidden])
        for key in linked:
            extents[key] = Extent(first[key], max(sizes[first[key]], 1))
        return extents

    def candidate_links(self, ids: Sequence[str] | None = None) -> list[CandidateLink]:
        """Return the candidate links from or to the posts `ids`, or all, where there is no link."""
        if ids is None:
            return _candidate_links(self._connection.execute(_CANDIDATES.format(which="")))
        rows: list[sqlite3.Row] = []
        for end in ("child", "parent"):
            sql = _CANDIDATES.format(which=f"candidates.{end} IN {_AMONG} AND")
            rows += self._connection.execute(sql, (json.dumps(ids),))
        return list(dict.fromkeys(_candidate_links(rows)))

    def candidate_links_to_parents(self, ids: Sequence[str]) -> list[CandidateLink]:
        """Return the candidate links from the posts `ids` to parents, where there is no link."""
        sql = _CANDIDATES.format(which=f"candidates.child IN {_AMONG} AND")
        return _candidate_links(self._connection.execute(sql, (json.dumps(ids),)))

    def seen_pairs(self) -> Iterator[SeenPair]:
        """Yield the pairs of which the archive or the owner says whether they are links.

        Of very many that the archive knows, a sample is read, spread evenly over all.
        """
        (known,) = self._connection.execute(
            "SELECT count(*) FROM candidates WHERE followed IS NOT NULL"
        ).fetchone()
        step = 1 + known // _ENOUGH_TO_KNOW
        for sql, values in ((_SEEN_IN_ARCHIVE, (step,)), (_SEEN_BY_OWNER, ())):
            for followed, *row in self._connection.execute(sql, values):
                yield SeenPair(_candidate_link(row), bool(followed))

    def newest_starts(self, limit: int) -> list[int]:
        """Return the keys of the newest posts that others continue and that continue none."""
        rows = self._connection.execute(
            f"""SELECT post FROM (SELECT post FROM posts ORDER BY {NEWEST_FIRST} LIMIT ?)
                JOIN posts USING (post)
                WHERE EXISTS (SELECT 1 FROM parent_links WHERE parent = post)
                AND NOT EXISTS (SELECT 1 FROM parent_links WHERE child = post)
                ORDER BY {NEWEST_FIRST} LIMIT ?""",  # noqa: S608 - constants
            (_NEWEST_LOOKED_AT, limit),
        )
        return [row["post"] for row in rows]

    def see_also(self, keys: Iterable[int]) -> list[str]:
        """Return the ids of other posts that the posts `keys` link to, or that link to them."""
        members = frozenset(keys)
        rows = self._connection.execute(_SEE_ALSO, (json.dumps([*members]),) * 3)
        return [id for id, key in rows if key not in members]

    def all_links(self) -> Iterator[tuple[str, str, Evidence]]:
        """Yield all links, each as the ids of child and parent and its evidence."""
        rows = self._connection.execute(
            """SELECT child.id, parent.id, evidence
               FROM parent_links JOIN posts AS child ON child.post = parent_links.child
               JOIN posts AS parent ON parent.post = parent_links.parent
               ORDER BY parent_links.child"""
        )
        return ((child, parent, Evidence(evidence)) for child, parent, evidence in rows)


def _oldest_of_threads(rows: Sequence[tuple[int, int | None]]) -> dict[int, int]:
    """Return the oldest post of each post's thread; `rows` are posts and parents, oldest first."""
    oldest: dict[int, int] = {}
    for post, parent in rows:
        if parent is None:
            oldest[post] = post
        elif parent in oldest:
            oldest[post] = oldest[parent]
        else:  # a parent that is not older, or one of a circle: hardly ever
            break
    else:
        return oldest
    groups: UnionFind[int] = UnionFind()
    for post, parent in rows:
        groups.union(post, post if parent is None else parent)
    first: dict[int, int] = {}
    for post, _ in rows:
        first.setdefault(groups.find(post), post)
    return {post: first[groups.find(post)] for post, _ in rows}


def _candidate_links(rows: Iterable[sqlite3.Row]) -> list[CandidateLink]:
    return [_candidate_link(row) for row in rows]


def _candidate_link(row: Sequence[Any]) -> CandidateLink:
    child, parent, account, posted_at, gap, features, length, child_length, *keys = row
    return CandidateLink(
        child, parent, account, posted_at, gap, ALL_FEATURES[features], length, child_length,
        (keys[0], keys[1]),
    )  # fmt: skip
