"""The pool of connections of one process."""

import asyncio
import logging
from contextlib import suppress

import asyncpg
from asyncpg.exceptions import ClientConfigurationError

from bot.storage.postgres.errors import DRIVER_ERRORS
from bot.storage.postgres.options import PostgresOptions
from bot.storage.postgres.transaction import Connection

_LOCK_SHARE = 0.8  # of `wait`: a lock that is not got by then is said by the server, not guessed
_ABANDONED = 30.0  # seconds after which the server ends a transaction that does nothing
_STATEMENTS = 200  # that each connection keeps prepared

# While the server is away it logs a traceback twice a minute, for as long as that takes. Who needs
# the database says so, and /readyz.
logging.getLogger("asyncpg.pool").setLevel(logging.ERROR)


async def connect(options: PostgresOptions, wait: float) -> asyncpg.Pool:
    """Return a pool with its least number of connections.

    `wait` is how long, in seconds, a call waits for the server. Raises the driver's errors.
    """
    settings = {
        "application_name": "throwback",
        "default_transaction_isolation": "read committed",  # never translated
        "lock_timeout": f"{wait * _LOCK_SHARE:.3f}s",
        # A transaction whose process or network is gone must not keep its locks.
        "idle_in_transaction_session_timeout": f"{_ABANDONED:.0f}s",
        "tcp_keepalives_idle": f"{_ABANDONED:.0f}",
    }
    pool = asyncpg.create_pool(
        options.url,
        min_size=options.pool_min,
        max_size=options.pool_max,
        timeout=wait,
        command_timeout=wait,
        statement_cache_size=0 if options.pgbouncer else _STATEMENTS,
        server_settings=None if options.pgbouncer else settings,  # it refuses those
        reset=_reset_nothing,
    )
    try:
        await pool
    except BaseException as error:
        pool.terminate()  # it cannot be tried again
        if isinstance(error, ValueError | OverflowError) and not isinstance(error, OSError):
            raise ClientConfigurationError("") from None  # it may quote the password
        raise
    return pool


async def end(pool: asyncpg.Pool, connection: Connection) -> None:
    """Roll back what was not committed, and give the connection back."""
    try:
        with suppress(*DRIVER_ERRORS):  # then the connection is closed, and the server does it
            if not connection.is_closed() and connection.is_in_transaction():
                await connection.execute("ROLLBACK")
    finally:
        await pool.release(connection)


async def close(pool: asyncpg.Pool, wait: float) -> None:
    """Close all connections, after what they do now, or after `wait` seconds."""
    try:
        async with asyncio.timeout(wait):
            await pool.close()
    except TimeoutError:
        pool.terminate()


async def _reset_nothing(_connection: Connection) -> None:
    """Save a trip to the server: no call sets anything that outlives its transaction."""
