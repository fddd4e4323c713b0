"""The WAL is copied into the file while nobody commits, and does not grow without limit."""

import asyncio
import multiprocessing
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.storage import checkpoints
from bot.storage.checkpoints import copy_back, is_due
from bot.storage.database import Database

PUT = "INSERT OR REPLACE INTO settings VALUES (?, ?)"
MB = 1 << 20


async def put(database: Database, name: str, size: int = 1) -> None:
    """Commit a setting of `size` characters."""
    async with database.write() as tx:
        await tx.execute(PUT, (name, "x" * size))


def wal(path: Path) -> int:
    """Return the size of the WAL."""
    return path.with_name(f"{path.name}-wal").stat().st_size


def size(path: Path) -> int:
    """Return the size of the file itself, which only checkpoints change."""
    return path.stat().st_size


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Hold a write transaction open for the length of the block."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_a_commit_makes_no_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite makes no checkpoint by itself, also after a large commit."""
    path = tmp_path / "state.db"
    async with Database(path, "state") as database:
        with monkeypatch.context() as patch:
            patch.setattr("bot.storage.database.is_due", lambda _path: False)
            await put(database, "large", 6 * MB)
        assert size(path) < MB
        assert is_due(path)


async def test_a_checkpoint_waits_until_nobody_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside another's write a checkpoint is postponed, on commit and on close, and done later."""
    path = tmp_path / "state.db"
    async with Database(path, "state") as reader:
        async with Database(path, "state") as database:
            with monkeypatch.context() as patch:
                patch.setattr("bot.storage.database.is_due", lambda _path: False)
                await put(database, "large", 6 * MB)
            with writing(path):
                assert not copy_back(path, wait=0.05)
                began = time.monotonic()
                await database.__aexit__(None, None, None)
                assert time.monotonic() - began < 3
                assert size(path) < MB
        async with Database(path, "state") as database:
            await put(database, "small")
            assert size(path) > 6 * MB
            assert len(await reader.read("SELECT * FROM settings")) == 2


async def test_a_large_wal_is_copied_back_and_cut(tmp_path: Path) -> None:
    """After a large commit the file has all of it, and the next commit truncates the WAL."""
    path = tmp_path / "state.db"
    async with Database(path, "state") as database:
        await put(database, "large", 20 * MB)
        assert size(path) > 20 * MB
        await put(database, "small")
        assert wal(path) <= 4 * MB


async def test_the_wal_does_not_grow_without_end(tmp_path: Path) -> None:
    """However much is committed, the WAL stays near the size that makes a checkpoint due."""
    path = tmp_path / "state.db"
    async with Database(path, "state") as one, Database(path, "state") as two:
        largest = 0
        for n in range(15):
            await put((one, two)[n % 2], "same", MB)
            largest = max(largest, wal(path))
    assert largest < 6 * MB


async def test_a_checkpoint_that_fails_takes_no_commit_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """If a checkpoint fails, the commit is safe in the WAL, and the failure is logged."""

    def fail(_path: Path, **_check: object) -> bool:
        raise sqlite3.OperationalError("disk I/O error")

    async with Database(tmp_path / "state.db", "state") as database:
        monkeypatch.setattr("bot.storage.database.copy_back", fail)
        await put(database, "large", 6 * MB)
        assert len(await database.read("SELECT * FROM settings")) == 1
    assert "cannot be copied back: disk I/O error" in caplog.text


async def _write_for(path: Path, name: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    count = 0
    while count <= 20 or time.monotonic() < end:  # a busy machine gets to more than a few, too
        async with Database(path, "state", wait=30) as database:
            for _ in range(20):
                await put(database, f"{name}{count}", 3_000)
                count += 1
    async with Database(path, "state", wait=30) as database:
        await put(database, name, count)


def write_for(path: Path, name: str, seconds: float) -> None:
    """Write in a separate process, with a checkpoint every few commits."""
    checkpoints._LARGE = 40_000
    asyncio.run(_write_for(path, name, seconds))


async def test_two_processes_that_write_and_copy(tmp_path: Path) -> None:
    """Two processes that commit, checkpoint and close leave an intact file with all rows."""
    path = tmp_path / "state.db"
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=write_for, args=(path, name, 1.5)) for name in "ab"]
    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join)
        assert process.exitcode == 0
    async with Database(path, "state") as database:
        assert [row[0] for row in await database.read("PRAGMA integrity_check")] == ["ok"]
        for name in "ab":
            counted = await database.read("SELECT length(value) FROM settings WHERE name = ?", name)
            rows = await database.read(
                "SELECT 1 FROM settings WHERE name GLOB ?", [f"{name}[0-9]*"]
            )
            assert len(rows) == counted[0][0] > 20
