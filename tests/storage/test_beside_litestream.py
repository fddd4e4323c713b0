"""Beside Litestream no connection of ours copies the WAL back, nor restarts it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import checkpoints
from bot.storage.checkpoints import close_without_checkpoint
from bot.storage.database import Database
from bot.storage.migrations import newest_version
from tests.databases.world import HERE
from tests.storage.test_checkpoints import MB, put, size, wal


def header(path: Path) -> bytes:
    """Return the header of the WAL, empty without one: a restart changes its salts."""
    wal = path.with_name(f"{path.name}-wal")
    return wal.read_bytes()[:32] if wal.exists() else b""


@pytest.mark.parametrize("litestream", [True, False])
async def test_nothing_is_copied_back(tmp_path: Path, *, litestream: bool) -> None:
    """Commits, closing and opening leave file and WAL to Litestream; without it, they do not."""
    path = tmp_path / "state.db"
    async with Database(path, "state", litestream=litestream) as database:
        await put(database, "first")
        before = size(path), header(path)
        for n in range(3):
            await put(database, f"large{n}", 6 * MB)
    for n in range(2):
        async with Database(path, "state", litestream=litestream) as database:
            await put(database, f"again{n}")
    assert ((size(path), header(path)) == before) == litestream
    assert not litestream or wal(path) > 18 * MB


async def test_a_database_that_is_only_opened(tmp_path: Path) -> None:
    """Opening and closing make no checkpoint, also of a file that is up to date."""
    path = tmp_path / "state.db"
    for _ in range(2):
        async with Database(path, "state", litestream=True) as database:
            assert await database.read("SELECT * FROM settings") == []
        assert size(path) <= 4096
    async with Database(path, "state"):
        pass
    assert size(path) > 4096


async def test_an_erasure_rewrites_the_file_through_the_wal(tmp_path: Path) -> None:
    """A file is written anew although a reader would keep a checkpoint from ending."""
    path = tmp_path / "state.db"
    async with Database(path, "state", litestream=True) as database:
        await put(database, "large", 2 * MB)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM settings").fetchone()
            before = size(path), header(path)
            async with database.write() as tx:
                await tx.execute("DELETE FROM settings")
            await database.rewrite()
            assert (size(path), header(path)) == before
            other.execute("ROLLBACK")
            # What Litestream does at its own time.
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert size(path) < MB


@pytest.mark.parametrize("kind", ["archive", "state"])
async def test_an_upgrade(tmp_path: Path, kind: str) -> None:
    """Bringing the database of an earlier version up to date makes no checkpoint either."""
    path = tmp_path / f"{kind}.db"
    shutil.copy(HERE / "0.8.0" / path.name, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    before = path.read_bytes()
    for _ in range(2):
        async with Database(path, kind, litestream=True) as database:
            (version,) = (await database.read("PRAGMA user_version"))[0]
            assert version == newest_version(kind)
        assert path.read_bytes() == before


def test_a_damaged_file_is_closed(tmp_path: Path) -> None:
    """A connection to a file that nobody can read any more is closed all the same."""
    path = tmp_path / "state.db"
    path.write_bytes(b"no database" * 1000)
    connection = sqlite3.connect(path)
    close_without_checkpoint(connection, path)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


async def test_a_wal_that_nobody_copies_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """If Litestream does not run, the log says so, once, as the WAL would fill the disk."""
    monkeypatch.setattr(checkpoints, "_NOBODY_COPIES", MB)
    async with Database(tmp_path / "state.db", "state", litestream=True) as database:
        await put(database, "small")
        assert not caplog.text
        for name in "ab":
            await put(database, name, MB)
    assert caplog.text.count("does Litestream run?") == 1
