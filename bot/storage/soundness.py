"""Whether a database file is sound: what SQLite can say of it."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bot.languages import Message, lazy, nlazy
from bot.storage.activity import generation, last_change
from bot.storage.copies import row_counts
from bot.storage.migrations import known_version, newest_version

_SHOWN = 3  # findings of integrity_check, of which each gets a sentence


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
    known_version(connection, path, kind, newest_version(kind))
    connection.execute("BEGIN")
    for (finding,) in connection.execute(f"PRAGMA integrity_check({_SHOWN})").fetchall():
        if finding != "ok":
            problems.append(lazy("{path} is damaged: {finding}.", path=path, finding=finding))
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
