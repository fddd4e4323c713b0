"""The commands of the terminal with the state in PostgreSQL."""

import asyncio
import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

from bot.operations.state_copy import copy_between
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.postgres.opening import postgres_state
from bot.storage.postgres.options import PostgresOptions
from bot.storage.state.settings import SettingStore
from bot.terminal import check
from bot.terminal.check import left_behind, preflight
from tests.storage.postgres.schemas import new_schema
from tests.storage.postgres.server import Server
from tests.terminal.conftest import Terminal


@pytest.fixture
def shared(loaded: Terminal, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose state is in PostgreSQL."""
    monkeypatch.setenv("STATE_URL", asyncio.run(new_schema(postgres)))
    return loaded


def test_commands_use_it(shared: Terminal) -> None:
    """What one command hides or keeps quiet is so for others; there is no state.db."""
    id = shared.json("search", "deadlocks")["hits"][0]["id"]
    assert shared("hide", id)[0] == 0
    assert id in shared("hide", "--list")[1]
    assert shared.json("search", "deadlocks")["hits"] == []
    assert shared("quiet", "--add", '"once"')[0] == 0
    status = shared.json("status")
    assert (status["hidden"], status["digests"]) == (1, 0)
    assert shared.json("quiet")["rules"] == ['"once"']
    assert shared("digest", "list")[0] == 0
    assert shared("erase", id, "--yes")[0] == 0
    assert id not in shared("hide", "--list")[1]
    assert not (shared.folder / "state.db").exists()


def test_a_backup_has_it(shared: Terminal) -> None:
    """A backup has it as a file, a check proves it, and a restore says how it gets back."""
    id = shared.json("search", "deadlocks")["hits"][0]["id"]
    shared("hide", id)
    assert shared("check", "--deep")[0] == 0
    report = shared.json("backup", "copies")
    assert report["databases"][1]["rows"]["hidden"] == 1
    with closing(sqlite3.connect(shared.folder / "copies/state.db")) as copy:
        assert copy.execute("SELECT id FROM hidden").fetchall() == [(id,)]
    assert shared("check", "--deep", "--database", "copies/archive.db")[0] == 0
    shared("unhide", id)
    _, output, _ = shared("restore", "copies", "--force")
    assert "throwback state copy --from state.db --to STATE_URL --force" in " ".join(output.split())
    assert id not in shared("hide", "--list")[1]
    status, output, _ = shared("state", "copy", "--to", "STATE_URL", "--force")
    assert (status, "hidden: 1" in output) == (0, True)
    assert id in shared("hide", "--list")[1]


def test_it_is_copied_to_a_file(shared: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """And back, but never over what is there, and never with a password in what is said."""
    shared("quiet", "--add", "12-24")
    copied = shared.json("state", "copy", "--to", "state.db")
    assert (copied["rows"]["quiet"], copied["to"]) == (1, "state.db")
    status, _, errors = shared("state", "copy", "--to", "STATE_URL")
    assert (status, "is not empty; --force" in errors) == (1, True)
    monkeypatch.setenv("STATE_URL", "postgresql://ada:secret@127.0.0.1:1/throwback?pool_max=0")
    status, output, errors = shared("search", "deadlocks")
    assert (status, "secret" in output + errors) == (1, False)
    monkeypatch.delenv("STATE_URL")
    status, _, errors = shared("state", "copy", "--to", "STATE_URL")
    assert (status, "Put the database's address there first" in errors) == (2, True)
    assert shared.json("quiet")["rules"] == ["12-24"]


async def test_a_check_changes_nothing(postgres: Server, tmp_path: Path) -> None:
    """A check makes no tables, and brings none up to date under processes of an older build."""
    url = await new_schema(postgres)
    settings = Settings(database=tmp_path / "archive.db", state_url=url)
    assert not any("PostgreSQL" in one for one in await preflight(settings, {"DISCORD_TOKEN": "t"}))
    found = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
    async with postgres_state(url, migrates=False) as state:
        ((tables,),) = await state.read(found)
        assert (state.is_current, tables) == (False, 0)
    async with postgres_state(url) as state:
        assert state.is_current
        await state.execute_one("UPDATE state_version SET version = version - 1")
    await preflight(settings, {"DISCORD_TOKEN": "t"})
    async with postgres_state(url, migrates=False) as state:
        assert not state.is_current


def test_a_server_that_is_away_is_no_wrong_setting(
    shared: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot ends with 1, so that it is started again, and with 2 if a setting is wrong as well.

    A machine may start before that of the server.
    """
    monkeypatch.setenv("STATE_URL", "postgresql://ada:secret@127.0.0.1:1/throwback")
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    monkeypatch.setattr("bot.terminal.check.postgres_state", partial(postgres_state, wait=0.1))
    for command in ("run", "check"):
        status, _, errors = shared(command)
        assert (status, "127.0.0.1:1/throwback cannot be reached" in errors) == (1, True)
    for name, value in (("DISCORD_TOKEN", ""), ("TIME_ZONE", "Mars/Base")):
        monkeypatch.setenv(name, value)
        status, _, errors = shared("run")
        assert status == 2
        assert name in errors
        assert "cannot be reached" in errors


def test_a_deep_check_names_the_server(shared: Terminal) -> None:
    """And not the file that the state was copied into, which is gone when somebody reads it."""
    _, output, _ = shared("check", "--deep")
    assert PostgresOptions.parse(os.environ["STATE_URL"]).name in output
    assert "state.db" not in output


async def test_what_was_left_behind(postgres: Server, tmp_path: Path) -> None:
    """It is said as long as nothing is in PostgreSQL, and something in state.db."""
    state, url = tmp_path / "state.db", await new_schema(postgres)
    settings = Settings(database=tmp_path / "archive.db", state_url=url)
    assert await left_behind(settings) == []
    async with Database(state, "state") as file:
        assert await left_behind(settings) == []
        await file.execute_one("INSERT INTO hidden_in_guilds VALUES (1, '20', 'x', 3, '4')")
    for _ in range(2):
        (sentence,) = await left_behind(settings)
        assert sentence.startswith(f"{state} has digests, hidden posts or settings")
        assert sentence.endswith("throwback state copy --to STATE_URL --force")
        async with postgres_state(url) as shared:  # has traces of a bot now
            await SettingStore(shared).put("commands", "12")
    await copy_between(str(state), url, force=True)
    assert await left_behind(settings) == []


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        (Settings(), "ok"),
        (Settings(shard_ids=(0,), shard_count=2), "note"),
        (Settings(shard_ids=(0,), shard_count=2, state_url="postgresql://h/n"), "note"),
        (
            Settings(
                shard_ids=(0,), shard_count=2, state_url="postgresql://h/n", archive_read_only=True
            ),
            "ok",
        ),
    ],
)
def test_a_bug_of_sqlite_matters_where_processes_write_to_a_file(
    settings: Settings, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not where the state is in PostgreSQL, and the archive a copy that nobody writes to."""
    monkeypatch.setattr(check, "has_wal_reset_bug", lambda: True)
    assert check._of_sqlite(settings).startswith(check._line(level, "SQLite"))
