"""The vocabulary as bytes in archive.db, from which a process loads it in milliseconds."""

import asyncio
import sqlite3
import sys
from array import array
from dataclasses import replace

from bot.archive.search.packed_words import PackedVocabulary, WordsToPack
from bot.archive.search.vocabulary import Vocabulary
from bot.storage.transaction import Transaction
from bot.workers import vocabulary
from bot.workers.vocabulary import PackerBeside, PackingFailedError

_BATCH = 20_000  # words that are read together


async def pack_vocabulary(tx: Transaction) -> None:
    """Store the vocabulary as bytes, unless it has not changed since that was done."""
    if await tx.fetch("SELECT 1 FROM packed_vocabulary"):
        return
    (row,) = await tx.fetch("SELECT count(*) AS words FROM vocabulary")
    if row["words"] < vocabulary.WORTH_A_PROCESS:
        packed = await _packed(tx, WordsToPack())
    else:
        beside = PackerBeside()
        try:
            packed = await _packed(tx, beside)
        except PackingFailedError:
            packed = await _packed(tx, WordsToPack())
        finally:
            await asyncio.to_thread(beside.close)
    # Field by field, as `astuple` would copy all of them.
    each = packed.forward, packed.backward, packed.outer, packed.middle, packed.posts
    await tx.execute("INSERT INTO packed_vocabulary VALUES (?, ?, ?, ?, ?)", each)


async def _packed(tx: Transaction, packer: PackerBeside | WordsToPack) -> PackedVocabulary:
    """Return the vocabulary as bytes, of which a few words at a time are in memory as text."""
    last = ""
    while rows := await tx.fetch(
        "SELECT word, posts FROM vocabulary WHERE word > ? ORDER BY word LIMIT ?", (last, _BATCH)
    ):
        last = rows[-1]["word"]
        posts = array("I", [row["posts"] for row in rows])
        await asyncio.to_thread(packer.add, [row["word"] for row in rows], posts)
    return _little_endian(await asyncio.to_thread(packer.pack))


def load_vocabulary(connection: sqlite3.Connection) -> Vocabulary:
    """Return the vocabulary of archive.db."""
    row = connection.execute("SELECT * FROM packed_vocabulary").fetchone()
    if row is not None:
        return Vocabulary(_little_endian(PackedVocabulary(*row)))
    # Of an archive that an earlier version wrote.
    words = WordsToPack()
    rows = connection.execute("SELECT word, posts FROM vocabulary")
    while batch := rows.fetchmany(_BATCH):
        words.add([word for word, _ in batch], array("I", [count for _, count in batch]))
    return Vocabulary(words.pack())


def _little_endian(packed: PackedVocabulary) -> PackedVocabulary:
    """Swap the bytes of the numbers of posts where this machine's order is the other one."""
    if sys.byteorder == "little":
        return packed
    posts = array("I")
    posts.frombytes(packed.posts)
    posts.byteswap()
    return replace(packed, posts=posts.tobytes())
