"""Repairs of damaged text: read from archive.db, and undone there."""

from collections.abc import AsyncIterator

from bot.archive.posts.details import beside_text, tags_of
from bot.archive.posts.post import RepairedText
from bot.storage.archive.posts.order import ID_LENGTH, OLDEST_FIRST
from bot.storage.archive.posts.people.cross_posts import update_cross_posts
from bot.storage.archive.posts.touched import begin_tracking, mark_touched
from bot.storage.archive.posts.words import ShownText, save_words
from bot.storage.archive.search.index import update_index
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from bot.storage.transaction import Row

_BATCH_SIZE = 1_000


class RepairStore:
    """The repairs of an archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def oldest_first(self) -> AsyncIterator[RepairedText]:
        """Yield every repair, oldest post first."""
        async for row in self._rows("repairs JOIN posts USING (post)"):
            yield _repaired_text(row)

    async def unrepaired(self) -> AsyncIterator[tuple[str, str]]:
        """Yield id and text of every post whose text was not repaired, oldest first."""
        async for row in self._rows("posts LEFT JOIN repairs USING (post)", "repairs.post IS NULL"):
            yield row["id"], row["text"]

    async def _rows(self, tables: str, condition: str = "1") -> AsyncIterator[Row]:
        """Yield the rows of `tables` for which `condition` holds, oldest post first."""
        last: tuple[object, ...] = (-(1 << 63), "", 0, "")
        while rows := await self._database.read(
            f"""SELECT *, {ID_LENGTH} AS id_length FROM {tables}
                WHERE {condition} AND ({OLDEST_FIRST}) > (?, ?, ?, ?)
                ORDER BY {OLDEST_FIRST} LIMIT ?""",  # noqa: S608 - constants
            (*last, _BATCH_SIZE),
        ):
            for row in rows:
                yield row
            last = tuple(rows[-1][name] for name in ("sort_key", "network", "id_length", "id"))

    async def by_id(self, id: str) -> RepairedText | None:
        """Return the repair of post `id`, or None if it is unknown or was not repaired."""
        row = await self._database.read_one(
            "SELECT * FROM repairs JOIN posts USING (post) WHERE id = ?", (id,)
        )
        return None if row is None else _repaired_text(row)

    async def show(self, id: str, *, repaired: bool) -> None:
        """Show the repaired text of post `id` if `repaired`, else its text before the repair."""
        async with self._database.write() as tx:
            rows = await tx.fetch(
                """SELECT post, text, other, language, content_warning, details
                   FROM repairs JOIN posts USING (post)
                   WHERE id = ? AND shown <> ?""",
                (id, repaired),
            )
            for row in rows:
                text = row["other"]
                await tx.execute("UPDATE posts SET text = ? WHERE post = ?", (text, row["post"]))
                await tx.execute(
                    "UPDATE repairs SET other = ?, shown = ? WHERE post = ?",
                    (row["text"], repaired, row["post"]),
                )
                beside = beside_text(row["content_warning"], tags_of(row["details"]))
                await save_words(tx, [ShownText(row["post"], text, row["language"], beside)])
                await tx.execute("UPDATE generation SET number = number + 1")
            if rows:
                await begin_tracking(tx)
                await mark_touched(tx, [row["post"] for row in rows])
                await update_links(tx)
                await update_cross_posts(tx)
            await update_index(tx)


def _repaired_text(row: Row) -> RepairedText:
    texts = (row["other"], row["text"])
    before, after = texts if row["shown"] else reversed(texts)
    return RepairedText(row["id"], row["plan"], before, after, bool(row["shown"]))
