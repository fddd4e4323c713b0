"""The database: one writer, atomic transactions, and clear refusals."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.storage.database import Database
from bot.storage.migrations import migrate
from bot.storage.transaction import Row

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
    """What a transaction wrote is committed at the end of its block."""
    async with state.write() as tx:
        await tx.execute(PUT, ("a",))
    assert await names(state) == ["a"]


async def test_a_failed_write_leaves_nothing(state: Database) -> None:
    """An exception in the block rolls everything back."""

    async def fail() -> None:
        async with state.write() as tx:
            await tx.execute(PUT, ("a",))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await names(state) == []


async def test_a_rollback_takes_nobody_elses_rows(state: Database) -> None:
    """A failed write among others rolls back only its own rows."""

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
    """A write cancelled at any step is undone or whole, and the next one succeeds."""

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


async def test_one_statement_is_a_transaction(state: Database) -> None:
    """A statement on its own is committed, returns its rows, and is no part of another write."""
    assert await state.execute_one(PUT, ("a",)) == []
    assert await names(state) == ["a"]

    async def fail() -> None:
        async with state.write() as tx:
            await tx.execute(PUT, ("lost",))
            waiting.append(asyncio.create_task(state.execute_one(f"{PUT} RETURNING name", ("b",))))
            await asyncio.sleep(0.01)
            raise ZeroDivisionError

    waiting: list[asyncio.Task[list[Row]]] = []
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert [tuple(row) for row in await waiting[0]] == [("b",)]
    with pytest.raises(DatabaseError):
        await state.execute_one(PUT, ("b",))
    assert await names(state) == ["a", "b"]


@pytest.mark.parametrize("turns", range(6))
async def test_a_cancelled_statement_is_whole_or_undone(state: Database, turns: int) -> None:
    """A statement cancelled at any step has ended before its task has, and the next succeeds."""
    task = asyncio.create_task(state.execute_one(PUT, ("cancelled",)))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    found = await names(state)
    await state.execute_one(PUT, ("after",))
    assert await names(state) == ["after", *found]


async def test_a_rehearsal_keeps_nothing(state: Database) -> None:
    """A write with commit=False sees its own rows and leaves none."""
    async with state.write(commit=False) as tx:
        await tx.execute(PUT, ("a",))
        assert len(await tx.fetch("SELECT * FROM settings")) == 1
    assert await names(state) == []


async def test_readers_do_not_wait_for_a_writer(state: Database) -> None:
    """During a write, reads return the state before it."""
    async with state.write() as tx:
        await tx.execute(PUT, ("a",))
        assert await asyncio.wait_for(names(state), 1) == []


async def test_a_copy_is_used_as_the_original_is(tmp_path: Path) -> None:
    """In a file that is not in WAL mode, as many copies are, readers would wait for writers."""
    path = tmp_path / "state.db"
    async with Database(path, "state"):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    path.chmod(0o400)
    async with Database(path, "state") as copy:
        assert await names(copy) == []
    path.chmod(0o600)
    async with Database(path, "state") as state:
        assert (await state.read("PRAGMA journal_mode"))[0][0] == "wal"


async def test_a_file_that_another_process_writes_is_waited_for(tmp_path: Path) -> None:
    """A lock that is held for too long becomes a sentence."""
    path = tmp_path / "state.db"
    async with Database(path, "state", wait=0.1) as database:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="being written by another process"):
            async with database.write():
                pass
        with pytest.raises(DatabaseError, match="being written by another process"):
            await database.execute_one(PUT, ("a",))
        other.close()


async def test_a_closed_database_is_not_written(tmp_path: Path) -> None:
    """A write to a database that is not open does not connect to the file."""
    database = Database(tmp_path / "state.db", "state")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="not open"):
            async with database.write():
                pass
        with pytest.raises(RuntimeError, match="not open"):
            await database.execute_one(PUT, ("a",))
        assert database._writer is None
        async with database, database.write() as tx:
            await tx.execute("DELETE FROM settings")


async def test_closing_refuses_the_writes_that_wait(tmp_path: Path) -> None:
    """On close the running write is kept; those that wait are refused."""
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
    """The error of a failed statement contains nothing of the statement."""
    with pytest.raises(DatabaseError) as refused:
        await state.read("SELECT 'secret words' FROM nowhere")
    assert "secret" not in str(refused.value)


async def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """A file of a newer Throwback is refused with a sentence."""
    path = tmp_path / "archive.db"
    migrate(path, "archive")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DatabaseError, match="newer Throwback"):
        async with Database(path, "archive"):
            pass


async def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    """No table is created in another program's database."""
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE places (name)")
    connection.close()
    with pytest.raises(DatabaseError, match="not Throwback's archive database"):
        async with Database(path, "archive"):
            pass


async def test_the_two_files_are_not_taken_for_each_other(tmp_path: Path) -> None:
    """state.db is refused as an archive."""
    migrate(tmp_path / "state.db", "state")
    with pytest.raises(DatabaseError, match="not Throwback's archive database"):
        async with Database(tmp_path / "state.db", "archive"):
            pass


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look\n" * 40])
async def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no database is refused and left as it is."""
    path = tmp_path / "archive.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match="not a Throwback database"):
        async with Database(path, "archive"):
            pass
    assert path.read_bytes() == content


async def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A path through a file is refused with a sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="cannot be opened"):
        async with Database(tmp_path / "file" / "archive.db", "archive"):
            pass


async def test_two_that_migrate_at_once_agree(tmp_path: Path) -> None:
    """Processes that migrate a new file at once all find it ready."""
    path = tmp_path / "archive.db"
    await asyncio.gather(*(asyncio.to_thread(migrate, path, "archive") for _ in range(8)))
    async with Database(path, "archive") as database:
        assert (await database.read("SELECT number FROM generation"))[0][0] == 0
