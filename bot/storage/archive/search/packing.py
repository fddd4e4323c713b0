"""The vocabulary as bytes in archive.db, from which a process loads it in milliseconds."""

import asyncio
import sqlite3
import sys
from array import array
from dataclasses import astuple, replace

from bot.archive.search.vocabulary import PackedVocabulary, Vocabulary, pack
from bot.storage.transaction import Transaction
from bot.workers.vocabulary import pack_beside

_BATCH = 50_000  # words that are read together


async def pack_vocabulary(tx: Transaction) -> None:
    """Store the vocabulary as bytes, unless it has not changed since that was done."""
    if await tx.fetch("SELECT 1 FROM packed_vocabulary"):
        return
    words: list[str] = []
    posts = array("I")
    while rows := await tx.fetch(
        "SELECT word, posts FROM vocabulary WHERE word > ? ORDER BY word LIMIT ?",
        (words[-1] if words else "", _BATCH),
    ):
        words += [row["word"] for row in rows]
        posts.extend([row["posts"] for row in rows])
    packed = _little_endian(await asyncio.to_thread(pack_beside, words, posts))
    await tx.execute("INSERT INTO packed_vocabulary VALUES (?, ?, ?, ?, ?)", astuple(packed))


def load_vocabulary(connection: sqlite3.Connection) -> Vocabulary:
    """Return the vocabulary of archive.db."""
    row = connection.execute("SELECT * FROM packed_vocabulary").fetchone()
    if row is not None:
        return Vocabulary(_little_endian(PackedVocabulary(*row)))
    # Of an archive that an earlier version wrote.
    words: list[str] = []
    posts = array("I")
    for word, count in connection.execute("SELECT word, posts FROM vocabulary"):
        words.append(word)
        posts.append(count)
    return Vocabulary(pack(words, posts))


def _little_endian(packed: PackedVocabulary) -> PackedVocabulary:
    """Swap the bytes of the numbers of posts where this machine's order is the other one."""
    if sys.byteorder == "little":
        return packed
    posts = array("I")
    posts.frombytes(packed.posts)
    posts.byteswap()
    return replace(packed, posts=posts.tobytes())
