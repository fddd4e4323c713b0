"""What questions about pairs of posts, and exports of their answers, read from archive.db."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from bot.archive.posts.ids.sort_key import SNOWFLAKES_FROM
from bot.archive.threads.corrections import Correction, Verdict
from bot.archive.threads.teaching import Pair

_CHUNK = 200  # posts that may continue another

_SPANS = f"""
    SELECT accounts.account, min(sort_key), max(sort_key) FROM accounts
    JOIN posts ON posts.account = accounts.account AND sort_key >= {SNOWFLAKES_FROM}
    GROUP BY accounts.account ORDER BY accounts.account
"""  # noqa: S608 - constants
_CHILDREN = """
    SELECT posts.id FROM posts JOIN candidates ON candidates.child = posts.post
    WHERE posts.account = ? AND sort_key >= ? AND sort_key < ? AND followed IS NULL
    ORDER BY sort_key, posts.post
"""
# Of a correction that was imported or made again there are several entries; the latest counts.
_CORRECTIONS = f"""
    SELECT verdict, child, parent, at,
           coalesce((SELECT by FROM audit WHERE audit.child = said.child
                     AND audit.parent IS said.parent AND action = verdict
                     ORDER BY entry DESC LIMIT 1), 'unknown') AS by, network
    FROM (
        SELECT iif(parent IS NULL, '{Verdict.UNLINK}', '{Verdict.LINK}') AS verdict,
               child, parent, at, network
        FROM corrections WHERE parent IS NOT child
        UNION ALL
        SELECT '{Verdict.REJECT}', child, parent, at, network FROM rejected_links
    ) AS said ORDER BY at, child, parent, verdict
"""  # noqa: S608 - constants


class Span(NamedTuple):
    """The sort keys of the first and last post of an account, given by key, that hold times."""

    account: int
    first: int
    last: int


class TeachingReader:
    """Reads what can be asked of an owner, and what owners said."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def spans(self) -> list[Span]:
        """Return the spans of all accounts that have posts."""
        return [Span(*row) for row in self._connection.execute(_SPANS)]

    def children(self, account: int, start: int, end: int) -> Iterator[list[str]]:
        """Yield, in pieces, the ids of posts that may continue another, where no file says so.

        They are of an account, given by key, with sort keys from `start` to before `end`.
        """
        rows = self._connection.execute(_CHILDREN, (account, start, end))
        while piece := rows.fetchmany(_CHUNK):
            yield [row["id"] for row in piece]

    def sure_links(self) -> set[Pair]:
        """Return all links that are no matter of likelihood."""
        rows = self._connection.execute(
            """SELECT child.id, parent.id FROM parent_links
               JOIN posts AS child ON child.post = parent_links.child
               JOIN posts AS parent ON parent.post = parent_links.parent"""
        )
        return {(child, parent) for child, parent in rows}

    def corrections(self) -> list[Correction]:
        """Return all corrections, also those of posts that are not there, in order of time."""
        return [
            Correction(Verdict(row["verdict"]), *row[1:])
            for row in self._connection.execute(_CORRECTIONS)
        ]
