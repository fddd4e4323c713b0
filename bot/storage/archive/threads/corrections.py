"""The owner's corrections of thread links, in archive.db, with an audit of who made them."""

import json
from collections.abc import Sequence

from bot.archive.threads.corrections import Verdict
from bot.archive.threads.links import Evidence
from bot.storage.archive.posts.touched import begin_tracking
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from bot.storage.transaction import Row, Transaction

_PARENT = """
    SELECT parent.id, evidence FROM posts AS child
    JOIN parent_links ON parent_links.child = child.post
    JOIN posts AS parent ON parent.post = parent_links.parent
    WHERE child.id = ?
"""
_CANDIDATE = "SELECT 1 FROM candidates JOIN posts ON post = child WHERE id = ?"
# The two posts, unless a link or an owner says already what the child continues, or not this one.
_OPEN = """
    SELECT 1 FROM posts AS child, posts AS parent
    WHERE child.id = ? AND parent.id = ? AND child.network = parent.network
    AND NOT EXISTS (SELECT 1 FROM parent_links WHERE parent_links.child = child.post)
    AND NOT EXISTS (SELECT 1 FROM owner_links AS said
                    WHERE said.child = child.id AND said.network = child.network)
    AND NOT EXISTS (SELECT 1 FROM owner_rejections AS said
                    WHERE said.child = child.id AND said.network = child.network
                    AND said.parent = parent.id)
"""
_CORRECTED = """
    INSERT OR REPLACE INTO corrections (network, child, parent, at)
    SELECT network, id, ?, ? FROM posts WHERE id = ?
"""
_REJECTED = """
    INSERT OR REPLACE INTO rejected_links (network, child, parent, at)
    SELECT network, id, ?, ? FROM posts WHERE id = ?
"""
_NOT_REJECTED = "DELETE FROM rejected_links WHERE child = ? AND parent = ?"
_UNDO = "undo"  # never translated: stored


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
            await tx.execute(_NOT_REJECTED, (child, parent))
            await _update_around(tx, child)
            by_hand = bool(before) and before[0]["evidence"] == Evidence.BY_HAND
            if await self._differs(tx, child, parent, candidates=not by_hand):
                await tx.execute(_CORRECTED, (parent, at, child))
                await _update_around(tx, child)
            action = Verdict.UNLINK if parent is None else Verdict.LINK
            await _note(tx, at, by, action, child, parent, before)

    async def answer(self, child: str, parent: str, *, continues: bool, by: str, at: int) -> bool:
        """Say whether `child` continues `parent`, if neither the archive nor an owner says yet.

        Return whether that was open: else nothing changes. `at` is in milliseconds since 1970.
        """
        async with self._database.write() as tx:
            if not await tx.fetch(_OPEN, (child, parent)):
                return False
            if continues:
                await tx.execute(_CORRECTED, (parent, at, child))
            else:
                await tx.execute(_REJECTED, (parent, at, child))
            await _update_around(tx, child)
            verdict = Verdict.LINK if continues else Verdict.REJECT
            await _note(tx, at, by, verdict, child, parent, ())
        return True

    async def take_back(
        self, child: str, parent: str, *, continues: bool, answered_at: int, by: str, at: int
    ) -> bool:
        """Forget an answer, as if the question had never been; return whether it still stood.

        What was said of the same posts at another time than `answered_at` is another correction.
        """
        async with self._database.write() as tx:
            before = await tx.fetch(_PARENT, (child,))
            table = "corrections" if continues else "rejected_links"
            if not await tx.execute(
                f"DELETE FROM {table} WHERE child = ? AND parent = ? AND at = ?",  # noqa: S608 - constants
                (child, parent, answered_at),
            ):
                return False
            await _update_around(tx, child)
            await _note(tx, at, by, _UNDO, child, parent, before)
        return True

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


async def _note(
    tx: Transaction,
    at: int,
    by: str,
    action: str,
    child: str,
    parent: str | None,
    before: Sequence[Row],
) -> None:
    """Note a change in the audit, with the link of the child `before`, and raise the generation."""
    before_json = json.dumps(list(before[0])) if before else None
    await tx.execute(
        """INSERT INTO audit (at, by, action, child, parent, before) VALUES (?, ?, ?, ?, ?, ?)""",
        (at, by, action, child, parent, before_json),
    )
    await tx.execute("UPDATE generation SET number = number + 1")


async def _update_around(tx: Transaction, child: str) -> None:
    await begin_tracking(tx)
    await tx.execute("INSERT INTO temp.touched SELECT post FROM posts WHERE id = ?", (child,))
    await update_links(tx)
