"""What a search by meaning reads of archive.db: the bits, in the process that compares them."""

import sys
from collections.abc import Collection, Sequence
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


class StoredBits(NamedTuple):
    """All bits, 64 bytes a post, by ascending keys, which are 32 bits each.

    `missing` are the posts whose meaning was not taken yet.
    """

    keys: bytes | bytearray
    bits: bytes | bytearray
    missing: int


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

    def bits(self) -> StoredBits:
        """Return all bits. It takes a second for a million posts."""
        keys, bits = bytearray(), bytearray()
        cursor = self._connection.execute(
            "SELECT post, bits FROM main.meanings WHERE bits IS NOT NULL ORDER BY post"
        )
        while rows := cursor.fetchmany(_ROWS):
            for key, one in rows:
                keys += int(key).to_bytes(4, sys.byteorder)
                bits += one
        (missing,) = self._connection.rows(
            f"""SELECT count(*) FROM main.posts WHERE {HAS_MEANING}
                AND post NOT IN (SELECT post FROM main.meanings)"""  # noqa: S608 - a constant
        )
        return StoredBits(keys, bits, int(missing[0]))

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
