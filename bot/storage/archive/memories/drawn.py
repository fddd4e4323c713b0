"""The drawn posts of a round, read from state.db beside archive.db."""

import json
import sqlite3
from collections.abc import Iterable


class DrawnPostReader:
    """Reads which posts of the archive were drawn in a round.

    The connection to archive.db has state.db attached.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def among(self, shuffle: int, keys: Iterable[int]) -> set[int]:
        """Return those of `keys` whose posts were drawn in the round `shuffle`."""
        rows = self._connection.execute(
            """SELECT post FROM posts WHERE post IN (SELECT value FROM json_each(?)) AND EXISTS (
                   SELECT 1 FROM state.drawn WHERE drawn.shuffle = ?
                   AND drawn.id = posts.id AND drawn.network = posts.network)""",
            (json.dumps(list(keys)), shuffle),
        )
        return {row[0] for row in rows}

    def last(self, shuffle: int) -> int | None:
        """Return the key of the post drawn last, possibly in the previous round, or None."""
        rows = self._connection.execute(
            """SELECT post FROM state.shuffles JOIN posts ON posts.id = shuffles.last
               WHERE shuffle = ?""",
            (shuffle,),
        )
        return next((int(row[0]) for row in rows), None)
