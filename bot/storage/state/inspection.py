"""What a state holds, found out without a file or a table made or changed."""

import sqlite3
from pathlib import Path

from bot.archive.digests.model import Digest
from bot.storage.connections import exists
from bot.storage.engines import StateDatabase
from bot.storage.files.inspection import read_only
from bot.storage.migrations import newest_version
from bot.storage.state.digest_rows import digest_of

_CHOSEN = ("digests", "hidden", "hidden_in_guilds", "quiet", "guilds")
"""Tables with what people asked for; the others are traces of what the bot did."""


def remembers(path: Path) -> bool:
    """Return whether a file has a digest, a hidden post, a quiet rule or the settings of a server.

    Raises DatabaseError for a file that cannot be read.
    """

    def read(connection: sqlite3.Connection) -> bool:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        return any(
            connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()  # noqa: S608 - constants
            for table in _CHOSEN
            if table in tables  # an older version has fewer
        )

    return exists(path) and read_only(path, read)


async def is_used(state: StateDatabase) -> bool:
    """Return the same of a state that is open and up to date."""
    for table in _CHOSEN:
        if await state.read_one(f"SELECT 1 FROM {table} LIMIT 1") is not None:  # noqa: S608 - constants
            return True
    return False


def stored_digests(path: Path) -> list[Digest]:
    """Return the digests of all servers; none from a file that is missing or of an older version.

    Raises DatabaseError for a file that cannot be read.
    """

    def read(connection: sqlite3.Connection) -> list[Digest]:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != newest_version("state"):
            return []
        connection.row_factory = sqlite3.Row
        return [
            digest_of(row) for row in connection.execute("SELECT * FROM digests ORDER BY digest")
        ]

    return read_only(path, read) if path.exists() else []
