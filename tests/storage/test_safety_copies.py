"""A migration that rewrites posts copies the file first."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.storage import migrations
from bot.storage.connections import connection_uri
from bot.storage.migrations import REWRITES_POSTS, migrate, newest_version
from tests.storage.templates import new_archive

NUMBER = newest_version("archive") + 1
SHOUT = "UPDATE posts SET text = upper(text);"
REWRITING = f"{REWRITES_POSTS}\n\n{SHOUT}\n"

POST = (
    "INSERT INTO posts (network, id, sort_key, account, created_at, kind, text, raw, origin, "
    "parent_known) VALUES ('twitter', ?, 1, 1, 0, 'post', ?, '', 0, 0)"
)


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection that commits each statement."""
    return sqlite3.connect(path, isolation_level=None)


def texts(path: Path) -> list[str]:
    """Return the texts of all posts, in the order of their ids."""
    with closing(sqlite3.connect(connection_uri(path, read_only=True), uri=True)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM posts ORDER BY id")]


def files(folder: Path) -> set[str]:
    """Return the names of the copies and parts of copies in a folder."""
    return {path.name for path in folder.iterdir() if ".before-" in path.name}


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> dict[int, str]:
    """The migrations of the archive, for this test to add to."""
    scripts = migrations.scripts("archive")
    monkeypatch.setattr(migrations, "scripts", lambda _kind: scripts)
    return scripts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of two posts that only its owner may read."""
    path = new_archive(tmp_path)
    with closing(connect(path)) as connection:
        connection.execute("INSERT INTO accounts (network, name) VALUES ('twitter', 'ada')")
        connection.executemany(POST, [("1", "one"), ("2", "two")])
    path.chmod(0o600)
    return path


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection, whose commits are still in the WAL."""
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE posts SET text = 'newest' WHERE id = '2'")
        yield connection


@pytest.mark.usefixtures("writer")
def test_the_copy_is_what_the_script_finds(path: Path, scripts: dict[int, str]) -> None:
    """Commits that are only in the WAL and earlier migrations are in the copy."""
    scripts[NUMBER] = "UPDATE posts SET text = text || '!';"
    scripts[NUMBER + 1] = REWRITING
    migrate(path, "archive")
    assert texts(path) == ["ONE!", "NEWEST!"]
    copy = path.with_name(f"archive.db.before-{NUMBER + 1}")
    assert files(path.parent) == {copy.name}
    assert texts(copy) == ["one!", "newest!"]
    with closing(connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NUMBER,)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_the_copy_is_an_archive(path: Path, scripts: dict[int, str]) -> None:
    """Put back in the archive's place, the copy is migrated like it."""
    scripts[NUMBER] = REWRITING
    migrate(path, "archive")
    shutil.copy(path.with_name(f"archive.db.before-{NUMBER}"), path)
    migrate(path, "archive")
    assert texts(path) == ["ONE", "TWO"]


@pytest.mark.parametrize("script", [SHOUT, f"-- Something else.\n{REWRITES_POSTS}\n{SHOUT}"])
def test_other_migrations_copy_nothing(path: Path, scripts: dict[int, str], script: str) -> None:
    """A script without the first line is run as it is."""
    scripts[NUMBER] = script
    migrate(path, "archive")
    assert texts(path) == ["ONE", "TWO"]
    assert not files(path.parent)


def test_an_archive_without_posts_is_not_copied(tmp_path: Path, scripts: dict[int, str]) -> None:
    """Neither a new file nor an empty archive has anything to keep."""
    scripts[NUMBER] = REWRITING
    migrate(tmp_path / "new.db", "archive")
    migrate(new_archive(tmp_path), "archive")
    assert not files(tmp_path)


def test_a_file_that_is_up_to_date_is_not_copied(path: Path, scripts: dict[int, str]) -> None:
    """The copy is made once."""
    scripts[NUMBER] = REWRITING
    migrate(path, "archive")
    path.with_name(f"archive.db.before-{NUMBER}").unlink()
    migrate(path, "archive")
    assert not files(path.parent)


def test_a_copy_is_never_overwritten(path: Path, scripts: dict[int, str]) -> None:
    """A second copy gets a name of its own; one with the same contents serves again."""
    older = path.read_bytes()
    first = path.with_name(f"archive.db.before-{NUMBER}")
    first.write_text("somebody's own")
    scripts[NUMBER] = REWRITING
    for _ in range(2):
        migrate(path, "archive")
        assert texts(path) == ["ONE", "TWO"]
        path.write_bytes(older)
    with closing(connect(path)) as connection:
        connection.execute("UPDATE posts SET text = 'three'")
    migrate(path, "archive")
    assert files(path.parent) == {first.name, f"{first.name}.2", f"{first.name}.3"}
    assert first.read_text() == "somebody's own"
    assert texts(path.with_name(f"{first.name}.2")) == ["one", "two"]
    assert texts(path.with_name(f"{first.name}.3")) == ["three", "three"]


def test_a_migration_that_fails_leaves_one_copy(path: Path, scripts: dict[int, str]) -> None:
    """However often a script fails, the file is as it was and has one copy."""
    scripts[NUMBER] = f"{REWRITING}SELECT nowhere;\n"
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError):
            migrate(path, "archive")
    assert texts(path) == ["one", "two"]
    assert files(path.parent) == {f"archive.db.before-{NUMBER}"}


