"""Migrations of the state in PostgreSQL by numbered scripts, or a sentence why it is refused."""

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.migrations import scripts
from bot.storage.postgres.errors import ENCODING
from bot.storage.postgres.transaction import Connection

_SCRIPTS = "postgres/state"
_ENCODINGS = {"UTF8", "SQL_ASCII"}  # the latter keeps bytes as they are
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' migrations', 0))"


async def is_up_to_date(connection: Connection, name: str) -> bool:
    """Return whether the state has the version of this Throwback; `name` is the database's.

    Raises DatabaseError for the state of a newer one, and if some texts could not be kept.
    """
    if connection.get_settings().server_encoding not in _ENCODINGS:
        raise DatabaseError(ENCODING.filled(database=name))
    newest = max(scripts(_SCRIPTS))
    version = await _version(connection)
    if version > newest:
        raise DatabaseError(
            lazy(
                "The state in {database} was written by a newer Throwback (version {version}, this "
                "one knows {newest}). Update Throwback, or name another database in STATE_URL.",
                database=name,
                version=version,
                newest=newest,
            )
        )
    return version == newest


async def migrate(connection: Connection, name: str) -> None:
    """Bring the state up to date, in the transaction that is open; make it if it is missing.

    Other processes that do the same wait. Scripts have the numbers of those for state.db; the first
    makes all tables of its version. Raises DatabaseError for the state of a newer Throwback, and
    if there are tables of another program of the same names.
    """
    # A session's lock would outlive a connection that PgBouncer gives to others.
    await connection.execute(_LOCK)
    if await is_up_to_date(connection, name):
        return
    version = await _version(connection)
    if not version:
        await connection.execute("CREATE TABLE state_version (version integer NOT NULL)")
        await connection.execute("INSERT INTO state_version VALUES (0)")
    for number, script in sorted(scripts(_SCRIPTS).items()):
        if number > version:
            await connection.execute(script)
            await connection.execute("UPDATE state_version SET version = $1", number)


async def _version(connection: Connection) -> int:
    """Return the version of the state, 0 if there is none in the first schema of the path."""
    found = await connection.fetchval(
        "SELECT EXISTS (SELECT 1 FROM pg_tables "
        "WHERE schemaname = current_schema() AND tablename = 'state_version')"
    )
    if not found:
        return 0
    return int(await connection.fetchval("SELECT version FROM state_version"))
