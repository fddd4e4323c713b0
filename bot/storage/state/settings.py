"""Key-value settings of the bot, and what its processes share, in state.db."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.archive.timestamps import to_milliseconds
from bot.storage.engines import StateDatabase


class SettingStore:
    """Values by name, both text."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def get(self, name: str) -> str | None:
        """Return the value of `name`, or None."""
        row = await self._database.read_one("SELECT value FROM settings WHERE name = ?", (name,))
        return None if row is None else str(row["value"])

    async def put(self, name: str, value: str) -> None:
        """Set the value of `name`."""
        async with self._database.write() as tx:
            await tx.execute(
                "INSERT INTO settings VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )


class IdentifyTurnStore:
    """Whose turn it is to identify at Discord's gateway, of all processes on one database.

    For each rate limit key it has the time from which on that is free.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def take(self, key: int, clock: Callable[[], datetime], length: timedelta) -> timedelta:
        """Take the turn of a key for a `length` of time, if it is free; return how long it is not.

        That is 0 for one that was taken. A turn further away than one is long was taken by a clock
        that was wrong, and counts as free. So the clock is read when nobody else can take one: a
        time from before would be earlier than that of a process that came first meanwhile.
        """
        name = f"identify {key}"
        async with self._database.write() as tx:
            now = await tx.now(clock())
            until = now + length
            taken = await tx.fetch(
                """INSERT INTO settings (name, value) VALUES (?, ?)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value
                   WHERE CAST(settings.value AS BIGINT) NOT BETWEEN ? AND ? RETURNING value""",
                (
                    name,
                    str(to_milliseconds(until)),
                    to_milliseconds(now) + 1,
                    to_milliseconds(until),
                ),
            )
            if taken:
                return timedelta()
            rows = await tx.fetch("SELECT value FROM settings WHERE name = ?", (name,))
        free_at = int(rows[0]["value"]) if rows else 0
        return timedelta(milliseconds=max(1, free_at - to_milliseconds(now)))
