"""What posts continue by the owner's word, in archive.db. Every change is noted, and by whom."""

import json

from bot.archive.threads.links import Evidence
from bot.storage.archive.posts.touched import begin_import
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database, Transaction

_PARENT = """
    SELECT parent.id, evidence FROM posts AS child
    JOIN follows ON follows.child = child.post JOIN posts AS parent ON parent.post = follows.parent
    WHERE child.id = ?
"""
_GUESSED = "SELECT 1 FROM candidates JOIN posts ON post = child WHERE id = ?"


class CorrectionStore:
    """Corrections of which post continues which. Ids are those that posts go by now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, child: str, parent: str | None, *, by: str, at: int) -> None:
        """Let post `child` continue `parent`, or nothing, whatever else the archive says.

        Where that is what the archive says by itself, the correction made before is dropped. Of one
        that linked the post by hand that is all: what is likely is likely again. `at` is in
        milliseconds since 1970.
        """
        async with self._database.write() as tx:
            before = await tx.fetch(_PARENT, (child,))
            await tx.execute("DELETE FROM corrections WHERE child = ?", (child,))
            await _renew(tx, child)
            by_hand = bool(before) and before[0]["evidence"] == Evidence.BY_HAND
            if await self._differs(tx, child, parent, guesses=not by_hand):
                await tx.execute(
                    "INSERT INTO corrections SELECT network, id, ? FROM posts WHERE id = ?",
                    (parent, child),
                )
                await _renew(tx, child)
            told = json.dumps(list(before[0])) if before else None
            await tx.execute(
                """INSERT INTO audit (at, by, action, child, parent, before)
                   VALUES (?, ?, ?, ?, ?, ?)""",
                (at, by, "unlink" if parent is None else "link", child, parent, told),
            )
            await tx.execute("UPDATE generation SET number = number + 1")

    @staticmethod
    async def _differs(tx: Transaction, child: str, parent: str | None, *, guesses: bool) -> bool:
        """Tell whether the archive by itself says another parent; with `guesses`, or may guess."""
        rows = await tx.fetch(_PARENT, (child,))
        if parent is None:
            return bool(rows or (guesses and await tx.fetch(_GUESSED, (child,))))
        return not rows or rows[0]["id"] != parent


async def _renew(tx: Transaction, child: str) -> None:
    await begin_import(tx)
    await tx.execute("INSERT INTO temp.touched SELECT post FROM posts WHERE id = ?", (child,))
    await update_links(tx)
