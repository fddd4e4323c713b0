"""What a search by meaning reads of archive.db: the bits, in the process that compares them."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from bot.storage.archive.meaning.meanings import HAS_MEANING
from bot.storage.connections import ReaderConnection, json_of

_ROWS = 10_000  # that are read together


class Stamp(NamedTuple):
    """Which bits an archive has: others have another stamp."""

    generation: int
    model: str
    version: str
    mean: bytes
    saved: int


class MeaningReader:
    """Reads the bits of posts, of all audiences."""

    def __init__(self, connection: ReaderConnection) -> None:
        self._connection = connection

    def stamp(self) -> Stamp | None:
        """Return the stamp of the bits that are there; None before any were made."""
        rows = self._connection.rows(
            """SELECT number, model, version, mean, saved
               FROM main.meaning_model, main.generation"""
        )
        return Stamp(*rows[0]) if rows else None

    def bits_count(self) -> int:
        """Return how many posts have bits."""
        (row,) = self._connection.rows("SELECT count(bits) FROM main.meanings")
        return int(row[0])

    def bits(self) -> Iterator[list[tuple[int, bytes]]]:
        """Yield all bits with the keys of their posts, which ascend, some thousands at a time."""
        cursor = self._connection.execute(
            "SELECT post, bits FROM main.meanings WHERE bits IS NOT NULL ORDER BY post"
        )
        while rows := cursor.fetchmany(_ROWS):
            yield [(row[0], row[1]) for row in rows]

    def missing_count(self) -> int:
        """Return how many posts there are whose meaning was not taken yet."""
        (row,) = self._connection.rows(
            f"""SELECT count(*) FROM main.posts WHERE {HAS_MEANING}
                AND post NOT IN (SELECT post FROM main.meanings)"""  # noqa: S608 - a constant
        )
        return int(row[0])

    def among(self, keys: Collection[int]) -> set[int]:
        """Return those of `keys` whose posts have bits."""
        rows = self._connection.rows(
            """SELECT post FROM main.meanings WHERE bits IS NOT NULL
               AND post IN (SELECT value FROM json_each(?))""",
            (json_of(keys),),
        )
        return {int(key) for (key,) in rows}

    def texts(self, keys: Sequence[int]) -> list[tuple[int, str]]:
        """Return the texts of posts, each with its key, in the order of `keys`."""
        rows = self._connection.rows(
            "SELECT post, text FROM main.posts WHERE post IN (SELECT value FROM json_each(?))",
            (json_of(keys),),
        )
        texts = dict(rows)
        return [(key, texts[key]) for key in keys if key in texts]
