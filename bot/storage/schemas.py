"""The schemas of new databases: what all migrations make, in one script, and much sooner.

A table that the migrations made, renamed and filled anew is made once, as it is now. A test holds
the scripts to the migrations; `python -m tests.storage.schemas` writes them.
"""

import sqlite3
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

FILE = "schema.sql"


@cache
def schema(kind: str) -> tuple[str, ...]:
    """Return the statements that make a new database and set its version."""
    script = files("bot.storage").joinpath(kind, FILE).read_text("utf-8")
    return tuple(statements(script))


def statements(script: str) -> Iterator[str]:
    """Yield the statements of `script` singly: executescript would commit the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
