"""Backups are whole, of one moment, and never half there."""

import asyncio
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from bot.errors import DatabaseError, ThrowbackError
from bot.operations import backup as module
from bot.operations.backup import back_up
from bot.operations.errors import BackupError
from bot.storage.migrations import migrate, newest_version
from tests.storage.templates import new_archive
from tests.storage.test_inspection import foreign, newer, older, text
from tests.storage.test_safety_copies import POST, connect

PAIR = ("archive.db", "state.db")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with both databases, which only their owner may read, and two of three pictures."""
    folder = tmp_path / "source"
    folder.mkdir()
    migrate(folder / "state.db", "state")
    with closing(connect(new_archive(folder))) as connection:
        connection.execute("INSERT INTO accounts (network, name) VALUES ('twitter', 'ada')")
        # Posts of these tests have no words, as a post without text.
        connection.execute(
            "CREATE TRIGGER post_comes AFTER INSERT ON posts "
            "BEGIN INSERT INTO words (post, spaced) VALUES (new.post, ''); END"
        )
        connection.execute(
            "CREATE TRIGGER post_goes AFTER DELETE ON posts "
            "BEGIN DELETE FROM words WHERE post = old.post; END"
        )
        connection.executemany(POST, [(str(number), "one") for number in range(3)])
        connection.executemany(
            "INSERT INTO media VALUES (?, ?, 'image', ?, NULL, NULL)",
            [(1, 0, "media/1-a.jpg"), (1, 1, None), (2, 0, "media/2-b.jpg"), (3, 0, "media/3.jpg"),
             (3, 1, "media/1-a.jpg"), (3, 2, "media/.."), (3, 3, "media/a\0b"), (3, 4, "media/")],
        )  # fmt: skip
    (folder / "media").mkdir()
    (folder / "media" / "1-a.jpg").write_bytes(b"12345")
    (folder / "elsewhere.jpg").write_bytes(b"123")
    (folder / "media" / "2-b.jpg").symlink_to(folder / "elsewhere.jpg")
    (folder / "media" / "3.jpg").symlink_to(folder / "gone.jpg")
    (folder / "media" / ".7-4.jpg.part").touch()
    for name in PAIR:
        (folder / name).chmod(0o600)
    return folder


async def backed_up(source: Path, target: Path) -> module.Backup:
    """Back up the databases of a folder."""
    return await back_up(source / "archive.db", source / "state.db", target)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query over a file that nobody writes."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        return connection.execute(sql).fetchall()


def names(folder: Path) -> list[str]:
    """Return the names in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())


