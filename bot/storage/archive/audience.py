"""The part of the archive that one audience sees: the posts of some accounts, or all posts.

Views of the same names hide the tables `posts` and `parent_links` of archive.db from every query
over the connection; so to it the archive looks as if it held nothing else. What is true of the
whole archive, and kept in memory for all audiences, is read from `main.posts`.
"""

import sqlite3
from array import array
from pathlib import Path

from pyroaring import BitMap

from bot.storage.connections import exists
from bot.storage.files.inspection import read_only

_RECORDS_NAMES = 4  # the version of an archive from which on it has all names of accounts

# What a name means: an id, else the present name of accounts, else an earlier one. An account
# without posts of its own is only a name of another one.
_MEANT = """
    CREATE TEMP VIEW meant AS SELECT wanted, account FROM (
        SELECT wanted, account, rank() OVER (PARTITION BY wanted ORDER BY how) AS choice FROM (
            SELECT wanted.name AS wanted, account, 0 AS how
            FROM temp.wanted JOIN main.accounts ON accounts.id = wanted.name
            UNION ALL SELECT wanted.name, account, 1
            FROM temp.wanted JOIN main.accounts ON accounts.name = wanted.name
            UNION ALL SELECT wanted.name, account, 2
            FROM temp.wanted JOIN main.account_names AS known ON known.name = wanted.name
        ) AS named
        WHERE EXISTS (SELECT 1 FROM main.posts WHERE posts.account = named.account)
    ) WHERE choice = 1
"""
_AUDIENCE = "CREATE TEMP TABLE audience (account INTEGER PRIMARY KEY)"
_FILL = "INSERT INTO temp.audience SELECT DISTINCT account FROM temp.meant"
# The sign keeps SQLite from reading by account what is wanted by time.
_POSTS = """
    CREATE TEMP VIEW posts AS SELECT * FROM main.posts
    WHERE +account IN (SELECT account FROM temp.audience)
"""
_PARENT_LINKS = """
    CREATE TEMP VIEW parent_links AS SELECT * FROM main.parent_links
    WHERE EXISTS (SELECT 1 FROM temp.posts WHERE post = child)
    AND EXISTS (SELECT 1 FROM temp.posts WHERE post = parent)
"""
_REMOVAL = (
    "DROP VIEW temp.parent_links",
    "DROP VIEW temp.posts",
    "DROP TABLE temp.audience",
    "DROP VIEW temp.meant",
    "DROP TABLE temp.wanted",
)
_ACCOUNTS = "SELECT account FROM temp.audience"
_KEYS = "SELECT post FROM posts"


class Audience:
    """Restricts what a connection to archive.db reads to the posts of some accounts.

    `accounts` are names and ids; None restricts nothing, and then `is_restricted` is False.
    """

    def __init__(self, connection: sqlite3.Connection, accounts: frozenset[str] | None) -> None:
        self._connection = connection
        self.is_restricted = accounts is not None
        self._generation, self._known_at = -1, -2
        self._visible = BitMap()
        if accounts is not None:
            connection.execute("PRAGMA temp_store = MEMORY")
            _want(connection, accounts)
            for statement in (_AUDIENCE, _POSTS, _PARENT_LINKS):
                connection.execute(statement)

    def begin(self, generation: int) -> None:
        """Begin a snapshot of this generation, inside its transaction.

        It is decided anew who the accounts are: the end of the transaction undoes that.
        """
        self._generation = generation
        if self.is_restricted:
            self._connection.execute(_FILL)

    def remove(self) -> None:
        """Have the connection see all posts again, outside of a transaction."""
        if self.is_restricted:
            for statement in _REMOVAL:
                self._connection.execute(statement)

    def accounts(self) -> frozenset[int] | None:
        """Return the keys of the accounts that the audience sees; None: all."""
        if not self.is_restricted:
            return None
        return frozenset(row[0] for row in self._connection.execute(_ACCOUNTS))

    def among(self, keys: BitMap) -> BitMap:
        """Return those of `keys` whose posts the audience sees."""
        if not self.is_restricted:
            return keys
        if self._known_at != self._generation:
            visible = (row[0] for row in self._connection.execute(_KEYS))
            self._visible = BitMap(array("I", visible))
            self._known_at = self._generation
        return keys & self._visible


def unknown_accounts(path: Path, accounts: frozenset[str]) -> list[str]:
    """Return those of `accounts`, names and ids, of which the archive at `path` has no post.

    None of a file that an older version made: it does not have all names.
    """

    def find(connection: sqlite3.Connection) -> list[str]:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < _RECORDS_NAMES:
            return []
        _want(connection, accounts)
        rows = connection.execute(
            "SELECT name FROM temp.wanted WHERE name NOT IN (SELECT wanted FROM temp.meant)"
        )
        return sorted(row[0] for row in rows)

    return read_only(path, find) if exists(path) else sorted(accounts)


def _want(connection: sqlite3.Connection, accounts: frozenset[str]) -> None:
    """Give the connection the view `meant`: the keys of accounts, by the names that want them."""
    connection.execute("CREATE TEMP TABLE wanted (name TEXT PRIMARY KEY)")
    connection.executemany("INSERT INTO temp.wanted VALUES (?)", [(one,) for one in accounts])
    connection.execute(_MEANT)
