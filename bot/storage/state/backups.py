"""Where backups were made, in state.db: they may hold what is erased later."""

from collections.abc import Iterable
from pathlib import Path

from bot.storage.engines import StateDatabase


class BackupStore:
    """The folders of backups, in the table `backups`."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def add(self, folder: Path, made_at: int) -> None:
        """Store the folder of a backup, an absolute path; `made_at` in milliseconds since 1970."""
        await self._database.execute_one(
            "INSERT INTO backups VALUES (?, ?) "
            "ON CONFLICT (folder) DO UPDATE SET made_at = excluded.made_at",
            (str(folder), made_at),
        )

    async def folders(self) -> list[Path]:
        """Return the folders of all backups, the oldest first; some may be gone."""
        rows = await self._database.read("SELECT folder FROM backups ORDER BY made_at, folder")
        return [Path(row["folder"]) for row in rows]

    async def remove(self, folders: Iterable[Path]) -> None:
        """Forget the folders of backups that were deleted."""
        async with self._database.write() as tx:
            await tx.execute_many(
                "DELETE FROM backups WHERE folder = ?", [(str(folder),) for folder in folders]
            )

    async def last_made_at(self) -> int | None:
        """Return when the newest backup was made, in milliseconds since 1970; None: never."""
        row = await self._database.read_one("SELECT max(made_at) AS made_at FROM backups")
        return None if row is None else row["made_at"]
