"""A restore puts back the whole backup or nothing, and never over what is newer or in use."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.operations.backup import back_up
from bot.operations.deep_check import UnsoundError, check_deeply, prove
from bot.operations.errors import BackupError
from bot.operations.restore import NewerStateError, Restored, finish_restore, restore
from bot.storage.database import Database
from bot.storage.errors import InUseError
from bot.storage.files.shard_lock import shard_lock
from tests.databases.world import HERE
from tests.operations.conftest import IMPORTED, PICTURE, hide_a_post
from tests.operations.test_backup import names, rows
from tests.operations.test_deep_check import seen
from tests.storage.test_inspection import newer
from tests.storage.test_safety_copies import connect

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
STAMP = "before-restore-2026-04-01T080000Z"


@pytest.fixture
async def backup(data: Path, tmp_path: Path) -> Path:
    """A backup of the data."""
    await back_up(data / "archive.db", data / "state.db", tmp_path / "backup")
    return tmp_path / "backup"


async def restored(backup: Path, data: Path, *, force: bool = False) -> Restored:
    """Restore a backup into a folder."""
    return await restore(backup, data / "archive.db", data / "state.db", NOW, force=force)


def change(data: Path) -> None:
    """Change the archive, and leave the change in its WAL, as a bot that was killed does."""
    with closing(connect(data / "archive.db")) as killed:
        killed.execute("PRAGMA wal_autocheckpoint = 0")
        killed.execute("UPDATE posts SET conversation = 'changed'")
        for suffix in ("", "-wal"):
            shutil.copy(data / f"archive.db{suffix}", data / f"copy{suffix}")
    for suffix in ("", "-wal"):
        (data / f"copy{suffix}").replace(data / f"archive.db{suffix}")
    (data / "archive.db-shm").unlink(missing_ok=True)


def texts(path: Path) -> set[object]:
    """Return the first words of all posts, or what `change` did to them, be they in a WAL."""
    with closing(connect(path)) as connection:
        found = connection.execute("SELECT coalesce(conversation, text) FROM posts")
        return {str(text).split()[0] for (text,) in found}


async def test_a_backup_comes_back(data: Path, backup: Path) -> None:
    """All is as it was in the backup, and what was there before is kept, its WAL included."""
    change(data)
    (data / "media" / "1-a.png").write_bytes(b"another")
    (data / "media" / "own.png").write_bytes(b"own")
    report = await restored(backup, data)
    assert texts(data / "archive.db") == {"post"}
    assert texts(data / f"archive.db.{STAMP}") == {"changed"}
    assert (data / "media" / "1-a.png").read_bytes() == PICTURE
    assert (data / f"media.{STAMP}" / "1-a.png").read_bytes() == b"another"
    assert (data / "media" / "own.png").read_bytes() == b"own"
    assert report.media_copied == 1
    assert [path.name for path in report.kept] == [
        f"{name}.{STAMP}" for name in ("archive.db", "state.db", "media")
    ]
    assert not [name for name in names(data) if name.startswith(".")]
    await check_deeply(data / "archive.db", data / "state.db")
    async with Database(data / "archive.db", "archive") as database:
        assert (await database.read("PRAGMA journal_mode"))[0][0] == "wal"


async def test_into_an_empty_folder(backup: Path, tmp_path: Path) -> None:
    """On a new machine there is nothing to keep; the folder is made."""
    report = await restored(backup, tmp_path / "new" / "data")
    assert not report.kept
    assert names(tmp_path / "new" / "data") == ["archive.db", "media", "state.db"]
    assert texts(tmp_path / "new" / "data" / "archive.db") == {"post"}


async def test_twice_in_a_second(data: Path, backup: Path) -> None:
    """What was kept before is not overwritten."""
    await restored(backup, data)
    report = await restored(backup, data)
    assert [path.name for path in report.kept] == [f"archive.db.{STAMP}.2", f"state.db.{STAMP}.2"]


async def test_never_over_a_newer_state(data: Path, backup: Path) -> None:
    """A change after the backup is named with its time, and kept unless that is forced."""
    await restored(backup, data)
    await hide_a_post(data / "archive.db", IMPORTED + timedelta(hours=3))
    with pytest.raises(NewerStateError, match=r"state\.db was last changed on 2026-03-01 15:00:00"):
        await restored(backup, data)
    later = data.parent / "later"
    await back_up(data / "archive.db", data / "state.db", later)
    await hide_a_post(data / "archive.db", IMPORTED + timedelta(days=2))
    with closing(connect(data / "state.db")) as connection:
        connection.execute("UPDATE hidden SET hidden_at = hidden_at + 2 * 86400000")
    with pytest.raises(NewerStateError, match="2 days after the last change in the backup"):
        await restored(later, data)
    assert rows(data / "state.db", "SELECT count(*) FROM hidden") == [(1,)]
    await restored(backup, data, force=True)
    assert rows(data / "state.db", "SELECT count(*) FROM hidden") == [(0,)]
    assert rows(data / f"state.db.{STAMP}.2", "SELECT count(*) FROM hidden") == [(1,)]


async def test_a_change_without_a_time_counts(data: Path, backup: Path) -> None:
    """Some changes of an archive have no time, and raise its generation."""
    with closing(connect(data / "archive.db")) as connection:
        connection.execute("UPDATE generation SET number = number + 1")
    with pytest.raises(NewerStateError, match="was changed after the backup was made"):
        await restored(backup, data)


async def test_over_a_damaged_file(data: Path, backup: Path) -> None:
    """That is what backups are for: it needs no force, and what can be saved of it is kept."""
    (data / "archive.db").write_bytes(b"no database, " * 50)
    (data / "state.db").write_bytes((data / "state.db").read_bytes()[:5000])
    await restored(backup, data)
    assert (data / f"archive.db.{STAMP}").read_bytes().startswith(b"no database")
    assert texts(data / "archive.db") == {"post"}


@contextmanager
def running(script: str, path: Path) -> Iterator[None]:
    """Run a script in another process, up to its end, for the block's length."""
    code = f"import sys\n{script}\n    print('open', flush=True)\n    sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        try:
            yield
        finally:
            process.kill()


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM posts", "BEGIN IMMEDIATE"], ids=["idle", "writing"]
)
async def test_what_is_in_use_is_left_alone(
    data: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    """A connection that writes is in the way of a restore, and so is an idle one."""
    monkeypatch.setattr("bot.storage.files.exclusive._WAIT", 0.1)
    script = (
        "import sqlite3\nwith sqlite3.connect(sys.argv[1], isolation_level=None) as connection:\n"
        f"    connection.execute('{statement}').fetchone()"
    )
    with (
        running(script, data / "archive.db"),
        pytest.raises(InUseError, match=r"archive\.db is in use: stop the bot"),
    ):
        await restored(backup, data)
    assert not [name for name in names(data) if "restore" in name]
    await restored(backup, data)


async def test_a_bot_that_runs_is_left_alone(data: Path, backup: Path) -> None:
    """A bot holds its lock from its start to its end."""
    script = (
        "from pathlib import Path\nfrom bot.storage.files.shard_lock import shard_lock\n"
        "with shard_lock(Path(sys.argv[1]), 'token', [1]):"
    )
    with (
        running(script, data / "state.db"),
        pytest.raises(InUseError, match=r"state\.db is in use"),
    ):
        await restored(backup, data)
    with shard_lock(data / "state.db", "token", []):
        pass


def no_archive(backup: Path) -> None:
    """Take the archive out of a backup."""
    (backup / "archive.db").unlink()


def damaged(backup: Path) -> None:
    """Damage a backup."""
    (backup / "media" / "1-a.png").write_bytes(b"x")


def too_new(backup: Path) -> None:
    """Let a newer version have made a backup."""
    (backup / "state.db").unlink()
    newer(backup / "state.db", "state")


@pytest.mark.parametrize(
    ("spoil", "error", "sentence"),
    [
        (no_archive, BackupError, r"is no backup: it holds no archive\.db"),
        (damaged, UnsoundError, "has 1 bytes instead of 12"),
        (too_new, UnsoundError, "was written by a newer Throwback"),
        (shutil.rmtree, BackupError, "is no backup"),
    ],
)
async def test_what_cannot_be_restored(
    data: Path, backup: Path, spoil: Callable[[Path], None], error: type[Exception], sentence: str
) -> None:
    """A backup that is not whole is refused before anything is changed."""
    spoil(backup)
    before = seen(data)
    with pytest.raises(error, match=sentence):
        await restored(backup, data)
    assert seen(data) == before
    with pytest.raises(BackupError, match="is itself the archive that is in use"):
        await restored(data, data)


async def test_a_backup_without_pictures_or_state(data: Path, tmp_path: Path) -> None:
    """Backups of earlier versions have no pictures; a state database that they lack goes."""
    await back_up(data / "archive.db", tmp_path / "none.db", tmp_path / "old", media=False)
    report = await restored(tmp_path / "old", data)
    assert not (data / "state.db").exists()
    assert (data / f"state.db.{STAMP}").exists()
    assert (data / "media" / "1-a.png").read_bytes() == PICTURE
    assert report.media_copied == 0


@pytest.mark.parametrize("version", ["0.1.0", "0.7.0"])
async def test_an_older_versions_backup(data: Path, tmp_path: Path, version: str) -> None:
    """It is restored as it is, and brought up to date by the next to open it."""
    old = tmp_path / "old"
    await back_up(HERE / version / "archive.db", HERE / version / "state.db", old)
    await restored(old, data, force=True)
    async with Database(data / "archive.db", "archive"), Database(data / "state.db", "state"):
        pass
    await check_deeply(data / "archive.db", data / "state.db")


KILLED = """
import asyncio, os, sys
from datetime import datetime, UTC
from pathlib import Path
from bot.operations.restore import restore
from bot.storage import copies

backup, data, steps = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
count = 0

def hook(event, arguments):
    global count
    if event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir") and str(data) in str(arguments):
        count += 1
        if count > steps:
            os._exit(9)

sys.addaudithook(hook)
now = datetime(2026, 4, 1, 8, tzinfo=UTC)
asyncio.run(restore(backup, data / "archive.db", data / "state.db", now))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it takes a fork for each step")
async def test_killed_at_any_step(data: Path, backup: Path, tmp_path: Path) -> None:
    """Before each change of a name the process ends: old or new is whole then, or completed."""
    change(data)
    (data / "media" / "1-a.png").unlink()
    kept = f"archive.db.{STAMP}"
    outcomes: set[str] = set()
    for step in range(0, 40, 1 if "EVERY_STEP" in os.environ else 4):
        folder = shutil.copytree(data, tmp_path / f"at-{step}")
        if _run_in_a_fork(KILLED, str(backup), str(folder), str(step)) == 0:
            break
        completed = await finish_restore(folder / "archive.db", folder / "state.db")
        proven = prove(folder / "archive.db", folder / "state.db")
        is_new = (folder / kept).exists()
        assert completed == is_new
        assert texts(folder / "archive.db") == ({"post"} if is_new else {"changed"})
        assert is_new == (folder / f"state.db.{STAMP}").exists()
        assert proven.media_count == (1 if is_new else 0)
        outcomes.add("completed" if completed else "old")
        await restored(backup, folder)  # and nothing is in the way of another
        assert not [name for name in names(folder) if name.startswith(".")]
    assert step > 10
    assert outcomes == {"old", "completed"}


def _run_in_a_fork(script: str, *arguments: str) -> int:
    """Run a script in a process that has all modules loaded; return its exit status."""
    child = os.fork()
    if not child:
        status = 1
        try:
            sys.argv = ["-c", *arguments]
            exec(compile(script, "killed", "exec"), {"__name__": "__main__"})  # noqa: S102
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
