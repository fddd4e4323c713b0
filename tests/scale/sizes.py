"""The bytes that a row of each table of a state database takes, indexes and free space included."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

_ENOUGH = 50  # rows: of fewer the pages are mostly empty


def sizes(state: Path) -> Iterator[tuple[str, int, float]]:
    """Yield each table of which there are enough rows, how many, and the bytes of one.

    None where SQLite was built without dbstat.
    """
    with closing(sqlite3.connect(f"{state.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        for (name,) in tables.fetchall():
            rows = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            if rows < _ENOUGH:
                continue
            try:
                (total,) = connection.execute(
                    """SELECT sum(pgsize) FROM dbstat WHERE name IN
                       (SELECT name FROM sqlite_schema WHERE tbl_name = ?)""",
                    (name,),
                ).fetchone()
            except sqlite3.OperationalError:
                return
            yield name, rows, total / rows
