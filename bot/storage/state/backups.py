"""Where backups were made, in state.db: they may hold what is erased later."""

from pathlib import Path

from bot.storage.database import Database


class BackupStore:
    """The folders of backups, in the table `backups`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, folder: Path, made_at: int) -> None:
        """Store the folder of a backup, an absolute path; `made_at` in milliseconds since 1970."""
        await self._database.execute_one(
            "INSERT OR REPLACE INTO backups VALUES (?, ?)", (str(folder), made_at)
        )

    async def last_made_at(self) -> int | None:
        """Return when the last backup was made, in milliseconds since 1970; None if none was."""
        row = await self._database.read_one("SELECT max(made_at) FROM backups")
        return row[0] if row else None

    async def folders(self) -> list[Path]:
        """Return the folders of all backups, the oldest first; some may be gone."""
        rows = await self._database.read("SELECT folder FROM backups ORDER BY made_at, folder")
        return [Path(row["folder"]) for row in rows]
