"""The vocabulary as bytes in archive.db, from which a process loads it in milliseconds."""

import asyncio
import sqlite3
import sys
from array import array
from dataclasses import astuple, replace

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
        await _pack(tx, WordsToPack())
        return
    beside = PackerBeside()
    try:
        await _pack(tx, beside)
    except PackingFailedError:
        await tx.execute("DELETE FROM packed_vocabulary")
        await _pack(tx, WordsToPack())
    finally:
        await asyncio.to_thread(beside.close)


async def _pack(tx: Transaction, packer: PackerBeside | WordsToPack) -> None:
    """Store the vocabulary as bytes; a few words at a time are in memory as text."""
    last = ""
    while rows := await tx.fetch(
        "SELECT word, posts FROM vocabulary WHERE word > ? ORDER BY word LIMIT ?", (last, _BATCH)
    ):
        last = rows[-1]["word"]
        posts = array("I", [row["posts"] for row in rows])
        await asyncio.to_thread(packer.add, [row["word"] for row in rows], posts)
    for part in await asyncio.to_thread(packer.parts):
        packed = _little_endian(await asyncio.to_thread(packer.pack, part))
        await tx.execute("INSERT INTO packed_vocabulary VALUES (?, ?, ?, ?, ?)", astuple(packed))


def load_vocabulary(connection: sqlite3.Connection) -> Vocabulary:
    """Return the vocabulary of archive.db."""
    parts = connection.execute("SELECT * FROM packed_vocabulary").fetchall()
    if parts:
        return Vocabulary(*(_little_endian(PackedVocabulary(*part)) for part in parts))
    # Of an archive that an earlier version wrote.
    words = WordsToPack()
    rows = connection.execute("SELECT word, posts FROM vocabulary")
    while batch := rows.fetchmany(_BATCH):
        words.add([word for word, _ in batch], array("I", [count for _, count in batch]))
    return Vocabulary(*map(words.pack, words.parts()))


def _little_endian(packed: PackedVocabulary) -> PackedVocabulary:
    """Swap the bytes of the numbers of posts where this machine's order is the other one."""
    if sys.byteorder == "little":
        return packed
    posts = array("I")
    posts.frombytes(packed.posts)
    posts.byteswap()
    return replace(packed, posts=posts.tobytes())
