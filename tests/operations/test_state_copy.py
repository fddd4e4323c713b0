"""Copies of the state between the engines: nothing is lost, and no number comes again."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

from bot.archive.digests.model import ALL_SHARDS
from bot.errors import DatabaseError
from bot.operations.state_copy import as_file, copy_between
from bot.storage.database import Database
from bot.storage.engines import TABLES, StateDatabase
from bot.storage.errors import InUseError
from bot.storage.postgres.database import PostgresDatabase
from bot.storage.postgres.options import PostgresOptions
from bot.storage.state.copies import whole
from bot.storage.state.copies.whole import copy_state
from bot.storage.state.hidden import HiddenPostStore
from bot.storage.state.processes.presence import ProcessStore
from bot.storage.state.settings import SettingStore
from bot.storage.state.shuffles import ShuffleKey, ShuffleStore
from tests.archives import post
from tests.databases.world import HERE
from tests.operations.test_restore import running
from tests.storage.postgres.schemas import empty_state, new_schema
from tests.storage.postgres.server import Server

KEY = ShuffleKey("channel:1", "comet")
POST = post(datetime(2021, 1, 1, tzinfo=UTC), "comet")


async def contents(state: StateDatabase) -> dict[str, set[tuple[tuple[str, object], ...]]]:
    """Return what each table holds, by the names of its columns."""
    return {
        table: {
            tuple(sorted(zip(row.keys(), row, strict=True)))
            for row in await state.read(f"SELECT * FROM {table}")  # noqa: S608
        }
        for table in TABLES
    }


@pytest.mark.parametrize("version", sorted(path.parent.name for path in HERE.glob("*/state.db")))
async def test_there_and_back(version: str, postgres: Server, tmp_path: Path) -> None:
    """The state of each version comes back from PostgreSQL as it was."""
    shutil.copy(HERE / version / "state.db", tmp_path / "state.db")
    async with (
        Database(tmp_path / "state.db", "state") as first,
        empty_state(postgres) as between,
        Database(tmp_path / "back.db", "state") as back,
    ):
        expected = await contents(first)
        counts = await copy_state(first, between, "there")
        assert counts == {table: len(rows) for table, rows in expected.items()}
        assert await contents(between) == expected
        await copy_state(between, back, "back")
        assert await contents(back) == expected
        for name in ("digests", "shuffles"):
            numbers = [
                await one.read("SELECT seq FROM sqlite_sequence WHERE name = ?", (name,))
                for one in (first, back)
            ]
            assert list(map(tuple, numbers[0])) == list(map(tuple, numbers[1]))


@pytest.mark.parametrize("to_postgres", [True, False], ids=["postgres", "sqlite"])
async def test_rounds_and_numbers_go_on(
    postgres: Server, tmp_path: Path, *, to_postgres: bool
) -> None:
    """Rounds that are over stay so, the next one has a new number, and hidden posts are noticed."""
    async with Database(tmp_path / "state.db", "state") as file, empty_state(postgres) as server:
        source: StateDatabase = file if to_postgres else server
        target: StateDatabase = server if to_postgres else file
        rounds = ShuffleStore(source)
        first = await rounds.current_round(KEY, 1, 0)
        assert await rounds.mark_drawn(first, POST, 2)
        assert await rounds.begin_next_round(first, 3)
        current = await rounds.current_round(KEY, 4, 0)
        assert await rounds.mark_drawn(current, POST, 5)
        await rounds.delete_all("nobody")
        gone = await rounds.current_round(ShuffleKey("gone", ""), 6, 0)
        await rounds.delete_all("gone")
        await HiddenPostStore(source).hide(["1", "2"], 7, "terminal")
        await copy_state(source, target, "there")
        copied = ShuffleStore(target)
        assert await copied.current_round(KEY, 8, 0) == current
        assert not await copied.mark_drawn(first, POST, 8)
        assert await copied.current_round(ShuffleKey("new", ""), 9, 0) > gone
        numbers = [await one.read("SELECT number FROM hidden_changes") for one in (source, target)]
        assert numbers[0][0][0] < numbers[1][0][0]
        before = numbers[1][0][0]
        await HiddenPostStore(target).hide(["3"], 8, "terminal")  # its triggers are on again
        ((after,),) = await target.read("SELECT number FROM hidden_changes")
        assert after == before + 1


async def test_what_is_there_is_kept(postgres: Server, tmp_path: Path) -> None:
    """A state that is not empty is replaced by force alone, and by all of the other."""
    async with Database(tmp_path / "state.db", "state") as file, empty_state(postgres) as server:
        await SettingStore(file).put("name", "value")
        await SettingStore(server).put("other", "kept")
        with pytest.raises(DatabaseError, match="there is not empty"):
            await copy_state(file, server, "there")
        assert await SettingStore(server).get("other") == "kept"
        await copy_state(file, server, "there", force=True)
        assert await contents(server) == await contents(file)


async def test_a_copy_that_differs_is_undone(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is compared, and nothing of it stays if it is not what was read."""
    async with Database(tmp_path / "state.db", "state") as file, empty_state(postgres) as server:
        for number in range(3):
            await SettingStore(file).put(f"{number}", "value")
        monkeypatch.setattr(whole, "placeholders", lambda _count: "(?, ? || ' changed')")
        with pytest.raises(DatabaseError, match="does not hold what it was given of settings"):
            await copy_state(file, server, "there")
        assert not any((await contents(server)).values())


async def test_no_bot_may_run_on_a_file(tmp_path: Path) -> None:
    """Nor is there a copy of nothing, or of a file to itself."""
    one, other = tmp_path / "state.db", tmp_path / "other.db"
    with pytest.raises(DatabaseError, match="nothing can be copied"):
        await copy_between(str(one), str(other))
    async with Database(one, "state"):
        with pytest.raises(DatabaseError, match="to itself"):
            await copy_between(str(one), str(one))
    script = (
        "from pathlib import Path\nfrom bot.storage.files.shard_lock import shard_lock\n"
        "with shard_lock(Path(sys.argv[1]), 'token', [1]):"
    )
    with running(script, one), pytest.raises(InUseError):
        await copy_between(str(one), str(other))
    assert (await copy_between(str(one), str(other))).target == str(other)


async def test_no_bot_may_run_in_postgresql(postgres: Server, tmp_path: Path) -> None:
    """What it remembers after the copy would be lost; a backup is made beside it."""
    file = tmp_path / "state.db"
    url = await new_schema(postgres)
    async with Database(file, "state"), PostgresDatabase(PostgresOptions.parse(url)) as state:
        process = ProcessStore(state)
        await process.note("killed", ALL_SHARDS, datetime.now(UTC))
        await state.execute_one("UPDATE processes SET seen_at = seen_at - 61000")
        await process.note("running", ALL_SHARDS, datetime.now(UTC))
        for source, target in ((file, url), (url, file)):
            with pytest.raises(InUseError, match="stop the bot"):
                await copy_between(str(source), str(target), force=True)
        async with as_file(url) as copy:
            assert copy.exists()
        await process.leave("running")
        await copy_between(str(file), url)
