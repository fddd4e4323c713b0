"""The real bot over files that faults befall."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cogs.conftest import allowed_refusals, bare_harness, clock, harness

__all__ = ["allowed_refusals", "bare_harness", "clock", "harness"]

NAMES = ("archive.db", "state.db")


def assert_intact(path: Path) -> None:
    """Check a database that nobody has open, and copy its WAL into it."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()
