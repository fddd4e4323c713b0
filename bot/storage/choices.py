"""What digests show on dates that are near, in state.db: chosen once, for preview and post."""

from datetime import date, timedelta

from bot.archive.digests import Choice
from bot.storage.database import Database

_KEPT = timedelta(days=7)  # after its date: a run may be late, and a zone a day behind


class StoredChoices:
    """One choice a digest and local date. `terms` say what the digest was to show."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, digest: int, day: date, terms: str) -> Choice | None:
        """Return what was chosen on the same terms, None if nothing was."""
        row = await self._database.read_one(
            "SELECT choice FROM choices WHERE digest = ? AND local_date = ? AND terms = ?",
            (digest, day.isoformat(), terms),
        )
        return None if row is None else Choice.read(row["choice"])

    async def take_back(
        self, digest: int, day: date, terms: str, stale: Choice | None
    ) -> tuple[str, Choice] | None:
        """Drop what was chosen on other terms, or is `stale`; return it, with its terms.

        None if there is no such choice, or if it was sent: then it is shown already.
        """
        key = (digest, day.isoformat())
        async with self._database.write() as tx:
            rows = await tx.fetch(
                "SELECT terms, choice FROM choices WHERE digest = ? AND local_date = ? "
                "AND (terms <> ? OR choice = ?)",
                (*key, terms, str(stale)),
            )
            sent = await tx.fetch(
                "SELECT 1 FROM runs WHERE digest = ? AND local_date = ? AND choice NOT NULL", key
            )
            for row in rows:
                await tx.execute("DELETE FROM choices WHERE digest = ? AND local_date = ?", key)
                return None if sent else (row["terms"], Choice.read(row["choice"]))
        return None

    async def put(
        self, digest: int, day: date, terms: str, choice: Choice, instead_of: Choice | None
    ) -> Choice:
        """Keep a choice, and return it; or what others kept meanwhile `instead_of` the old one.

        Choices of dates long past are dropped. Of a digest that was removed none is kept.
        """
        key = (digest, day.isoformat())
        async with self._database.write() as tx:
            await tx.execute(
                "DELETE FROM choices WHERE digest = ? AND local_date < ?",
                (digest, (day - _KEPT).isoformat()),
            )
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
        return Choice.read(rows[0]["choice"]) if rows else choice
