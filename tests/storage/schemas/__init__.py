"""What the scripts of new databases have to hold."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot import storage
from bot.storage.migrations import empty_database, newest_version
from bot.storage.schemas import FILE

KINDS = ("archive", "state")

_HEADER = """\
-- The schema of a new file. Written by python -m tests.storage.schemas, from the migrations."""
_BOUNDS = {"BEGIN TRANSACTION;", "COMMIT;"}  # of the dump


def path(kind: str) -> Path:
    """Return the path of the script of a kind of database."""
    return Path(storage.__file__).parent / kind / FILE


def script(kind: str) -> str:
    """Return what the script has to be: all that the migrations make, and the version."""
    version = newest_version(kind)
    with closing(empty_database(kind, version)) as made:
        lines = [_HEADER, f"PRAGMA user_version = {version};", *_dump(made)]
    return "\n".join(lines) + "\n"


def _dump(connection: sqlite3.Connection) -> Iterator[str]:
    return (statement for statement in connection.iterdump() if statement not in _BOUNDS)
