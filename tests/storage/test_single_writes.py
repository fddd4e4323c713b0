"""Statements that commit together: each has its own result, whatever becomes of the others."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import DatabaseError
from bot.storage import database as of_database
from bot.storage.database import Database
from bot.storage.migrations import migrate

PUT = "INSERT INTO settings VALUES (?, ?) RETURNING value"
WRONG: list[tuple[str, tuple[Any, ...]]] = [
    ("INSERT INTO nowhere VALUES (1)", ()),
    (PUT, ("too", "many", "parameters")),
    (PUT, (None, "nothing")),
    (PUT, ("too large", 1 << 64)),
    (PUT, ("half a character", "\ud800")),
    (PUT, ("no value", object())),
]
"""Statements that fail: in SQLite, or before it sees them."""


@cache
def _empty_state() -> bytes:
    with TemporaryDirectory() as folder:
        migrate(Path(folder) / "state.db", "state")
        return (Path(folder) / "state.db").read_bytes()


@dataclass(frozen=True)
class Step:
    """A statement that inserts `name`, or the wrong one of that number, or a whole transaction.

    Its task is cancelled after `turns` of the loop, if that is a number.
    """

    kind: str
    name: str
    wrong: int
    turns: int | None


steps = st.builds(
    Step,
    st.sampled_from(["put", "put", "put", "wrong", "write", "failed write"]),
    st.sampled_from("abcdefgh"),
    st.integers(0, len(WRONG) - 1),
    st.none() | st.integers(0, 20),
)


async def take(database: Database, step: Step, number: int) -> None:
    """Do a step; its row has the step's number for its value."""
    if step.kind == "put":
        rows = await database.execute_one(PUT, (step.name, f"{number}"))
        assert [tuple(row) for row in rows] == [(f"{number}",)]
    elif step.kind == "wrong":
        await database.execute_one(*WRONG[step.wrong])
    else:
        async with database.write() as tx:
            await tx.execute("INSERT INTO settings VALUES (?, ?)", (step.name, f"{number}"))
            if step.kind == "failed write":
                raise ZeroDivisionError


@settings(max_examples=30)
@given(st.lists(steps, max_size=16), st.integers(0, 30), st.booleans())
def test_each_has_its_own_result(plan: list[Step], turns: int, is_busy: bool) -> None:
    """A row is there if its statement succeeded, and not if it failed.

    That holds beside statements that fail, tasks that are cancelled at any moment, another process
    that writes, and a database that is closed before all is done; all of them end.
    """

    async def run(path: Path) -> list[BaseException | None]:
        other = sqlite3.connect(path, isolation_level=None)
        with closing(other):
            async with Database(path, "state") as database:
                if is_busy:
                    other.execute("BEGIN IMMEDIATE")
                tasks = [
                    asyncio.create_task(take(database, step, n)) for n, step in enumerate(plan)
                ]
                for turn in range(turns):
                    for task, step in zip(tasks, plan, strict=True):
                        if step.turns == turn:
                            task.cancel()
                    await asyncio.sleep(0)
                if is_busy:
                    other.execute("ROLLBACK")
            async with asyncio.timeout(10):
                return await asyncio.gather(*tasks, return_exceptions=True)

    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.db"
        path.write_bytes(_empty_state())
        results = asyncio.run(run(path))
        with closing(sqlite3.connect(path)) as found:
            kept = dict(found.execute("SELECT value, name FROM settings"))
    for number, (step, result) in enumerate(zip(plan, results, strict=True)):
        if result is None:
            assert kept.pop(f"{number}") == step.name
        elif isinstance(result, asyncio.CancelledError):
            assert kept.pop(f"{number}", step.name) == step.name
        else:
            assert not isinstance(result, AssertionError)
    assert not kept


@pytest.mark.parametrize("wrong", range(len(WRONG)))
async def test_one_failure_is_nobody_elses(tmp_path: Path, wrong: int) -> None:
    """Of statements that wait for the same commit the wrong one alone fails."""
    async with Database(tmp_path / "state.db", "state") as database:
        results = await asyncio.gather(
            database.execute_one(PUT, ("a", "1")),
            database.execute_one(*WRONG[wrong]),
            database.execute_one(PUT, ("b", "2")),
            return_exceptions=True,
        )
        assert [isinstance(result, Exception) for result in results] == [False, True, False]
        kept = [tuple(row) for row in await database.read("SELECT value FROM settings")]
    assert kept == [("1",), ("2",)]


@pytest.mark.parametrize("error", [OSError("no descriptors"), RuntimeError("no threads")])
async def test_a_checkpoint_that_fails_is_no_failed_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """What was committed is reported so, and the next statements are executed."""

    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(of_database, "is_due", lambda _path: True)
    monkeypatch.setattr(of_database, "copy_back", fail)
    async with Database(tmp_path / "state.db", "state") as database:
        async with database.write() as tx:
            await tx.execute(PUT, ("a", "1"))
        async with asyncio.timeout(5):
            for name in "bc":
                await asyncio.gather(
                    database.execute_one(PUT, (name, name)),
                    database.execute_one(PUT, (f"{name}!", f"{name}!")),
                )
        assert len(await database.read("SELECT * FROM settings")) == 5


async def test_a_database_that_was_replaced_keeps_no_connection(tmp_path: Path) -> None:
    """A statement on a file that was replaced before the first write fails, and changes neither."""
    path = tmp_path / "state.db"
    async with Database(path, "state") as database:
        path.rename(tmp_path / "moved.db")
        path.write_bytes(_empty_state())
        with pytest.raises(DatabaseError):
            await database.execute_one(PUT, ("a", "1"))
        assert not database._single_writes.is_open
    for file in (path, tmp_path / "moved.db"):
        with closing(sqlite3.connect(file)) as found:
            assert found.execute("SELECT count(*) FROM settings").fetchone() == (0,)
