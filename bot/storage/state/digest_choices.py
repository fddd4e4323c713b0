"""The choices of digests for near dates, in state.db: one for the preview and the message."""

from datetime import date, timedelta

from bot.archive.digests.model import DigestChoice
from bot.storage.engines import StateDatabase

_RETENTION = timedelta(days=7)  # after the date: a run may be late, and a zone a day behind
_CHOICES = "choices"  # of one digest: what deletes them and what stores them is alone


class DigestChoiceStore:
    """One digest choice per digest and local date, in the table `choices`.

    `terms` say what the digest was configured to show.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def get(self, digest: int, day: date, terms: str) -> DigestChoice | None:
        """Return the choice made on the same terms, or None."""
        row = await self._database.read_one(
            "SELECT choice FROM choices WHERE digest = ? AND local_date = ? AND terms = ?",
            (digest, day.isoformat(), terms),
        )
        return None if row is None else DigestChoice.read(row["choice"])

    async def delete_stale(
        self, digest: int, day: date, terms: str, stale: DigestChoice | None
    ) -> list[tuple[str, DigestChoice]]:
        """Delete choices made on other terms, the `stale` one, and choices for dates long past.

        Return the deleted ones that were never sent, so nobody saw them, each with its terms.
        """
        async with self._database.write() as tx:
            await tx.alone_with(_CHOICES, digest)
            rows = await tx.fetch(
                """SELECT local_date, terms, choice, EXISTS (
                       SELECT 1 FROM runs WHERE runs.digest = choices.digest
                       AND runs.local_date = choices.local_date AND runs.choice IS NOT NULL) AS sent
                   FROM choices WHERE digest = ?1 AND (local_date < ?2
                   OR (local_date = ?3 AND (terms <> ?4 OR choice = ?5)))""",
                (digest, (day - _RETENTION).isoformat(), day.isoformat(), terms, str(stale)),
            )
            for row in rows:
                await tx.execute(
                    "DELETE FROM choices WHERE digest = ? AND local_date = ?",
                    (digest, row["local_date"]),
                )
        return [(row["terms"], DigestChoice.read(row["choice"])) for row in rows if not row["sent"]]

    async def put(
        self,
        digest: int,
        day: date,
        terms: str,
        choice: DigestChoice,
        instead_of: DigestChoice | None,
    ) -> DigestChoice:
        """Store a choice `instead_of` the old one and return it, or one that others stored first.

        For a digest that was removed nothing is stored.
        """
        key = (digest, day.isoformat())
        async with self._database.write() as tx:
            await tx.alone_with(_CHOICES, digest)
            await tx.execute(
                "DELETE FROM choices WHERE digest = ? AND local_date = ? "
                "AND (terms <> ? OR choice = ?)",
                (*key, terms, str(instead_of)),
            )
            await tx.execute(
                "INSERT INTO choices (digest, local_date, terms, choice) "
                "SELECT digest, ?2, ?3, ?4 FROM digests WHERE digest = ?1 "
                "ON CONFLICT (digest, local_date) DO NOTHING",
                (*key, terms, str(choice)),
            )
            rows = await tx.fetch(
                "SELECT choice FROM choices WHERE digest = ? AND local_date = ?", key
            )
        return DigestChoice.read(rows[0]["choice"]) if rows else choice
