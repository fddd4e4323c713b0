"""The state's database in PostgreSQL: opening, transactions, errors and lost connections."""

import asyncio
import logging
import signal
from contextlib import suppress

import asyncpg
import pytest
from asyncpg import pool

from bot.errors import DatabaseError
from bot.storage.engines import TABLES
from bot.storage.migrations import newest_version, scripts
from bot.storage.postgres.database import PostgresDatabase
from bot.storage.postgres.errors import UncertainCommitError
from bot.storage.postgres.options import PostgresOptions
from bot.storage.state.settings import SettingStore
from tests.storage.postgres.schemas import new_schema
from tests.storage.postgres.server import Server
from tests.waiting import PATIENCE


def opened(url: str, wait: float = 5.0) -> PostgresDatabase:
    """Return a database that is not open yet."""
    return PostgresDatabase(PostgresOptions.parse(url), wait=wait)


async def end_connections(state: PostgresDatabase) -> None:
    """Have the server end all connections of the pool, as when it is shut down."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    async with opened(state.options.url) as other:
        await other.read(ended + " AND application_name = 'throwback'")


async def test_it_is_made_and_opened_again(postgres: Server) -> None:
    """Opening makes the tables, whoever of several comes first, and keeps what is in them."""
    url = await new_schema(postgres)

    async def put(number: int) -> None:
        async with opened(url) as state:
            await SettingStore(state).put(f"{number}", "value")

    await asyncio.gather(*map(put, range(4)))
    async with opened(url) as state:
        ((count,),) = await state.read("SELECT count(*) FROM settings")
        ((version,),) = await state.read("SELECT version FROM state_version")
        tables = await state.read(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
    assert count == 4
    assert version == newest_version("state")
    assert {row[0] for row in tables} == {*TABLES, "hidden_changes", "processes", "state_version"}


def test_the_engines_have_scripts_of_the_same_versions() -> None:
    """A migration of state.db has one for PostgreSQL, which began with version 7."""
    known = scripts("postgres/state")
    assert set(known) == {number for number in scripts("state") if number >= 7}


async def test_a_newer_state_is_refused(postgres: Server) -> None:
    """The state of a newer Throwback is not touched, nor are tables of another program."""
    url = await new_schema(postgres)
    async with opened(url) as state:
        await state.execute_one("UPDATE state_version SET version = 1000")
    with pytest.raises(DatabaseError, match=r"newer Throwback \(version 1000"):
        await opened(url).__aenter__()
    url = await new_schema(postgres)
    async with opened(url) as state:
        await state.execute_one("DROP TABLE state_version")
    with pytest.raises(DatabaseError, match="not Throwback's"):
        await opened(url).__aenter__()


async def test_a_transaction_is_whole(state: PostgresDatabase) -> None:
    """A transaction that fails, or is cancelled, or is a dry run leaves nothing."""
    settings = SettingStore(state)

    async def write(name: str, *, commit: bool = True) -> None:
        async with state.write(commit=commit) as tx:
            await tx.execute("INSERT INTO settings VALUES (?, '')", (name,))
            if name == "fails":
                raise ZeroDivisionError
            if name == "cancelled":
                await asyncio.sleep(60)

    with pytest.raises(ZeroDivisionError):
        await write("fails")
    task = asyncio.create_task(write("cancelled"))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await write("dry", commit=False)
    await write("kept")
    assert [await settings.get(name) for name in ("fails", "cancelled", "dry", "kept")] == [
        None, None, None, "",
    ]  # fmt: skip
    assert state.writing == 0


async def test_an_error_that_was_caught_is_not_committed(state: PostgresDatabase) -> None:
    """A transaction in which a statement failed cannot end as if all was well."""

    async def write_twice() -> None:
        async with state.write() as tx:
            for _ in range(2):
                with suppress(asyncpg.UniqueViolationError):
                    await tx.execute("INSERT INTO settings VALUES ('one', '')")

    with pytest.raises(RuntimeError, match="failed transaction"):
        await write_twice()
    assert await SettingStore(state).get("one") is None


async def test_what_is_not_open(state: PostgresDatabase) -> None:
    """A database that is not open is a fault of ours; closing waits for what runs."""
    other = PostgresDatabase(state.options)
    with pytest.raises(RuntimeError, match="not open"):
        await other.read("SELECT 1")
    async with other:
        task = asyncio.create_task(other.read("SELECT pg_sleep(0.1)"))
        await asyncio.sleep(0.05)
    assert len(await task) == 1
    with pytest.raises(RuntimeError, match="not open"):
        await other.execute_one("SELECT 1")
    assert not await other.is_readable()


async def test_calls_outlive_their_connections(state: PostgresDatabase) -> None:
    """Where the server ended all connections, each call makes a new one."""
    settings = SettingStore(state)
    await settings.put("name", "value")
    await end_connections(state)
    assert await settings.get("name") == "value"
    await end_connections(state)
    await settings.put("name", "other")
    await end_connections(state)
    assert await state.execute_one("UPDATE settings SET value = value || '!' RETURNING value")
    assert await settings.get("name") == "other!"


async def write_over_lost(state: PostgresDatabase, statements: int) -> None:
    """Begin a transaction of some statements, after each of which connections are lost."""
    async with state.write() as tx:
        for number in range(statements):
            await tx.execute("INSERT INTO settings VALUES (?, '')", (f"{number}",))
            await end_connections(state)


async def test_a_transaction_is_not_repeated(state: PostgresDatabase) -> None:
    """A transaction whose connection is lost fails, and leaves nothing; the next succeeds.

    The driver may learn of the loss only from the commit: then nobody knows whether it happened.
    """
    for statements in (1, 2):  # the connection is lost before the commit, or before a statement
        with pytest.raises(DatabaseError, match=r"cannot be reached|was lost while"):
            await write_over_lost(state, statements)
    assert await SettingStore(state).get("0") is None
    await SettingStore(state).put("0", "no more")


async def test_a_lost_commit_is_said(postgres: Server) -> None:
    """If the connection is lost during the commit, the error says that nobody knows."""
    async with opened(await new_schema(postgres)) as state:
        await state.execute_one(
            """CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
               AS 'BEGIN PERFORM pg_sleep(9); RETURN NULL; END'"""
        )
        await state.execute_one(
            """CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON settings
               DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()"""
        )
        saving = asyncio.create_task(SettingStore(state).put("lost", ""))
        async with opened(postgres.url.replace("/postgres?", "/template1?")) as other:
            begun = "SELECT 1 FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active'"
            for _ in range(500):
                if await other.read(begun):
                    break
                await asyncio.sleep(0.01)
        await end_connections(state)
        with pytest.raises(UncertainCommitError, match="see whether it was"):
            await saving


async def test_locks_are_not_awaited_for_long(state: PostgresDatabase) -> None:
    """What others keep locked for longer than a call waits is a sentence."""
    async with state.write() as tx:
        await tx.alone_with("digests", 1)
        async with opened(state.options.url, wait=0.2) as other:
            with pytest.raises(DatabaseError, match="busy with the same"):
                async with other.write() as second:
                    await second.alone_with("digests", 1)
            async with other.write() as second:
                await second.alone_with("digests", 2)


async def test_pgbouncer_gets_no_prepared_statement(state: PostgresDatabase) -> None:
    """With PgBouncer in between, no statement is prepared for longer than a transaction."""
    async with opened(f"{state.options.url}&pgbouncer=true&pool_max=1") as other:
        await SettingStore(other).put("name", "value")
        assert await SettingStore(other).get("name") == "value"
        assert await other.read("SELECT name FROM pg_prepared_statements") == []
    async with opened(f"{state.options.url}&pool_max=1") as other:
        await SettingStore(other).get("name")
        assert await other.read("SELECT 1 FROM pg_prepared_statements")


async def test_what_was_deleted_is_written_over(state: PostgresDatabase) -> None:
    """Rewriting leaves the rows, and new files."""
    await SettingStore(state).put("name", "value")
    before = await state.read("SELECT pg_relation_filenode('settings')")
    await state.rewrite()
    assert await state.read("SELECT pg_relation_filenode('settings')") != before
    assert await SettingStore(state).get("name") == "value"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("/postgres?", "/other?", "does not exist; create it by createdb"),
        ("postgres@", "stranger@", "does not let this user in"),
        ("host=/", "host=/nowhere/", "cannot be reached"),
        ("search_path=common", "search_path=nothing", "3F000|schema"),
        ("search_path=common", "channel_binding=require", "does not know an option"),
        ("search_path=common", "port=x", "looks like this"),
        ("postgresql://postgres@/", "postgresql://postgres@localhost:1/", "cannot be reached"),
    ],
)
async def test_what_cannot_be_opened(
    state: PostgresDatabase, old: str, new: str, sentence: str
) -> None:
    """Each mistake in a URL has its sentence."""
    url = state.options.url.replace("%2F", "/")
    if "localhost" in new:
        url = url.partition("?")[0] + "?x=y"
    assert old in url
    wait = 0.2 if sentence == "cannot be reached" else PATIENCE
    with pytest.raises(DatabaseError, match=sentence):
        await opened(url.replace(old, new), wait=wait).__aenter__()


async def test_an_encoding_that_lacks_characters(postgres: Server) -> None:
    """A database of Latin letters is refused before anything is kept in it; bytes are kept."""
    async with opened(postgres.url) as main:
        for name in ("LATIN1", "SQL_ASCII"):
            make = f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING '{name}'"
            await main.execute_one(make)
    with pytest.raises(DatabaseError, match="encoding UTF8"):
        await opened(postgres.url.replace("/postgres?", "/latin1?")).__aenter__()
    async with opened(postgres.url.replace("/postgres?", "/sql_ascii?")) as state:
        await SettingStore(state).put("name", "☄ 日本")
        assert await SettingStore(state).get("name") == "☄ 日本"


@pytest.mark.parametrize("pgbouncer", ["false", "true"])
async def test_a_server_with_another_isolation(postgres: Server, pgbouncer: str) -> None:
    """Transactions see what others committed meanwhile, whatever the server's default is."""
    url = await new_schema(postgres)
    async with opened(postgres.url) as main:
        await main.execute_one(
            "ALTER ROLE postgres SET default_transaction_isolation = serializable"
        )
    try:
        async with opened(f"{url}&pgbouncer={pgbouncer}") as state:
            async with state.write() as tx:
                assert await tx.fetch("SELECT * FROM settings") == []
                await SettingStore(state).put("name", "value")
                assert len(await tx.fetch("SELECT * FROM settings")) == 1
            shown = "SELECT current_setting('transaction_isolation')"
            assert (await state.read(shown))[0][0] == "read committed"
    finally:
        async with opened(postgres.url) as main:
            await main.execute_one("ALTER ROLE postgres RESET default_transaction_isolation")


