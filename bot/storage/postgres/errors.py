"""PostgreSQL's errors: which pass, and the sentences of those that do not."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from bot.errors import AwayError, DatabaseError
from bot.languages import lazy
from bot.storage.postgres.options import bad_url

# Errors by SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html).
_CONNECTION = "08"  # a class
_TOO_MANY = "53300"
# Shut down, crashed, starting up, a connection that was idle for too long.
_PASSES = {"57P01", "57P02", "57P03", "57P05", _TOO_MANY}
_READ_ONLY = "25006"
_CANNOT_BE_WRITABLE = "0A000"  # what a standby says to BEGIN READ WRITE

ENCODING = lazy(
    "The database {database} cannot hold every character; create one with the encoding UTF8: "
    "createdb --template=template0 --encoding=UTF8"
)
"""Of a database with another encoding; its name is missing."""

_UNREACHABLE = lazy(
    "The database {database} cannot be reached; check that PostgreSQL runs there, the host and the "
    "port in STATE_URL, and the network between."
)
_BUSY = lazy("The database {database} is busy with the same; try again in a few seconds.")
_FOREIGN = lazy(
    "The database {database} has tables of the same names that are not Throwback's, or parts of "
    "its state; name another database or, by search_path, another schema in STATE_URL."
)
_SENTENCES = {
    # PgBouncer says this of all that it cannot do, passing or not.
    "08P01": lazy(
        "What is at {database} refuses the connection. With PgBouncer in between, STATE_URL needs "
        "pgbouncer=true, and neither search_path nor options; else check that the server runs."
    ),
    "22P05": ENCODING,
    "28000": lazy(
        "The database {database} does not let this user in from here; check the user in STATE_URL, "
        "and pg_hba.conf of the server."
    ),
    "28P01": lazy(
        "The database {database} refuses the password; check the user in STATE_URL, and the "
        "password there, in PGPASSWORD or in .pgpass."
    ),
    "3D000": lazy(
        "The database {database} does not exist; create it by createdb, or name another in "
        "STATE_URL."
    ),
    "3F000": lazy("The schema that STATE_URL names does not exist in the database {database}."),
    "42704": lazy(
        "The server of {database} does not know an option in STATE_URL; leave those out that are "
        "for other drivers, such as channel_binding and connect_timeout."
    ),
    "42P07": _FOREIGN,
    "42723": _FOREIGN,
    "42501": lazy(
        "The user in STATE_URL may not do this in the database {database}; it has to own the "
        "schema, or the tables in it."
    ),
    _READ_ONLY: lazy(
        "The database {database} is a read-only standby; name the primary server in STATE_URL, or "
        "several, of which the writable one is taken by target_session_attrs=read-write."
    ),
    _TOO_MANY: lazy(
        "The database {database} takes no more connections; lower pool_max in STATE_URL, or raise "
        "max_connections of the server."
    ),
    "53100": lazy("The database {database} cannot grow; the disk of its server is full."),
    "40001": _BUSY,
    "40P01": _BUSY,
    "55P03": _BUSY,
}

_NoPrimary = asyncpg.exceptions.TargetServerAttributeNotMatched

# What asyncpg calls an error of its own is met where a connection is lost during a call.
_LOST = asyncpg.InternalClientError

DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, _LOST, _NoPrimary, OSError)
"""What asyncpg raises. A call that was not answered in time is a TimeoutError, an OSError."""


class UncertainCommitError(DatabaseError):
    """A connection that was lost during a commit: it may have happened or not."""

    def __init__(self, database: str) -> None:
        super().__init__(
            lazy(
                "The connection to {database} was lost while this was being saved: see whether it "
                "was, before you do it again.",
                database=database,
            )
        )


def is_standby(error: BaseException) -> bool:
    """Return whether a server refused to write because it only follows another one."""
    return isinstance(error, _NoPrimary) or _sqlstate(error) == _READ_ONLY


def refuses_to_write(error: BaseException) -> bool:
    """Return whether a server refused to begin a transaction that writes."""
    return _sqlstate(error) in {_READ_ONLY, _CANNOT_BE_WRITABLE}


def passes(error: BaseException) -> bool:
    """Return whether the same call may succeed soon: over another connection, or after a restart.

    A standby may be promoted, or the primary be found at the next connecting.
    """
    sqlstate = _sqlstate(error)
    if sqlstate or is_standby(error):
        return sqlstate.startswith(_CONNECTION) or sqlstate in _PASSES or is_standby(error)
    # The driver's own complaints are faults of ours, save one: that its connection is closed. That
    # of a pool is "released" then.
    if isinstance(error, asyncpg.InterfaceError):
        is_lost = "closed" in str(error) or "released" in str(error)
        return is_lost and not isinstance(error, ValueError)
    return isinstance(error, (_LOST, OSError))


@contextmanager
def as_database_error(database: str) -> Iterator[None]:
    """Turn the driver's errors into DatabaseError; `database` is its name in the sentences.

    Those that pass become AwayError.
    PostgreSQL's own message is left out: it may quote what is stored.
    """
    try:
        yield
    except asyncpg.exceptions.ClientConfigurationError:
        raise bad_url() from None  # it may quote the password
    except DRIVER_ERRORS as error:
        sqlstate = _READ_ONLY if is_standby(error) else _sqlstate(error)
        sentence = _SENTENCES.get(sqlstate)
        if sentence is None and passes(error):
            sentence = _UNREACHABLE
        if sentence is None:
            if not sqlstate:  # a fault of ours, or a file of the block
                raise
            sentence = lazy("The database {database} cannot be used ({name}).", name=sqlstate)
        kind = AwayError if passes(error) else DatabaseError
        raise kind(sentence.filled(database=database)) from error


def _sqlstate(error: BaseException) -> str:
    """Return the SQLSTATE of an error that the server reported, else nothing."""
    return (error.sqlstate or "") if isinstance(error, asyncpg.PostgresError) else ""
