"""Posts, read from archive.db."""

import json
from collections.abc import AsyncIterator, Sequence

from bot.archive.posts.post import Post, Profile
from bot.archive.timestamps import from_milliseconds
from bot.storage.archive.posts.loading import load_posts
from bot.storage.database import Database

_EXPORTED_AT_ONCE = 1_000


class PostStore:
    """The posts of an archive, as they are committed. A key is a row's number in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_keys(self, keys: Sequence[int]) -> list[Post]:
        """Return the posts that have these keys, in the order of `keys`; unknown ones left out."""
        found = await load_posts(self._database.read, "post", keys)
        return [found[key] for key in keys if key in found]

    async def by_ids(self, ids: Sequence[str]) -> list[Post]:
        """Return the posts that have these ids, in the order of `ids`; unknown ones left out."""
        by_id = {
            post.id: post for post in (await load_posts(self._database.read, "id", ids)).values()
        }
        return [by_id[id] for id in ids if id in by_id]

    async def current_ids(self, ids: Sequence[str]) -> list[str]:
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
            found = await load_posts(self._database.read, "post", keys, mended=mended)
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
