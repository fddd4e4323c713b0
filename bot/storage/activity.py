"""When a database was last changed, by the times that its own rows have."""

import sqlite3

_COLUMNS = {
    "archive": (
        ("files", "imported_at"),
        ("audit", "at"),
        ("corrections", "at"),
        ("rejected_links", "at"),
        ("erased", "erased_at"),
    ),
    "state": (
        ("pages", "used_at"),
        ("digests", "created_at"),
        ("digests", "edited_at"),
        ("removed_digests", "removed_at"),
        ("runs", "claimed_at"),
        ("runs", "settled_at"),
        ("shuffles", "used_at"),
        ("drawn", "drawn_at"),
        ("hidden", "hidden_at"),
        ("hidden_in_guilds", "hidden_at"),
        ("quiet", "added_at"),
        ("teaching", "at"),
    ),
}
"""Columns with times, in milliseconds since 1970. Not that of backups: a backup is no change."""


def last_change(connection: sqlite3.Connection, kind: str) -> int:
    """Return the newest time in a database of this kind, of any version; 0 if there is none.

    In milliseconds since 1970. Tables that cannot be read, or that an older version has not, count
    for nothing.
    """
    newest = 0
    for table, column in _COLUMNS[kind]:
        try:
            (found,) = connection.execute(f"SELECT max({column}) FROM {table}").fetchone()  # noqa: S608 - constants
        except sqlite3.DatabaseError:
            continue
        newest = max(newest, found or 0)
    return newest


def generation(connection: sqlite3.Connection) -> int:
    """Return the number that each change of an archive raises; 0 if it cannot be read."""
    try:
        (number,) = connection.execute("SELECT number FROM generation").fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(number)