async def becomes(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(3):
        while not condition():  # noqa: ASYNC110 - a folder gives no event
            await asyncio.sleep(0.001)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files, except those that SQLite makes beside an open one."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


async def test_a_backup_is_whole(source: Path, tmp_path: Path) -> None:
    """Both databases and the list of pictures are there, as private as the originals."""
    before = contents(source)
    made = await backed_up(source, tmp_path / "copy")
    assert contents(source) == before
    assert names(tmp_path / "copy") == [
        "archive.db", "contents.jsonl", "media", "media.jsonl", "state.db",
    ]  # fmt: skip
    assert [stat.S_IMODE((tmp_path / "copy" / name).stat().st_mode) for name in PAIR] == [0o600] * 2
    assert [(copy.name, copy.size) for copy in made.databases] == [
        (name, (tmp_path / "copy" / name).stat().st_size) for name in PAIR
    ]
    assert (made.posts, made.databases[0].rows["media"]) == (3, 8)
    for name in PAIR:
        for table in ("posts", "media") if name == "archive.db" else ("guilds",):
            query = f"SELECT * FROM {table}"  # noqa: S608 - our own names
            assert rows(tmp_path / "copy" / name, query) == rows(source / name, query)
    listed = (tmp_path / "copy" / "media.jsonl").read_text().splitlines()
    assert {one["name"]: one["bytes"] for one in map(json.loads, listed)} == {
        "": None, "..": None, "1-a.jpg": 5, "2-b.jpg": 3, "3.jpg": None, "a\0b": None,
    }  # fmt: skip
    assert (made.media_count, made.media_size, made.media_absent) == (2, 8, 4)
    hashes = {one["name"]: one.get("sha256") for one in map(json.loads, listed)}
    assert hashes["1-a.jpg"] == sha256(b"12345").hexdigest()
    assert hashes["3.jpg"] is None
    assert contents(tmp_path / "copy" / "media") == {"1-a.jpg": b"12345", "2-b.jpg": b"123"}


async def test_pictures_can_be_left_out(source: Path, tmp_path: Path) -> None:
    """For those who copy the folder otherwise, the files are listed with their sizes alone."""
    made = await back_up(source / "archive.db", source / "state.db", tmp_path / "copy", media=False)
    assert names(tmp_path / "copy") == [
        "archive.db", "contents.jsonl", "media.jsonl", "state.db",
    ]  # fmt: skip
    assert (made.media_count, made.media_size, made.media_absent) == (2, 8, 4)
    assert "sha256" not in (tmp_path / "copy" / "media.jsonl").read_text()


async def test_a_backup_can_take_the_archives_place(source: Path, tmp_path: Path) -> None:
    """A backup is an archive like any other: it can be written, and backed up."""
    await backed_up(source, tmp_path / "copy")
    for name, kind in zip(PAIR, ("archive", "state"), strict=True):
        migrate(tmp_path / "copy" / name, kind)
    with closing(connect(tmp_path / "copy" / "archive.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.execute("DELETE FROM media")
    assert (await backed_up(tmp_path / "copy", tmp_path / "second")).media_count == 0
    assert rows(tmp_path / "second" / "archive.db", "SELECT count(*) FROM posts") == [(3,)]


async def test_without_a_state_database(source: Path, tmp_path: Path) -> None:
    """An archive that no bot has used yet is copied alone; an empty file is no database yet."""
    (source / "state.db").unlink()
    assert len((await backed_up(source, tmp_path / "copy")).databases) == 1
    (source / "state.db").touch()
    assert len((await backed_up(source, tmp_path / "second")).databases) == 1
    assert not (tmp_path / "second" / "state.db").exists()


async def test_older_databases_are_copied_as_they_are(tmp_path: Path) -> None:
    """A backup migrates nothing: it may be made because of a new version."""
    for name in PAIR:
        older(tmp_path / name, name.removesuffix(".db"))
    await backed_up(tmp_path, tmp_path / "copy")
    for name in PAIR:
        assert rows(tmp_path / "copy" / name, "PRAGMA user_version") == [(1,)]
        assert rows(tmp_path / name, "PRAGMA user_version") == [(1,)]
    assert newest_version("archive") > 1


async def test_a_transaction_that_is_not_committed_is_left_out(
    source: Path, tmp_path: Path
) -> None:
    """An import is in a backup as a whole or not at all; what is only in the WAL is in it."""
    with closing(connect(source / "archive.db")) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute(POST, ("4", "committed"))
        writer.execute("BEGIN IMMEDIATE")
        writer.execute(POST, ("5", "not committed"))
        assert (await backed_up(source, tmp_path / "copy")).posts == 4
        writer.execute("COMMIT")
        assert (await backed_up(source, tmp_path / "later")).posts == 5


async def test_both_copies_are_of_one_moment(source: Path, tmp_path: Path) -> None:
    """However quickly others write to both files, the copies fit each other."""
    ended = threading.Event()

    def write() -> None:
        # Each number is in state.db only while the archive has it, and the newest is in both.
        with (
            closing(connect(source / "archive.db")) as archive,
            closing(connect(source / "state.db")) as state,
        ):
            for connection in (archive, state):
                connection.execute("PRAGMA synchronous = OFF")
            number = 100
            while not ended.is_set():
                number += 1
                archive.execute(POST, (str(number), "new"))
                state.execute("INSERT INTO settings VALUES (?, '')", (str(number),))
                state.execute("DELETE FROM settings WHERE name = ?", (str(number - 1),))
                archive.execute("DELETE FROM posts WHERE id = ?", (str(number - 1),))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(8):
            folder = tmp_path / str(turn)
            await backed_up(source, folder)
            posts = rows(folder / "archive.db", "SELECT id FROM posts WHERE text = 'new'")
            named = rows(folder / "state.db", "SELECT name FROM settings")
            assert set(named) <= set(posts)
            assert len(posts) <= 2
    finally:
        ended.set()
        writer.join()


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")])
async def test_nothing_is_overwritten(
    source: Path, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    """A folder that exists, even an empty one, a file or a link is left as it is."""
    target = tmp_path / "copy"
    make(target)
    before = target.lstat()
    with pytest.raises(BackupError, match="copy exists already; name a folder"):
        await backed_up(source, target)
    assert target.lstat() == before


@pytest.mark.parametrize("parent", ["missing", "source/archive.db"])
async def test_a_folder_is_made_in_another_that_exists(
    source: Path, tmp_path: Path, parent: str
) -> None:
    """A mistyped path, or a disk that is not mounted, is not made."""
    with pytest.raises(BackupError, match=r"There is no folder .*; make it first"):
        await backed_up(source, tmp_path / parent / "copy")
    assert names(tmp_path) == ["source"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda _path, _kind: None, "There is no archive at"),
        (lambda path, _: path.touch(), "There is no archive at"),
        (lambda path, _: path.mkdir(), "is not a file"),
        (newer, "newer Throwback"),
        (foreign, "is not Throwback's"),
        (text, "not a Throwback database"),
    ],
)
@pytest.mark.parametrize("name", PAIR)
async def test_what_is_no_archive_is_refused(
    source: Path, tmp_path: Path, make: Callable[[Path, str], None], sentence: str, name: str
) -> None:
    """Each file that cannot be backed up has its sentence, and nothing is made."""
    (source / name).unlink()
    make(source / name, name.removesuffix(".db"))
    if name == "state.db" and "no archive" in sentence:
        return  # see above: it is left out
    before = contents(source)
    with pytest.raises(DatabaseError, match=sentence):
        await backed_up(source, tmp_path / "copy")
    assert contents(source) == before
    assert names(tmp_path) == ["source"]


async def test_a_damaged_archive_is_no_backup(source: Path, tmp_path: Path) -> None:
    """Damage is found before anybody relies on the copy."""
    path = source / "archive.db"
    ((root,),) = rows(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'posts_by_time'")
    ((size,),) = rows(path, "PRAGMA page_size")
    assert isinstance(root, int)
    assert isinstance(size, int)
    with path.open("r+b") as file:
        file.seek((root - 1) * size + 3)
        file.write(b"\0\0")  # the number of cells
    with pytest.raises(DatabaseError, match="is damaged"):
        await backed_up(source, tmp_path / "copy")
    assert names(tmp_path) == ["source"]


async def test_an_interrupted_backup_leaves_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the copying, and deletes what was copied."""
    with closing(connect(source / "archive.db")) as connection:
        connection.execute("CREATE TABLE filler (data)")
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
            "INSERT INTO filler SELECT zeroblob(1000000) FROM n"
        )
    monkeypatch.setattr("bot.storage.copies._CHUNK", 1)
    task = asyncio.create_task(backed_up(source, tmp_path / "copy"))
    await becomes(lambda: len(names(tmp_path)) > 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await becomes(lambda: names(tmp_path) == ["source"])


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 64 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "throwback", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:  # noqa: PLW1510
        pytest.skip("only root may mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


async def test_a_full_disk(source: Path, full_disk: Path) -> None:
    """A disk without room gets a sentence, and nothing stays on it."""
    with pytest.raises(ThrowbackError, match="the disk is full"):
        await backed_up(source, full_disk / "copy")
    assert not names(full_disk)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
async def test_a_folder_that_may_not_be_written(source: Path) -> None:
    """A target that nobody may write gets a sentence."""
    with pytest.raises(BackupError, match="copy cannot be written"):
        await backed_up(source, Path("/proc/copy"))


BACK_UP = """
import asyncio, os, sys, tempfile
from functools import cache
from pathlib import Path
from bot.operations.backup import back_up
from bot.storage import migrations

def run(source, target):
    print(asyncio.run(back_up(source / "archive.db", source / "state.db", target)).posts)

source, target = map(Path, sys.argv[1:])
if os.getuid() == 0:
    # Another user may not be able to read this code: a first backup loads all of it.
    migrations.scripts = cache(migrations.scripts)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("archive", "state"):
            migrations.migrate(Path(folder) / f"{kind}.db", kind)
        run(Path(folder), Path(folder) / "copy")
    os.chown(target, 65534, 65534)
    os.setuid(65534)
run(source, target / "copy")
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="there is nobody to be")
@pytest.mark.parametrize("written", [False, True])
def test_what_may_only_be_read_is_backed_up(source: Path, *, written: bool) -> None:
    """Who may read the databases can back them up, also while another user writes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(connect(source / "archive.db")) as writer,
    ):
        readable, target = Path(folder) / "source", Path(folder) / "target"
        target.mkdir()
        Path(folder).chmod(0o755)
        if written:
            writer.execute(POST, ("4", "only in the WAL"))
        shutil.copytree(source, readable, symlinks=True)
        for path in readable.glob("*.db*"):
            path.chmod(0o444)
        readable.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", BACK_UP, str(readable), str(target)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=False,
            text=True,
        )
        readable.chmod(0o755)
        if "PermissionError" in done.stderr:
            pytest.skip(f"others cannot reach {folder}: TMPDIR lies in a folder that is closed")
        assert (done.stderr, done.returncode) == ("", 0)
        assert done.stdout.split()[-1] == ("4" if written else "3")
        (copy,) = rows(target / "copy" / "archive.db", "SELECT count(*) FROM posts")
        assert copy == (4 if written else 3,)
