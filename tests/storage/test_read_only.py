"""Archives that the user of the process cannot write."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.migrations import migrate

NOBODY = 65534
UNREACHABLE = 77

# Another user may not be able to read the folders of Python and of this code: all modules are
# loaded by a first read of another archive, before the process changes its user.
READ = """
import asyncio, os, sys, tempfile
from functools import cache
from pathlib import Path
from bot.storage import migrations
from bot.storage.connections import connect_reader
from bot.storage.database import Database
from bot.errors import DatabaseError

async def read(path):
    try:
        async with Database(path, "archive", wait=0.1) as database:
            rows = await database.read("SELECT number FROM generation")
            reader = connect_reader(path)
            print(rows[0][0], reader.execute("SELECT number FROM generation").fetchone()[0])
            reader.close()
            async with database.write() as tx:
                await tx.execute("UPDATE generation SET number = 9")
    except DatabaseError as error:
        print(error)

path = Path(sys.argv[1])
if os.getuid() == 0:
    migrations.scripts = cache(migrations.scripts)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(read(Path(folder) / "archive.db"))
    os.setuid(int(sys.argv[2]))
if not os.access(path, os.R_OK):
    sys.exit(int(sys.argv[3]))
print("--")
asyncio.run(read(path))
"""


@pytest.fixture
def sealed() -> Iterator[Path]:
    """A folder that other users can read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


def read_by_nobody(path: Path) -> str:
    """Return the output of a user who can write neither the archive nor its folder."""
    for one in path.parent.iterdir():
        one.chmod(0o444)
    path.parent.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(NOBODY), str(UNREACHABLE)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
    )
    if done.returncode == UNREACHABLE:
        pytest.skip(f"others cannot reach {path.parent}: TMPDIR lies in a folder that is closed")
    assert (done.stderr, done.returncode) == (b"", 0)
    return done.stdout.decode().rpartition("--\n")[2]


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="there is nobody to be")
def test_a_copy_that_cannot_be_written_is_read(sealed: Path) -> None:
    """A read-only copy serves all readers; only a write is refused."""
    path = sealed / "archive.db"
    migrate(path, "archive")
    seen = read_by_nobody(path).splitlines()
    assert seen[0] == "0 0"
    assert "cannot be written" in seen[1]


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="there is nobody to be")
def test_what_a_wal_holds_is_not_passed_over(sealed: Path) -> None:
    """The last changes of a file that is being written are seen."""
    path = sealed / "archive.db"
    migrate(path, "archive")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("UPDATE generation SET number = 5")
    assert read_by_nobody(path).splitlines()[0] == "5 5"
    writer.close()


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="there is nobody to be")
def test_an_old_copy_that_cannot_be_written_is_refused(sealed: Path) -> None:
    """A read-only copy that needs a migration is refused with a sentence."""
    path = sealed / "archive.db"
    migrate(path, "archive")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    assert "was written by an older Throwback" in read_by_nobody(path)
