"""Posts, read from archive.db."""

import json
from collections.abc import AsyncIterator, Sequence

from bot.archive.posts import Post, Profile
from bot.archive.snowflake import from_milliseconds
from bot.storage.database import Database
from bot.storage.loading import load

_EXPORTED_AT_ONCE = 1_000


class Posts:
    """The posts of an archive, as they are committed. A key is a row's number in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_keys(self, keys: Sequence[int]) -> list[Post]:
        """Return the posts that have these keys, in the order of `keys`; unknown ones left out."""
        found = await load(self._database.read, "post", keys)
        return [found[key] for key in keys if key in found]

    async def by_ids(self, ids: Sequence[str]) -> list[Post]:
        """Return the posts that have these ids, in the order of `ids`; unknown ones left out."""
        by_id = {post.id: post for post in (await load(self._database.read, "id", ids)).values()}
        return [by_id[id] for id in ids if id in by_id]

    async def after_edits(self, ids: Sequence[str]) -> list[str]:
        """Return `ids`, each once, with that of the post for one that it had before an edit."""
        rows = await self._database.read(
            """SELECT versions.id AS earlier, posts.id FROM versions JOIN posts USING (post)
               WHERE versions.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(ids),),
        )
        now = {row["earlier"]: row["id"] for row in rows}
        return list(dict.fromkeys(now.get(id, id) for id in ids))

    async def oldest_first(self, *, mended: bool = False) -> AsyncIterator[list[Post]]:
        """Yield every post, oldest first, some at a time; `mended` as for `load`."""
        place, key = -(1 << 63), 0
        while rows := await self._database.read(
            "SELECT place, post FROM posts WHERE (place, post) > (?, ?) "
            "ORDER BY place, post LIMIT ?",
            (place, key, _EXPORTED_AT_ONCE),
        ):
            keys = [row["post"] for row in rows]
            found = await load(self._database.read, "post", keys, mended=mended)
            yield [found[key] for key in keys if key in found]
            place, key = rows[-1]

    async def profiles(self) -> list[Profile]:
        """Return the accounts that posts are of, with what their exports say of them."""
        rows = await self._database.read(
            """SELECT * FROM accounts WHERE EXISTS
               (SELECT 1 FROM posts WHERE posts.account = accounts.account) ORDER BY name"""
        )
        return [
            Profile(
                row["name"],
                row["display"],
                row["bio"],
                None if row["exported_at"] is None else from_milliseconds(row["exported_at"]),
                row["network"],
            )
            for row in rows
        ]

    async def count(self) -> int:
        """Return how many posts there are."""
        return int((await self._database.read("SELECT count(*) FROM posts"))[0][0])

    async def own_words_at(self, places: Sequence[float]) -> int | None:
        """Return the key of a post that is neither reply nor repost, by where to look for it.

        `places` are at least 0 and below 1, over all keys, which are handed out in a row; the first
        where such a post is counts. None if there is none at any of them.
        """
        row = await self._database.read_one(
            """SELECT post FROM json_each(?) AS place JOIN posts ON post =
                   1 + CAST(place.value * (SELECT max(post) FROM posts) AS INTEGER)
               WHERE kind = 'post' ORDER BY place.key LIMIT 1""",
            (json.dumps(places),),
        )
        return None if row is None else int(row["post"])

    async def all_keys(self) -> list[int]:
        """Return the keys of all posts."""
        return [row["post"] for row in await self._database.read("SELECT post FROM posts")]

    async def all_own_words(self) -> list[int]:
        """Return the keys of all posts that are neither replies nor reposts."""
        rows = await self._database.read("SELECT post FROM posts WHERE kind = 'post' ORDER BY post")
        return [row["post"] for row in rows]

    async def years(self) -> range:
        """Return the years, by UTC, from the first post's to the last one's."""
        first, last = (
            await self._database.read("SELECT min(created_at), max(created_at) FROM posts")
        )[0]
        if first is None:
            return range(0)
        return range(from_milliseconds(first).year, from_milliseconds(last).year + 1)

    async def between(self, start_ms: int, end_ms: int) -> list[int]:
        """Return the keys of posts from `start_ms` on and before `end_ms`, oldest first."""
        rows = await self._database.read(
            "SELECT post FROM posts WHERE created_at >= ? AND created_at < ? ORDER BY place",
            (start_ms, end_ms),
        )
        return [row["post"] for row in rows]