async def test_a_connection_that_was_idle_for_too_long(state: PostgresDatabase) -> None:
    """What the server ended meanwhile is opened anew."""
    async with opened(f"{state.options.url}&idle_session_timeout=50&pool_max=1") as other:
        for _ in range(3):
            await asyncio.sleep(0.1)
            assert await SettingStore(other).get("name") is None


async def test_a_restart(restarted: Server) -> None:
    """Calls wait for a server that restarts, after a crash too, and not long for a missing one."""
    url = await new_schema(restarted)
    async with opened(url, wait=20) as state, opened(url, wait=0.3) as hasty:
        settings = SettingStore(state)
        await settings.put("name", "value")
        for how in (signal.SIGINT, signal.SIGQUIT):
            restarted.stop(how)
            waiting = asyncio.create_task(settings.put("name", how.name))
            with pytest.raises(DatabaseError, match="cannot be reached"):
                await hasty.read("SELECT 1")
            assert not await hasty.is_readable()
            restarted.start()
            await waiting
            assert await settings.get("name") == how.name
            assert await hasty.is_readable()


async def test_a_wrong_password(restarted: Server) -> None:
    """A wrong password is said, and no message has it."""
    async with opened(await new_schema(restarted)) as state:
        await state.execute_one("CREATE ROLE asked LOGIN PASSWORD 'right'")
    rules = restarted.data / "pg_hba.conf"
    text = rules.read_text()
    rules.write_text(f"local all asked scram-sha-256\n{text}")
    restarted.stop()
    restarted.start()
    try:
        url = restarted.url.replace("postgres@", "asked:wrong@")
        with pytest.raises(DatabaseError, match="refuses the password") as caught:
            await opened(url, wait=PATIENCE).__aenter__()
    finally:
        rules.write_text(text)
    assert "wrong" not in str(caught.value)


