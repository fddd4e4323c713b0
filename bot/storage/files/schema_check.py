"""Whether a database has all that the migrations of its version make.

A database that lost a table passes every check of SQLite's: what is gone refers to nothing.
"""

import sqlite3
from contextlib import closing

from bot.storage.migrations import empty_database

_NAMES = "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"


def missing_parts(connection: sqlite3.Connection, kind: str, version: int) -> list[str]:
    """Return what a database lacks, in the words of SQLite: tables, indexes, triggers and rows.

    Rows are those that there always are, as the version of the search index. What others have
    added, as Litestream does, is nobody's business.
    """
    with closing(empty_database(kind, version)) as empty:
        there = set(connection.execute(_NAMES).fetchall())
        wanted = empty.execute(_NAMES).fetchall()
        return [
            *(
                f"no such {sort}: {name}"  # never translated: SQLite says it so
                for sort, name in wanted
                if (sort, name) not in there
            ),
            *(
                f"no row in {name}"  # never translated
                for sort, name in wanted
                if sort == "table"
                and (sort, name) in there
                and _has_rows(empty, name)
                and not _has_rows(connection, name)
            ),
        ]


def _has_rows(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is not None  # noqa: S608 - a name of the schema
