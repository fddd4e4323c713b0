"""Inspection of database files changes neither them nor the files beside them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.storage import migrations
from bot.storage.database import Database
from bot.storage.files.inspection import count_posts, is_usable
from bot.storage.migrations import migrate


def older(path: Path, kind: str) -> None:
    """Make a file as the first version of Throwback made it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        first = migrations.scripts(kind)[1]
        migrations._apply(connection, 1, first, migrations._APPLICATION_IDS[kind], path)


def newer(path: Path, kind: str) -> None:
    """Make a file as a later version may."""
    migrate(path, kind)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def foreign(path: Path, _kind: str) -> None:
    """Make another program's database."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE places (name)")


def exchanged(path: Path, kind: str) -> None:
    """Make a file of Throwback's other kind."""
    migrate(path, "state" if kind == "archive" else "archive")


def text(path: Path, _kind: str) -> None:
    """Make a file that is no database."""
    path.write_text("no database, " * 50)


def empty(path: Path, _kind: str) -> None:
    """Make an empty file."""
    path.touch()


def seen(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("kind", ["archive", "state"])
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (migrate, None),
        (older, None),
        (empty, None),
        (newer, "newer Throwback"),
        (foreign, "is not Throwback's"),
        (exchanged, "is not Throwback's"),
        (text, "not a Throwback database"),
    ],
)
def test_inspected_files_do_not_change(
    tmp_path: Path, kind: str, make: Callable[[Path, str], None], sentence: str | None
) -> None:
    """Unusable files are refused, and no file is made, changed or removed."""
    path = tmp_path / "some.db"
    make(path, kind)
    before = seen(tmp_path)
    if sentence:
        with pytest.raises(DatabaseError, match=sentence):
            is_usable(path, kind)
    else:
        assert is_usable(path, kind)
        assert kind == "state" or count_posts(path) == 0
    assert seen(tmp_path) == before


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    """For a missing file nothing is made; a path through a file is refused."""
    assert not is_usable(tmp_path / "a" / "b" / "archive.db", "archive")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="cannot be opened"):
        is_usable(tmp_path / "file" / "archive.db", "archive")


async def test_a_file_that_is_being_written_is_seen_as_committed(tmp_path: Path) -> None:
    """Posts that are only in the WAL are counted."""
    path = tmp_path / "archive.db"
    async with Database(path, "archive") as database:
        async with database.write() as tx:
            await tx.execute("INSERT INTO accounts (network, name) VALUES ('twitter', 'ada')")
            await tx.execute(
                """INSERT INTO posts (network, id, sort_key, account, created_at, kind, text, raw,
                                      origin, parent_known)
                   VALUES ('twitter', '17', 1, 1, 0, 'post', '', '', 0, 0)"""
            )
        before = set(seen(tmp_path))
        assert is_usable(path, "archive")
        assert count_posts(path) == 1
        assert set(seen(tmp_path)) == before
