"""The commands of the terminal with the state in PostgreSQL."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

from bot.settings import Settings
from bot.storage.postgres.opening import postgres_state
from bot.terminal.check import preflight
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
    assert shared("state", "copy", "--to", "STATE_URL")[0] == 2
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