def test_what_a_crash_left_is_deleted(path: Path, scripts: dict[int, str]) -> None:
    """The beginning of a copy that a killed process made counts for nothing."""
    path.with_name(f"archive.db.before-{NUMBER}.part").write_bytes(path.read_bytes()[:5000])
    scripts[NUMBER] = REWRITING
    migrate(path, "archive")
    assert files(path.parent) == {f"archive.db.before-{NUMBER}"}
    assert texts(path.with_name(f"archive.db.before-{NUMBER}")) == ["one", "two"]


def test_a_damaged_file_is_not_migrated(path: Path, scripts: dict[int, str]) -> None:
    """A copy that would be no use stops the migration, and is not kept."""
    with closing(connect(path)) as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'posts_in_order'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size + 3)
        file.write(b"\0\0")  # the number of cells: the index loses its entries
    before = path.read_bytes()
    scripts[NUMBER] = REWRITING
    with pytest.raises(DatabaseError, match="is damaged, and so would be its copy"):
        migrate(path, "archive")
    assert path.read_bytes() == before
    assert not files(path.parent)


MIGRATE = """
import sys
from pathlib import Path
from bot.errors import DatabaseError
from bot.storage import migrations

found = migrations.scripts("archive")
found[int(sys.argv[2])] = sys.argv[3]
migrations.scripts = lambda kind: found
if sys.argv[4:]:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
try:
    migrations.migrate(Path(sys.argv[1]), "archive")
except DatabaseError as error:
    print(error)
"""


def migrate_in_process(path: Path, *limit: str) -> str:
    """Return the sentence of a migration by a process whose files hold at most `limit` bytes."""
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE, str(path), str(NUMBER), REWRITING, *limit],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such limit there")
def test_a_copy_that_cannot_grow_stops_the_migration(path: Path) -> None:
    """A limit on files stops the copy: the archive is as it was, and nothing is left beside it."""
    sentence = migrate_in_process(path, str(path.stat().st_size // 2))
    assert f"before-{NUMBER}.part cannot be read or written; the disk reports an error" in sentence
    assert "it is as it was" in sentence
    assert texts(path) == ["one", "two"]
    assert not files(path.parent)
    assert migrate_in_process(path) == ""
    assert texts(path) == ["ONE", "TWO"]


@pytest.fixture
def small_disk(path: Path) -> Iterator[Path]:
    """The archive on a disk with no room for a second."""
    folder = path.with_name("disk")
    folder.mkdir()
    size = path.stat().st_size * 3 // 2
    options = ["-t", "tmpfs", "-o", f"size={size}"]
    if (
        not shutil.which("mount")
        or subprocess.run(
            ["mount", *options, "throwback", str(folder)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("only root may mount a disk")
    try:
        yield Path(shutil.copy(path, folder))
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_the_migration(small_disk: Path, scripts: dict[int, str]) -> None:
    """On a full disk the archive stays as it was, and the sentence says why."""
    scripts[NUMBER] = REWRITING
    with pytest.raises(DatabaseError, match="the disk is full"):
        migrate(small_disk, "archive")
    assert texts(small_disk) == ["one", "two"]
    assert not files(small_disk.parent)


def test_processes_that_migrate_at_once_make_one_copy(path: Path) -> None:
    """The copy is made under the write lock, by the process that migrates."""
    script = [sys.executable, "-c", MIGRATE, str(path), str(NUMBER), REWRITING]
    root = Path(__file__).parents[2]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(script, cwd=root, stdout=pipe, stderr=pipe) for _ in range(3)]
    assert [process.communicate() for process in running] == [(b"", b"")] * 3
    assert files(path.parent) == {f"archive.db.before-{NUMBER}"}
    assert texts(path) == ["ONE", "TWO"]
