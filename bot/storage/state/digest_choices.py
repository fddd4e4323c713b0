"""What digests show on dates that are near, in state.db: chosen once, for preview and post."""

from datetime import date, timedelta

from bot.archive.digests.model import DigestChoice
from bot.storage.database import Database

_KEPT = timedelta(days=7)  # after its date: a run may be late, and a zone a day behind


class DigestChoiceStore:
    """One choice a digest and local date. `terms` say what the digest was to show."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, digest: int, day: date, terms: str) -> DigestChoice | None:
        """Return what was chosen on the same terms, None if nothing was."""
        row = await self._database.read_one(
            "SELECT choice FROM choices WHERE digest = ? AND local_date = ? AND terms = ?",
            (digest, day.isoformat(), terms),
        )
        return None if row is None else DigestChoice.read(row["choice"])

    async def take_back(
        self, digest: int, day: date, terms: str, stale: DigestChoice | None
    ) -> list[tuple[str, DigestChoice]]:
        """Drop what was chosen on other terms, or is `stale`, and choices of dates long past.

        Return those of them that were never sent, which nobody was shown, each with its terms.
        """
        async with self._database.write() as tx:
            rows = await tx.fetch(
                """SELECT local_date, terms, choice, EXISTS (
                       SELECT 1 FROM runs WHERE runs.digest = choices.digest
                       AND runs.local_date = choices.local_date AND runs.choice NOT NULL) AS sent
                   FROM choices WHERE digest = ?1 AND (local_date < ?2
                   OR (local_date = ?3 AND (terms <> ?4 OR choice = ?5)))""",
                (digest, (day - _KEPT).isoformat(), day.isoformat(), terms, str(stale)),
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
        """Keep a choice, and return it; or what others kept meanwhile `instead_of` the old one.

        Of a digest that was removed none is kept.
        """
        key = (digest, day.isoformat())
        async with self._database.write() as tx:
            await tx.execute(
                "DELETE FROM choices WHERE digest = ? AND local_date = ? "
                "AND (terms <> ? OR choice = ?)",
                (*key, terms, str(instead_of)),
            )
            await tx.execute(
                "INSERT OR IGNORE INTO choices (digest, local_date, terms, choice) "
                "SELECT digest, ?2, ?3, ?4 FROM digests WHERE digest = ?1",
                (*key, terms, str(choice)),
            )
            rows = await tx.fetch(
                "SELECT choice FROM choices WHERE digest = ? AND local_date = ?", key
            )
        return DigestChoice.read(rows[0]["choice"]) if rows else choice
