"""The state in PostgreSQL, for those who have a URL; the driver is imported only then."""

from typing import TYPE_CHECKING

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.postgres.options import PostgresOptions

if TYPE_CHECKING:
    from bot.storage.postgres.database import PostgresDatabase


def postgres_state(url: str, *, wait: float = 5.0, migrates: bool = True) -> "PostgresDatabase":
    """Return the state at a URL, which is not open yet; the others as in PostgresDatabase.

    Raises DatabaseError for what is no URL, and where the driver is not installed.
    """
    options = PostgresOptions.parse(url)
    try:
        from bot.storage.postgres.database import PostgresDatabase  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise DatabaseError(
            lazy("STATE_URL needs a driver: pip install 'asyncpg>=0.31'; or unset it.")
        ) from error
    return PostgresDatabase(options, wait=wait, migrates=migrates)
