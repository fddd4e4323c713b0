"""The owner's corrections of thread links, in archive.db, with an audit of who made them."""

import json

from bot.archive.threads.links import Evidence
from bot.storage.archive.posts.touched import begin_tracking
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database, Transaction

_PARENT = """
    SELECT parent.id, evidence FROM posts AS child
    JOIN parent_links ON parent_links.child = child.post
    JOIN posts AS parent ON parent.post = parent_links.parent
    WHERE child.id = ?
"""
_CANDIDATE = "SELECT 1 FROM candidates JOIN posts ON post = child WHERE id = ?"


class CorrectionStore:
    """Corrections of parent links. Ids are current ids."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, child: str, parent: str | None, *, by: str, at: int) -> None:
        """Let post `child` continue `parent`, or nothing, regardless of what the archive says.

        If the archive itself says so, the earlier correction is only deleted. Unlinking a post that
        was linked by hand also deletes only that: a likely link becomes likely again. `at` is in
        milliseconds since 1970.
        """
        async with self._database.write() as tx:
            before = await tx.fetch(_PARENT, (child,))
            await tx.execute("DELETE FROM corrections WHERE child = ?", (child,))
            await _update_around(tx, child)
            by_hand = bool(before) and before[0]["evidence"] == Evidence.BY_HAND
            if await self._differs(tx, child, parent, candidates=not by_hand):
                await tx.execute(
                    "INSERT INTO corrections SELECT network, id, ? FROM posts WHERE id = ?",
                    (parent, child),
                )
                await _update_around(tx, child)
            before_json = json.dumps(list(before[0])) if before else None
            await tx.execute(
                """INSERT INTO audit (at, by, action, child, parent, before)
                   VALUES (?, ?, ?, ?, ?, ?)""",
                (at, by, "unlink" if parent is None else "link", child, parent, before_json),
            )
            await tx.execute("UPDATE generation SET number = number + 1")

    async def count_by(self, by: str) -> int:
        """Return how many corrections somebody made."""
        row = await self._database.read_one("SELECT count(*) FROM audit WHERE by = ?", (by,))
        return 0 if row is None else int(row[0])

    async def rename_by(self, by: str, to: str) -> None:
        """Give the corrections that somebody made another name of who did."""
        await self._database.execute_one("UPDATE audit SET by = ? WHERE by = ?", (to, by))

    @staticmethod
    async def _differs(
        tx: Transaction, child: str, parent: str | None, *, candidates: bool
    ) -> bool:
        """Return whether the archive has another parent or, with `candidates`, a likely one."""
        rows = await tx.fetch(_PARENT, (child,))
        if parent is None:
            return bool(rows or (candidates and await tx.fetch(_CANDIDATE, (child,))))
        return not rows or rows[0]["id"] != parent


async def _update_around(tx: Transaction, child: str) -> None:
    await begin_tracking(tx)
    await tx.execute("INSERT INTO temp.touched SELECT post FROM posts WHERE id = ?", (child,))
    await update_links(tx)
