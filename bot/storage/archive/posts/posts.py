"""Posts, read from archive.db."""

import json
from collections.abc import AsyncIterator, Sequence

from bot.archive.posts.post import Post, Profile
from bot.archive.timestamps import from_milliseconds
from bot.storage.archive.posts.loading import load_posts
from bot.storage.database import Database

_BATCH_SIZE = 1_000


class PostStore:
    """The committed posts of an archive. A key is a row id; the column `place` is the sort key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_keys(self, keys: Sequence[int]) -> list[Post]:
        """Return the posts with these keys, in the order of `keys`; unknown keys are skipped."""
        found = await load_posts(self._database.read, "post", keys)
        return [found[key] for key in keys if key in found]

    async def by_ids(self, ids: Sequence[str]) -> list[Post]:
        """Return the posts with these ids, in the order of `ids`; unknown ids are skipped."""
        by_id = {
            post.id: post for post in (await load_posts(self._database.read, "id", ids)).values()
        }
        return [by_id[id] for id in ids if id in by_id]

    async def current_ids(self, ids: Sequence[str]) -> list[str]:
        """Return `ids` without repeats, with the post's id in place of a version's or a part's."""
        rows = await self._database.read(
            """SELECT versions.id AS earlier, posts.id FROM versions JOIN posts USING (post)
               WHERE versions.id IN (SELECT value FROM json_each(?1))
               UNION SELECT parts.id, posts.id FROM parts JOIN posts USING (post)
               WHERE parts.id IN (SELECT value FROM json_each(?1))""",
            (json.dumps(ids),),
        )
        current = {row["earlier"]: row["id"] for row in rows}
        return list(dict.fromkeys(current.get(id, id) for id in ids))

    async def oldest_first(self, *, repaired: bool = False) -> AsyncIterator[list[Post]]:
        """Yield every post, oldest first, in batches; `repaired` as for `load_posts`."""
        sort_key, key = -(1 << 63), 0
        while rows := await self._database.read(
            "SELECT place, post FROM posts WHERE (place, post) > (?, ?) "
            "ORDER BY place, post LIMIT ?",
            (sort_key, key, _BATCH_SIZE),
        ):
            keys = [row["post"] for row in rows]
            found = await load_posts(self._database.read, "post", keys, repaired=repaired)
            yield [found[key] for key in keys if key in found]
            sort_key, key = rows[-1]

    async def profiles(self) -> list[Profile]:
        """Return the profiles of accounts that have posts, as their exports describe them."""
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