async def test_a_standby_is_noticed(restarted: Server) -> None:
    """A standby can be read, refuses writes with a sentence, and once promoted takes them."""
    url = await new_schema(restarted)
    async with opened(url) as state:
        await SettingStore(state).put("name", "value")
    restarted.stop()
    (restarted.data / "standby.signal").touch()
    restarted.start()
    async with opened(url, wait=0.2) as state, opened(url, wait=20) as patient:
        settings = SettingStore(state)
        assert await settings.get("name") == "value"
        for write in (
            settings.put("name", "other"),
            state.execute_one("UPDATE settings SET value = ''"),
        ):
            with pytest.raises(DatabaseError, match="read-only standby"):
                await write
        with pytest.raises(DatabaseError, match="read-only standby"):
            await opened(f"{url}&target_session_attrs=read-write", wait=0.2).__aenter__()
        waiting = asyncio.create_task(SettingStore(patient).put("name", "promoted"))
        await asyncio.sleep(0.2)
        await state.read("SELECT pg_promote(false)")
        await waiting
        assert await settings.get("name") == "promoted"


def test_the_driver_logs_no_server_that_is_away() -> None:
    """It would log a traceback at each try to have its least number of connections again."""
    assert pool.logger.name == "asyncpg.pool"
    assert not pool.logger.isEnabledFor(logging.WARNING)
