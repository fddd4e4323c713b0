"""Posts, read from archive.db."""

import json
from collections.abc import Collection, Container, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.archive.posts.neighbour import Neighbour
from bot.archive.posts.people import Person
from bot.archive.posts.post import Deletions, Post, Profile
from bot.archive.timestamps import from_milliseconds
from bot.storage.archive.posts.loading import posts_of, posts_query
from bot.storage.archive.posts.media import FILES
from bot.storage.archive.posts.order import NEWEST_FIRST, OLDEST_FIRST
from bot.storage.archive.posts.people.cross_post_reader import CrossPostReader
from bot.storage.archive.posts.people.joins import people_of
from bot.storage.archive.posts.references import (
    BY_ID,
    BY_SHORT_FORM,
    Resolved,
    found_by_id,
    found_by_short_form,
    short_forms,
)
from bot.storage.connections import ReaderConnection


class Position(NamedTuple):
    """The key of a post, and its position in the order of time."""

    key: int
    sort_key: int
    network: str
    id_length: int
    id: str


_BEGINNING = (-(1 << 63), "", 0, "")


class PostReader:
    """The posts of an archive. A key is a row id."""

    def __init__(self, connection: ReaderConnection, cross_posts: CrossPostReader) -> None:
        self._connection = connection
        self._cross_posts = cross_posts

    def by_keys(self, keys: Sequence[int], *, as_read: bool = False) -> list[Post]:
        """Return the posts with these keys, in the order of `keys`; unknown keys are skipped.

        `as_read` is as for `posts_of`.
        """
        rows = self._connection.rows(*posts_query("post", keys))
        found = self._with_others(posts_of(rows, as_read=as_read))
        return [found[key] for key in keys if key in found]

    def by_ids(self, ids: Sequence[str]) -> list[Post]:
        """Return the posts with these ids, in the order of `ids`; unknown ids are skipped."""
        if not ids:
            return []
        rows = self._connection.rows(*posts_query("id", ids))
        by_id = {post.id: post for post in self._with_others(posts_of(rows)).values()}
        return [by_id[id] for id in ids if id in by_id]

    def _with_others(self, posts: dict[int, Post]) -> dict[int, Post]:
        """Return the posts with those that say the same on other networks."""
        others = self._cross_posts.others(posts)
        if not others:
            return posts
        return posts | {key: replace(posts[key], also_on=found) for key, found in others.items()}

    def oldest_first(self, ids: Sequence[str]) -> list[str]:
        """Return those of `ids` that the archive has, ordered by time."""
        rows = self._connection.execute(
            f"""SELECT id FROM posts WHERE id IN (SELECT value FROM json_each(?))
                ORDER BY {OLDEST_FIRST}""",  # noqa: S608 - constants
            (json.dumps(ids),),
        )
        return [row[0] for row in rows]

    def existing(self, ids: Collection[str]) -> frozenset[str]:
        """Return those of `ids` under which the archive has a post."""
        rows = self._connection.execute(
            "SELECT id FROM posts WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([*ids]),),
        )
        return frozenset(row[0] for row in rows)

    def keys(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the keys of posts by `ids`, which may be those of versions and parts.

        They may also be references to posts of Mastodon and Bluesky; see `bot.archive.posts.ids`.
        """
        return {named: one.key for named, one in self._resolve(ids).items()}

    def current_ids(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the ids under which the posts `ids` are stored now; unknown ones are left out."""
        return {named: one.id for named, one in self._resolve(ids).items()}

    def _resolve(self, ids: Sequence[str]) -> dict[str, Resolved]:
        found = found_by_id(self._connection.rows(BY_ID, (json.dumps(ids),)))
        if not (short := short_forms(ids, found)):
            return found
        rows = self._connection.rows(BY_SHORT_FORM, (json.dumps(short),))
        return found_by_short_form(ids, found, rows)

    def neighbour(
        self, key: int, which: Neighbour, left_out: Container[int]
    ) -> tuple[int, str] | None:
        """Return key and id of the nearest post of the same author that is not `left_out`."""
        account, *position = self._connection.execute(
            f"SELECT account, {OLDEST_FIRST} FROM posts WHERE post = ?",  # noqa: S608 - constants
            (key,),
        ).fetchone()
        is_before = which is Neighbour.BEFORE
        sign, order = ("<", NEWEST_FIRST) if is_before else (">", OLDEST_FIRST)
        # The first comparison, which the second implies, finds the position in the index.
        rows = self._connection.execute(
            f"""SELECT post, id FROM posts
                WHERE account = ? AND sort_key {sign}= ? AND ({OLDEST_FIRST}) {sign} (?, ?, ?, ?)
                ORDER BY {order}""",  # noqa: S608 - constants
            (account, position[0], *position),
        )
        return next(((row[0], row[1]) for row in rows if row[0] not in left_out), None)

    def after(self, position: Position | None, limit: int) -> list[Position]:
        """Return the next `limit` posts after a position, oldest first; None is the beginning."""
        rows = self._connection.execute(
            f"""SELECT post, {OLDEST_FIRST} FROM posts WHERE ({OLDEST_FIRST}) > (?, ?, ?, ?)
                ORDER BY {OLDEST_FIRST} LIMIT ?""",  # noqa: S608 - constants
            (*(position[1:] if position else _BEGINNING), limit),
        )
        return [Position(*row) for row in rows]

    def profiles(self) -> list[Profile]:
        """Return the profiles of accounts that have posts, as their exports describe them."""
        rows = self._connection.execute(
            """SELECT *, (
                   SELECT json_group_array(json_array(known.name, seen_at)) FROM
                   (SELECT * FROM account_names ORDER BY name COLLATE BINARY) AS known
                   WHERE known.account = accounts.account AND accounts.id IS NOT NULL
               ) AS names
               FROM accounts
               WHERE EXISTS (SELECT 1 FROM posts WHERE posts.account = accounts.account)
               ORDER BY name, id"""
        )
        return [
            Profile(
                row["name"],
                row["display"],
                row["bio"],
                None if row["exported_at"] is None else from_milliseconds(row["exported_at"]),
                row["network"],
                row["id"],
                tuple((name, seen_at) for name, seen_at in json.loads(row["names"])),
                row["avatar"],
            )
            for row in rows
        ]

    def people(self) -> list[Person]:
        """Return which accounts are of one person, as the owner says."""
        return people_of(self._connection.rows("SELECT network, id, person FROM main.same_people"))

    def deletions(self) -> list[Deletions]:
        """Return the stated deletions of each account, by the time of the statement."""
        rows = self._connection.execute(
            """SELECT deletions.network, accounts.id AS account_id, name, stated_at,
                      json_group_array(deletions.id) AS ids,
                      json_group_array(deletions.id) FILTER (WHERE kept) AS kept
               FROM deletions JOIN accounts USING (account)
               GROUP BY account, stated_at ORDER BY name, account_id, stated_at"""
        )
        return [
            Deletions(
                row["name"],
                tuple(json.loads(row["ids"])),
                from_milliseconds(row["stated_at"]) if row["stated_at"] else None,
                row["account_id"],
                tuple(json.loads(row["kept"])),
                row["network"],
            )
            for row in rows
        ]

    def media_paths(self) -> list[str]:
        """Return the paths of all media files, those of accounts included, sorted; see Media."""
        # never translated
        return [row[0] for row in self._connection.execute(f"{FILES} ORDER BY path")]

    def count(self) -> int:
        """Return how many posts there are."""
        return int(self._connection.execute("SELECT count(*) FROM posts").fetchone()[0])
