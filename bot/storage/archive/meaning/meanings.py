"""The bits of posts: which are still to be found, and those that were."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.storage.database import Database

# A repost has another's words. What is for followers alone, or behind a warning, is for those who
# ask for it by name.
HAS_MEANING = "kind <> 'repost' AND visibility <> 'followers' AND content_warning IS NULL"
"""The condition on a post whose meaning is taken."""


class MeaningModel(NamedTuple):
    """What made the bits of an archive.

    `mean` is what was subtracted, of 512 float32; `posts` how many posts there were then.
    """

    name: str
    version: str
    mean: bytes
    posts: int


class KeyedText(NamedTuple):
    """The text of a post, by its key."""

    key: int
    text: str


class MeaningStore:
    """The bits of an archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def model(self) -> MeaningModel | None:
        """Return what made the bits, None before any were made."""
        row = await self._database.read_one("SELECT model, version, mean, posts FROM meaning_model")
        return MeaningModel(*row) if row is not None else None

    async def begin(self, model: MeaningModel) -> None:
        """Forget all bits; those of `model` follow."""
        async with self._database.write() as tx:
            await tx.execute("DELETE FROM meanings")
            (saved,) = await tx.fetch("SELECT coalesce(max(saved), 0) + 1 FROM meaning_model")
            await tx.execute("DELETE FROM meaning_model")
            await tx.execute("INSERT INTO meaning_model VALUES (?, ?, ?, ?, ?)", (*model, saved[0]))

    async def posts(self) -> int:
        """Return how many posts may have a meaning."""
        (row,) = await self._database.read(
            f"SELECT count(*) FROM posts WHERE {HAS_MEANING}"  # noqa: S608 - a constant
        )
        return int(row[0])

    async def sample(self, count: int) -> list[KeyedText]:
        """Return the texts of about `count` posts, spread evenly over the archive."""
        step = max(await self.posts() // count, 1)
        rows = await self._database.read(
            f"""SELECT post, text FROM (
                    SELECT post, text, row_number() OVER (ORDER BY post) AS number
                    FROM posts WHERE {HAS_MEANING}
                ) WHERE number % ? = 0""",  # noqa: S608 - a constant
            (step,),
        )
        return [KeyedText(*row) for row in rows]

    async def missing(self, after: int, count: int) -> list[KeyedText]:
        """Return up to `count` posts behind key `after` whose bits are still to be found."""
        rows = await self._database.read(
            f"""SELECT post, text FROM posts
                WHERE post > ? AND {HAS_MEANING}
                AND NOT EXISTS (SELECT 1 FROM meanings WHERE meanings.post = posts.post)
                ORDER BY post LIMIT ?""",  # noqa: S608 - a constant
            (after, count),
        )
        return [KeyedText(*row) for row in rows]

    async def missing_count(self) -> int:
        """Return how many posts are still to be done."""
        (row,) = await self._database.read(
            f"""SELECT count(*) FROM posts WHERE {HAS_MEANING}
                AND NOT EXISTS (SELECT 1 FROM meanings WHERE meanings.post = posts.post)"""  # noqa: S608 - a constant
        )
        return int(row[0])

    async def save(
        self, model: MeaningModel, found: Sequence[tuple[KeyedText, bytes | None]]
    ) -> None:
        """Write the bits of posts whose texts are still those that they are of.

        Nothing is written if another process has begun with another model meanwhile.
        """
        async with self._database.write() as tx:
            same = await tx.fetch(
                "SELECT 1 FROM meaning_model WHERE (model, version, mean) = (?, ?, ?)", model[:3]
            )
            if same:
                await tx.execute_many(
                    f"""INSERT OR REPLACE INTO meanings SELECT post, ? FROM posts
                        WHERE post = ? AND text = ? AND {HAS_MEANING}""",  # noqa: S608 - a constant
                    [(bits, one.key, one.text) for one, bits in found],
                )
                await tx.execute("UPDATE meaning_model SET saved = saved + 1")
