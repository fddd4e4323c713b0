"""The digests in a state.db that is only read, without a file made or changed."""

import sqlite3
from pathlib import Path

from bot.archive.digests.model import Digest
from bot.storage.files.inspection import read_only
from bot.storage.migrations import newest_version
from bot.storage.state.digest_rows import digest_of


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
