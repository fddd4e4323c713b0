"""One writer, whole transactions, clear refusals."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.storage.database import Database
from bot.storage.migrations import migrate

PUT = "INSERT INTO settings VALUES (?, 'x')"


@pytest.fixture
async def state(tmp_path: Path) -> AsyncIterator[Database]:
    """An open state.db."""
    async with Database(tmp_path / "state.db", "state") as database:
        yield database


async def names(database: Database) -> list[str]:
    """Return the names that are committed."""
    return [row["name"] for row in await database.read("SELECT name FROM settings ORDER BY name")]


async def test_a_write_is_kept(state: Database) -> None:
    """What a transaction wrote is there when its block is over."""
    async with state.write() as tx:
        await tx.execute(PUT, ("a",))
    assert await names(state) == ["a"]


async def test_a_failed_write_leaves_nothing(state: Database) -> None:
    """An exception in the block takes everything in it back."""

    async def fail() -> None:
        async with state.write() as tx:
            await tx.execute(PUT, ("a",))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await names(state) == []


async def test_a_rollback_takes_nobody_elses_rows(state: Database) -> None:
    """A write that fails beside others undoes its own rows alone."""

    async def put(name: str) -> None:
        async with state.write() as tx:
            await tx.execute(PUT, (name,))
            await asyncio.sleep(0)
            if name == "bad":
                raise ValueError(name)

    results = await asyncio.gather(
        *(put(name) for name in ("a", "bad", "b", "c")), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), ValueError, type(None), type(None)]
    assert await names(state) == ["a", "b", "c"]


@pytest.mark.parametrize("turns", range(12))
async def test_a_cancelled_write_leaves_no_transaction_open(state: Database, turns: int) -> None:
    """Cancelled at whatever step, a write is undone or whole, and the next one goes through."""

    async def put() -> None:
        async with state.write() as tx:
            await tx.execute(PUT, ("cancelled",))
            await tx.execute(PUT, ("too",))

    task = asyncio.create_task(put())
    for _ in range(turns):
        await asyncio.sleep(0.0005)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with state.write() as tx:
        await tx.execute(PUT, ("after",))
    assert await names(state) in (["after"], ["after", "cancelled", "too"])


async def test_a_rehearsal_keeps_nothing(state: Database) -> None:
    """A write that is not to be kept sees its own rows and leaves none."""
    async with state.write(commit=False) as tx:
        await tx.execute(PUT, ("a",))
        assert len(await tx.fetch("SELECT * FROM settings")) == 1
    assert await names(state) == []


async def test_readers_do_not_wait_for_a_writer(state: Database) -> None:
    """While a write is under way, reads answer with what was before."""
    async with state.write() as tx:
        await tx.execute(PUT, ("a",))
        assert await asyncio.wait_for(names(state), 1) == []


async def test_a_file_that_another_process_writes_is_waited_for(tmp_path: Path) -> None:
    """A lock that does not go away in time becomes a sentence."""
    path = tmp_path / "state.db"
    async with Database(path, "state", wait=0.1) as database:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="being written by another process"):
            async with database.write():
                pass
        other.close()


async def test_a_closed_database_is_not_written(tmp_path: Path) -> None:
    """Neither before it is opened nor after it was closed does a write connect to the file."""
    database = Database(tmp_path / "state.db", "state")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="not open"):
            async with database.write():
                pass
        assert database._writer is None
        async with database, database.write() as tx:
            await tx.execute("DELETE FROM settings")


async def test_closing_refuses_the_writes_that_wait(tmp_path: Path) -> None:
    """The write under way is kept when the database is closed; those behind it open nothing."""
    database = Database(tmp_path / "state.db", "state")
    begun, finish = asyncio.Event(), asyncio.Event()

    async def put(name: str) -> None:
        async with database.write() as tx:
            begun.set()
            await finish.wait()
            await tx.execute(PUT, (name,))

    async with database:
        first = asyncio.create_task(put("first"))
        await begun.wait()
        second = asyncio.create_task(put("second"))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, finish.set)
    results = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), RuntimeError]
    assert database._writer is None
    async with database:
        assert await names(database) == ["first"]


async def test_errors_do_not_quote_what_was_searched(state: Database) -> None:
    """A sentence about a failed statement holds nothing of the statement."""
    with pytest.raises(DatabaseError) as refused:
        await state.read("SELECT 'secret words' FROM nowhere")
    assert "secret" not in str(refused.value)


async def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """A file of a newer Throwback is left alone, with a sentence."""
    path = tmp_path / "archive.db"
    migrate(path, "archive")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DatabaseError, match="newer Throwback"):
        async with Database(path, "archive"):
            pass


async def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    """No table is put into a database that is not ours."""
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE places (name)")
    connection.close()
    with pytest.raises(DatabaseError, match="not Throwback's archive database"):
        async with Database(path, "archive"):
            pass


async def test_the_two_files_are_not_taken_for_each_other(tmp_path: Path) -> None:
    """state.db is no archive."""
    migrate(tmp_path / "state.db", "state")
    with pytest.raises(DatabaseError, match="not Throwback's archive database"):
        async with Database(tmp_path / "state.db", "archive"):
            pass


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look\n" * 40])
async def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever else a file is, it is left as it is."""
    path = tmp_path / "archive.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match="not a Throwback database"):
        async with Database(path, "archive"):
            pass
    assert path.read_bytes() == content


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A path through a file is a sentence, not a traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="cannot be opened"):
        async with Database(tmp_path / "file" / "archive.db", "archive"):
            pass


async def test_two_that_migrate_at_once_agree(tmp_path: Path) -> None:
    """Bots that start together on a new file both find it ready."""
    path = tmp_path / "archive.db"
    await asyncio.gather(*(asyncio.to_thread(migrate, path, "archive") for _ in range(8)))
    async with Database(path, "archive") as database:
        assert (await database.read("SELECT number FROM generation"))[0][0] == 0


NOBODY = 65534
UNREACHABLE = 77
# Somebody else may not be able to read the folders of Python and of this code: whatever is needed
# of them is loaded by a first look, at an archive of its own, before the process becomes nobody.
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
    migrations._migrations = cache(migrations._migrations)
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
    """A folder that others can read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


def read_by_nobody(path: Path) -> str:
    """Return what somebody sees in an archive who may write neither it nor its folder."""
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
    """Beside a file that somebody writes, its last changes are seen."""
    path = sealed / "archive.db"
    migrate(path, "archive")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("UPDATE generation SET number = 5")
    assert read_by_nobody(path).splitlines()[0] == "5 5"
    writer.close()


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="there is nobody to be")
def test_an_old_copy_that_cannot_be_written_is_refused(sealed: Path) -> None:
    """A copy that needs a migration cannot have it, and gets a sentence."""
    path = sealed / "archive.db"
    migrate(path, "archive")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    assert "was written by an older Throwback" in read_by_nobody(path)
