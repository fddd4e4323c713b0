"""The questions that owners are asked about pairs of posts, in state.db."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.storage.engines import Row, StateDatabase

_COLUMNS = "entry, round, child, parent, at, answer"  # never translated
_TEACHING = "teaching"


class QuestionRow(NamedTuple):
    """A question: its number, that of its round, the ids of two posts, and the answer if any.

    `at` is when it was answered, or else asked, in milliseconds since 1970. Those of round 0 were
    answered without having been asked: below a thread.
    """

    entry: int
    round_id: int
    child: str
    parent: str
    at: int
    answer: str | None


class TeachingStore:
    """What each owner was asked, and what they answered; `by` says who, as in corrections."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def open(self, by: str) -> QuestionRow | None:
        """Return the question that somebody has not answered yet."""
        return _row(
            await self._database.read(
                f"SELECT {_COLUMNS} FROM teaching WHERE by = ? AND answer IS NULL",  # noqa: S608 - constants
                (by,),
            )
        )

    async def last_answered(self, by: str) -> QuestionRow | None:
        """Return the question that somebody answered last, whichever was asked last."""
        return _row(
            await self._database.read(
                f"""SELECT {_COLUMNS} FROM teaching WHERE by = ? AND answer IS NOT NULL
                    ORDER BY at DESC, entry DESC LIMIT 1""",  # noqa: S608 - constants
                (by,),
            )
        )

    async def of_round(self, by: str, round_id: int) -> list[QuestionRow]:
        """Return the questions of a round that were answered, in order."""
        rows = await self._database.read(
            f"""SELECT {_COLUMNS} FROM teaching
                WHERE by = ? AND round = ? AND answer IS NOT NULL ORDER BY entry""",  # noqa: S608 - constants
            (by, round_id),
        )
        return [QuestionRow(*row) for row in rows]

    async def unknown_since(self, by: str, at: int) -> set[tuple[str, str]]:
        """Return the pairs, child and parent, that somebody could not answer since a time."""
        rows = await self._database.read(
            """SELECT child, parent FROM teaching
               WHERE by = ? AND answer = 'unknown' AND at >= ?""",
            (by, at),
        )
        return {(row["child"], row["parent"]) for row in rows}

    async def ask(self, by: str, child: str, parent: str, *, round_id: int | None, at: int) -> None:
        """Let a pair be the question that somebody is asked, instead of any other one.

        Without `round_id` a new one begins. `at` is in milliseconds since 1970.
        """
        async with self._database.write() as tx:
            # Of another question of the same owner, and of who begins a round as well.
            await tx.alone_with(_TEACHING)
            await tx.execute("DELETE FROM teaching WHERE by = ? AND answer IS NULL", (by,))
            await tx.execute(
                """INSERT INTO teaching (by, round, child, parent, at)
                   VALUES (?, coalesce(?, (SELECT 1 + coalesce(max(round), 0) FROM teaching)),
                           ?, ?, ?)""",
                (by, round_id, child, parent, at),
            )

    async def answer(self, entry: int, answer: str, at: int) -> bool:
        """Note the answer to a question; return whether it was still open.

        The same answer at the same time is noted once more, as it may be the same call.
        """
        rows = await self._database.execute_one(
            """UPDATE teaching SET answer = ?1, at = ?2
               WHERE entry = ?3 AND (answer IS NULL OR answer = ?1 AND at = ?2) RETURNING entry""",
            (answer, at, entry),
        )
        return bool(rows)

    async def note(self, by: str, child: str, parent: str, answer: str, at: int) -> None:
        """Note an answer to what was not asked, once for each time."""
        await self._database.execute_one(
            """INSERT INTO teaching (by, round, child, parent, at, answer)
               SELECT ?1, 0, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
                   SELECT 1 FROM teaching WHERE by = ?1 AND round = 0 AND child = ?2
                   AND parent = ?3 AND at = ?4 AND answer = ?5)""",
            (by, child, parent, at, answer),
        )

    async def reopen(self, row: QuestionRow, by: str) -> None:
        """Forget an answer, so that the question is asked again; what was open is asked later.

        Of one that was never asked nothing is left.
        """
        async with self._database.write() as tx:
            await tx.alone_with(_TEACHING)
            if not row.round_id:
                await tx.execute("DELETE FROM teaching WHERE entry = ?", (row.entry,))
                return
            await tx.execute("DELETE FROM teaching WHERE by = ? AND answer IS NULL", (by,))
            await tx.execute("UPDATE teaching SET answer = NULL WHERE entry = ?", (row.entry,))

    async def forget(self, entry: int) -> None:
        """Forget a question."""
        await self._database.execute_one("DELETE FROM teaching WHERE entry = ?", (entry,))

    async def count_by(self, by: str) -> int:
        """Return how many questions somebody was asked or answered."""
        row = await self._database.read_one("SELECT count(*) FROM teaching WHERE by = ?", (by,))
        return 0 if row is None else int(row[0])

    async def delete_by(self, by: str) -> None:
        """Forget what somebody was asked. Their answers are corrections, which stay."""
        await self._database.execute_one("DELETE FROM teaching WHERE by = ?", (by,))


def _row(rows: Sequence[Row]) -> QuestionRow | None:
    return QuestionRow(*rows[0]) if rows else None
