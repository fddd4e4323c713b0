"""A database that is deleted, moved or replaced while the bot has it open."""

import asyncio
import gc
import os
import signal
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import lifecycle
from bot.clock import SystemClock
from bot.errors import DatabaseError
from bot.sandbox import Actor, NoAnswerError
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from bot.storage.checkpoints import copy_back
from bot.storage.database import Database
from bot.storage.open_file import MissingFileError, ReplacedFileError
from tests.archives import record
from tests.cogs.conftest import Harness, QuickBot
from tests.faults.conftest import PATIENCE
from tests.faults.storage.conftest import NAMES, assert_intact
from tests.test_lifecycle import write

PUT = "INSERT OR REPLACE INTO settings VALUES (?, ?)"
WHEN = datetime(2021, 11, 24, tzinfo=UTC)


async def put(database: Database, name: str, value: str = "x") -> None:
    """Commit a setting."""
    async with database.write() as tx:
        await tx.execute(PUT, (name, value))


def settings_of(path: Path) -> set[str]:
    """Return the names of the settings in a state.db that nobody has open; it must be intact."""
    assert_intact(path)
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM settings")}


def replace(path: Path, by: Path, moved: Path) -> None:
    """Move a file away, and another one into its place."""
    path.rename(moved)
    by.rename(path)


@pytest.fixture
async def other(tmp_path: Path) -> Path:
    """Another state.db."""
    path = tmp_path / "backup" / "state.db"
    path.parent.mkdir()
    async with Database(path, "state") as database:
        await put(database, "of the backup")
    assert_intact(path)
    return path


@pytest.mark.parametrize("writes", [True, False])
async def test_two_files_are_never_mixed(tmp_path: Path, other: Path, *, writes: bool) -> None:
    """Neither file gets rows of the other: not by a write, a checkpoint, nor the WAL left behind.

    Each write that a commit has acknowledged is in the file that was moved away.
    """
    path, moved = tmp_path / "state.db", tmp_path / "moved.db"
    async with Database(path, "state") as database, Database(path, "state") as second:
        await put(second, "before")
        if writes:
            await put(database, "also before")
        replace(path, other, moved)
        for work in (put(database, "after"), database.read("SELECT 1"), database.rewrite()):
            with pytest.raises(ReplacedFileError, match=r"put in the place of .*state\.db while"):
                await work
        with pytest.raises(ReplacedFileError):
            copy_back(path, check=database.file.check)
    assert settings_of(path) == {"of the backup"}
    assert settings_of(moved) == {"before", *(["also before"] if writes else [])}


async def test_a_commit_into_a_deleted_file_fails(tmp_path: Path) -> None:
    """A transaction that was open when the file was deleted is not committed, and nothing is made.

    A file that was only moved is used on once it is back.
    """
    path, away = tmp_path / "state.db", tmp_path / "away.db"

    async def moving_away() -> None:
        async with database.write() as tx:
            await tx.execute(PUT, ("during", ""))
            path.rename(away)

    async with Database(path, "state") as database:
        await put(database, "before")
        with pytest.raises(MissingFileError, match=r"state\.db was deleted or moved while"):
            await moving_away()
        with pytest.raises(MissingFileError):
            await database.execute_one(PUT, ("after", ""))
        assert not path.exists()
        away.rename(path)
        await put(database, "again")
    assert settings_of(path) == {"before", "again"}


async def test_a_wal_that_nobody_could_copy_back_is_kept(
    tmp_path: Path, other: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A process that only read moves the WAL aside, so that its rows are not lost."""
    path, moved = tmp_path / "state.db", tmp_path / "moved.db"
    async with Database(path, "state"):
        async with Database(path, "state") as database:
            await put(database, "before")
        replace(path, other, moved)
    kept = tmp_path / "state.db-wal.replaced"
    assert str(kept) in caplog.text
    assert settings_of(path) == {"of the backup"}
    kept.rename(tmp_path / "moved.db-wal")
    assert settings_of(moved) == {"before"}


@pytest.mark.parametrize("name", NAMES)
async def test_users_are_answered_while_a_file_is_away(harness: Harness, name: str) -> None:
    """Commands get a sentence while a database is gone, and their answers when it is back."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(3)))
    path = harness.folder / name
    away = path.rename(harness.folder / "away.db")
    for command, options in (("search", {"query": "wombat"}), ("random", {}), ("stats", {})):
        answer = await harness.ask(command, **options)
        assert f"{name} was deleted or moved while it was in use" in answer.text
    if name == "archive.db":
        with pytest.raises(DatabaseError, match="deleted or moved"):
            await harness.services.import_beside(
                [harness.folder / "output.md"], ImportOptions(), print
            )
    assert not path.exists()
    away.rename(path)
    for command, options in (("search", {"query": "wombat"}), ("random", {})):
        assert "wombat" in (await harness.ask(command, **options)).text


async def test_a_file_put_over_another_is_opened(
    bare_harness: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running bot goes on with what a restoration by hand puts there, also file by file."""
    monkeypatch.setattr("bot.lifecycle.Throwback", QuickBot)
    monkeypatch.setattr("bot.lifecycle.logs.set_up", lambda *_: None)
    monkeypatch.setattr("bot.services.container._FILE_POLL", 0.05)
    restored = tmp_path / "restored"
    restored.mkdir()
    for folder, subject in ((tmp_path, "wombat"), (restored, "quokka")):
        async with Services(folder / "archive.db", SystemClock()) as services:
            await services.imports.run([write(folder / "posts.md", 8, subject)])
            await services.settings.put("subject", subject)
    for name in NAMES:
        assert_intact(restored / name)
    ada = bare_harness.ada
    running = asyncio.create_task(lifecycle.run(bare_harness.settings, bare_harness.clock))
    await bare_harness.sandbox.wait_ready()
    assert "8 posts" in (await ada.slash("search", query="wombat")).text
    (tmp_path / "state.db").unlink()
    assert "state.db was deleted or moved" in (await ada.slash("random")).text
    for name in NAMES:
        (restored / name).rename(tmp_path / name)
    await until_found(ada, "quokka")
    assert "Nothing in the archive" in (await ada.slash("search", query="wombat")).text
    assert "number" in (await ada.slash("random")).text
    os.kill(os.getpid(), signal.SIGTERM)
    await running
    gc.unfreeze()
    for name in NAMES:
        assert_intact(tmp_path / name)
    async with Services(tmp_path / "archive.db", SystemClock()) as services:
        assert await services.settings.get("subject") == "quokka"


async def until_found(ada: Actor, word: str) -> None:
    """Search until the bot has opened the archive that has a word."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        with suppress(NoAnswerError):
            if f"{word} number" in (await ada.slash("search", query=word)).text:
                return
        await asyncio.sleep(0.2)
    pytest.fail("the bot did not open the other archive")
