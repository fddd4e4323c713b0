"""Which versions of SQLite have the WAL-reset bug."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.sqlite_version import VERSION, has_wal_reset_bug


@pytest.mark.parametrize(
    ("version", "has"),
    [
        ("3.6.23", False), ("3.7.0", True), ("3.40.1", True), ("3.44.5", True), ("3.44.6", False),
        ("3.44.7", False), ("3.45.0", True), ("3.50.6", True), ("3.50.7", False), ("3.51.0", True),
        ("3.51.2", True), ("3.51.3", False), ("3.53.0", False), ("4.0.0", False),
        ("3.44.6.1", False),
    ],
)  # fmt: skip
def test_versions(version: str, *, has: bool) -> None:
    """It was fixed in 3.51.3, and in patch releases of 3.44 and 3.50."""
    assert has_wal_reset_bug(version) is has


@given(st.integers(51, 99), st.integers(3, 99))
def test_what_comes_after_the_fix_has_it_not(minor: int, patch: int) -> None:
    """Every later version has the fix."""
    assert not has_wal_reset_bug(f"3.{minor}.{patch}")


def test_the_version_is_that_of_the_library() -> None:
    """Not that of Python's module."""
    assert sqlite3.sqlite_version == VERSION
    assert has_wal_reset_bug() is has_wal_reset_bug(VERSION)
