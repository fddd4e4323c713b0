"""A new file is what all migrations would have made of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import migrations
from bot.storage.migrations import empty_database, migrate, newest_version
from bot.storage.schemas import schema
from tests.storage.schemas import KINDS, script
from tests.storage.templates import new_archive


def contents(connection: sqlite3.Connection) -> Iterator[object]:
    """Yield the version, the schema and all rows."""
    yield connection.execute("PRAGMA user_version").fetchone()
    named = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    for part in connection.execute(named).fetchall():
        yield part
        if part[0] == "table":
            rows = connection.execute(f'SELECT * FROM "{part[1]}"').fetchall()  # noqa: S608 - a name of the schema
            yield sorted(rows, key=repr)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_what_the_migrations_make(kind: str, tmp_path: Path) -> None:
    """To the letter. After a new migration: python -m tests.storage.schemas."""
    newest = newest_version(kind)
    path = tmp_path / f"{kind}.db"
    migrate(path, kind)
    with closing(empty_database(kind, newest)) as made, closing(sqlite3.connect(path)) as new:
        made.execute(f"PRAGMA user_version = {newest}")
        assert [*contents(new)] == [*contents(made)]
        assert new.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_script_is_the_one_that_is_written(kind: str) -> None:
    """What writes it writes no other database."""
    with closing(sqlite3.connect(":memory:")) as kept, closing(sqlite3.connect(":memory:")) as anew:
        for statement in schema(kind):
            kept.execute(statement)
        anew.executescript(script(kind))
        assert [*contents(kept)] == [*contents(anew)]


def test_a_crash_leaves_an_empty_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next start makes all of it."""
    path = tmp_path / "archive.db"
    whole = schema("archive")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "schema", lambda _kind: (*whole[:9], "no SQL;", *whole[9:]))
        with pytest.raises(sqlite3.OperationalError, match="syntax"):
            migrate(path, "archive")
    with closing(sqlite3.connect(path)) as connection:
        assert [*contents(connection)] == [(0,)]
    migrate(path, "archive")
    (folder := tmp_path / "other").mkdir()
    with (
        closing(sqlite3.connect(path)) as one,
        closing(sqlite3.connect(new_archive(folder))) as two,
    ):
        assert [*contents(one)] == [*contents(two)]


def test_a_migration_behind_the_schema_is_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is between writing one and writing the schema anew."""
    number = newest_version("state") + 1
    later = migrations.scripts("state") | {number: "CREATE TABLE later (one INTEGER);"}
    monkeypatch.setattr(migrations, "scripts", lambda _kind: later)
    migrate(tmp_path / "state.db", "state")
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (number,)
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)
