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


class Bits:
    """Bits by one model: those that answer, or with the prefix `next_` those that will."""

    def __init__(self, database: Database, prefix: str = "") -> None:
        self._database = database
        self._model = f"{prefix}meaning_model"
        self._bits = f"{prefix}meanings"
        self._missing = f"""{HAS_MEANING} AND NOT EXISTS (
            SELECT 1 FROM {self._bits} AS bits WHERE bits.post = posts.post)"""  # noqa: S608 - constants

    async def model(self) -> MeaningModel | None:
        """Return what made the bits, None before any were made."""
        row = await self._database.read_one(
            f"SELECT model, version, mean, posts FROM {self._model}"  # noqa: S608 - a constant
        )
        return MeaningModel(*row) if row is not None else None

    async def begin(self, model: MeaningModel) -> None:
        """Forget all of these bits; those of `model` follow."""
        async with self._database.write() as tx:
            await tx.execute(f"DELETE FROM {self._bits}")  # noqa: S608 - a constant
            (saved,) = await tx.fetch(
                f"SELECT coalesce(max(saved), 0) + 1 FROM {self._model}"  # noqa: S608 - a constant
            )
            await tx.execute(f"DELETE FROM {self._model}")  # noqa: S608 - a constant
            await tx.execute(
                f"INSERT INTO {self._model} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - a constant
                (*model, saved[0]),
            )

    async def missing(self, after: int, count: int) -> list[KeyedText]:
        """Return up to `count` posts behind key `after` whose bits are still to be found."""
        rows = await self._database.read(
            f"""SELECT post, text FROM posts
                WHERE post > ? AND {self._missing} ORDER BY post LIMIT ?""",  # noqa: S608 - constants
            (after, count),
        )
        return [KeyedText(*row) for row in rows]

    async def missing_count(self) -> int:
        """Return how many posts are still to be done."""
        (row,) = await self._database.read(
            f"SELECT count(*) FROM posts WHERE {self._missing}"  # noqa: S608 - constants
        )
        return int(row[0])

    async def save(
        self, model: MeaningModel, found: Sequence[tuple[KeyedText, bytes | None]]
    ) -> int:
        """Write the bits of posts whose texts are still those that they are of; return of how many.

        Nothing is written if another process has begun with another model meanwhile.
        """
        async with self._database.write() as tx:
            if not await tx.fetch(
                f"SELECT 1 FROM {self._model} WHERE (model, version, mean) = (?, ?, ?)",  # noqa: S608 - a constant
                model[:3],
            ):
                return 0
            (before,) = await tx.fetch("SELECT total_changes()")
            await tx.execute_many(
                f"""INSERT OR REPLACE INTO {self._bits} SELECT post, ? FROM posts
                    WHERE post = ? AND text = ? AND {HAS_MEANING}""",  # noqa: S608 - constants
                [(bits, one.key, one.text) for one, bits in found],
            )
            (after,) = await tx.fetch("SELECT total_changes()")
            await tx.execute(f"UPDATE {self._model} SET saved = saved + 1")  # noqa: S608 - a constant
            return int(after[0] - before[0])


class MeaningStore:
    """The bits of an archive: `current` ones, which answer, and the `next` in their place."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.current = Bits(database)
        self.next = Bits(database, "next_")

    async def posts(self) -> int:
        """Return how many posts may have a meaning."""
        (row,) = await self.database.read(
            f"SELECT count(*) FROM posts WHERE {HAS_MEANING}"  # noqa: S608 - a constant
        )
        return int(row[0])

    async def sample(self, count: int) -> list[KeyedText]:
        """Return the texts of about `count` posts, spread evenly over the archive."""
        step = max(await self.posts() // count, 1)
        rows = await self.database.read(
            f"""SELECT post, text FROM (
                    SELECT post, text, row_number() OVER (ORDER BY post) AS number
                    FROM posts WHERE {HAS_MEANING}
                ) WHERE number % ? = 0""",  # noqa: S608 - a constant
            (step,),
        )
        return [KeyedText(*row) for row in rows]

    async def replace(self, model: MeaningModel) -> None:
        """Have the next bits, of `model`, answer instead of the current ones, which are forgotten.

        Readers see all of the old ones or all of the new ones: it is one transaction. Nothing is
        done if another process has begun with another model meanwhile.
        """
        async with self.database.write() as tx:
            if not await tx.fetch(
                "SELECT 1 FROM next_meaning_model WHERE (model, version, mean) = (?, ?, ?)",
                model[:3],
            ):
                return
            (saved,) = await tx.fetch("SELECT coalesce(max(saved), 0) + 1 FROM meaning_model")
            await tx.execute("DELETE FROM meanings")
            await tx.execute("DELETE FROM meaning_model")
            await tx.execute("INSERT INTO meanings SELECT post, bits FROM next_meanings")
            await tx.execute(
                """INSERT INTO meaning_model
                   SELECT model, version, mean, posts, ? FROM next_meaning_model""",
                (saved[0],),
            )
            await tx.execute("DELETE FROM next_meanings")
            await tx.execute("DELETE FROM next_meaning_model")
