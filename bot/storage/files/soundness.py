"""Whether a database file is sound, and when it was last changed, by the times in its rows."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bot.languages import Message, lazy, nlazy
from bot.storage.copies import row_counts
from bot.storage.files.schema_check import missing_parts
from bot.storage.migrations import known_version, newest_version, not_ours

_SHOWN = 3  # findings of integrity_check, of which each gets a sentence


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


@dataclass(frozen=True, slots=True)
class DatabaseProof:
    """A database that was looked at: its file, its rows by table, and when it was last changed.

    `changed_at` is in milliseconds since 1970, 0 if no row says; `generation` is a number that
    each change of an archive raises.
    """

    path: Path
    rows: dict[str, int]
    changed_at: int
    generation: int = 0


def prove_database(
    connection: sqlite3.Connection, path: Path, kind: str, problems: list[Message]
) -> DatabaseProof:
    """Return what a database has, and add a sentence to `problems` for all that is wrong with it.

    A transaction is begun, so that the caller reads on as of the same moment. Raises DatabaseError
    for a file of another kind or a newer version, sqlite3.Error for one that cannot be read.
    """
    version = known_version(connection, path, kind, newest_version(kind))
    if not version:
        raise not_ours(path, kind)  # an empty file: a copy that failed looks like that
    connection.execute("BEGIN")
    checked = connection.execute(f"PRAGMA integrity_check({_SHOWN})").fetchall()
    findings = [row[0] for row in checked if row[0] != "ok"]
    problems += [
        lazy("{path} is damaged: {finding}.", path=path, finding=finding)
        for finding in findings + missing_parts(connection, kind, version)[:_SHOWN]
    ]
    dangling = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    if dangling:
        problems.append(
            nlazy(
                "{path} is damaged: {count:,} row refers to one that is not there.",
                "{path} is damaged: {count:,} rows refer to others that are not there.",
                dangling,
                path=path,
            )
        )
    changed_at = last_change(connection, kind)
    number = generation(connection) if kind == "archive" else 0
    return DatabaseProof(path, row_counts(connection), changed_at, number)


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
        row = connection.execute("SELECT number FROM generation").fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(row[0]) if row else 0
