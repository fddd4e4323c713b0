"""How a database file is opened."""

import os
import sqlite3
from pathlib import Path


def connect_reader(path: Path) -> sqlite3.Connection:
    """Return a plain read-only connection. One thread uses it at a time; another may close it."""
    connection = sqlite3.connect(
        connection_uri(path, read_only=True),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    return connection


def connection_uri(path: Path, *, read_only: bool) -> str:
    """Return the address that SQLite opens a file by.

    To read a file in WAL mode it writes another beside it. Where it may not, the file is a copy
    that nobody changes, and immutable, unless somebody's WAL tells otherwise.
    """
    mode = "ro" if read_only else "rw"
    is_copy = not os.access(path.absolute().parent, os.W_OK)
    if read_only and is_copy and not path.with_name(f"{path.name}-wal").exists():
        mode += "&immutable=1"
    return f"{path.absolute().as_uri()}?mode={mode}"
