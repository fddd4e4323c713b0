"""Databases are made for their owner's eyes alone, whatever the umask."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.archive.posts.media import MediaFolder
from bot.storage.database import Database
from bot.storage.migrations import migrate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes")


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """A umask that lets everybody do everything."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def made_as_by_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that the bot makes itself: copies of a template have a mode of their own."""
    monkeypatch.setattr("bot.storage.database.migrate", migrate)


def modes(folder: Path) -> dict[str, str]:
    """Return the permissions of all files and folders in a folder."""
    return {path.name: stat.filemode(path.stat().st_mode) for path in folder.iterdir()}


@pytest.mark.parametrize("kind", ["archive", "state"])
async def test_databases(tmp_path: Path, kind: str) -> None:
    """A new database, and the files that SQLite keeps beside it, are their owner's alone."""
    async with Database(tmp_path / "some.db", kind) as database:
        async with database.write():
            pass
        private = "-rw-------"
        names = {"some.db", "some.db-wal", "some.db-shm"}
        assert modes(tmp_path) == dict.fromkeys(names, private)


async def test_a_database_that_a_link_leads_to(tmp_path: Path) -> None:
    """So is one that is made where a link leads to, on another disk perhaps."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "archive.db").symlink_to(tmp_path / "disk" / "real.db")
    async with Database(tmp_path / "archive.db", "archive"):
        assert modes(tmp_path / "disk")["real.db"] == "-rw-------"


async def test_one_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    """A database that its owner opened to others stays so."""
    (tmp_path / "archive.db").touch(0o640)
    async with Database(tmp_path / "archive.db", "archive"):
        assert modes(tmp_path)["archive.db"] == "-rw-r-----"


def test_pictures(tmp_path: Path) -> None:
    """The folder of pictures is made for its owner alone."""
    source = tmp_path / "cat.jpg"
    source.write_bytes(b"x")
    with MediaFolder(tmp_path / "archive.db") as media:
        assert media.copy("17-cat.jpg", 1, lambda: source.open("rb"))
    assert modes(tmp_path)["media"] == "drwx------"
