"""The inverted index of words, updated in the transaction that writes the posts.

Code that writes the table `words` calls `update_index` before its transaction ends. The table
`dirty` has the posts whose words have changed since the last update.

A word's posts are stored as their keys, 32-bit little-endian numbers in ascending order, one blob
for each part of the archive: 131,072 keys. So an import rewrites no more of a common word than its
last part, and a search reads a word's posts by one copy of memory. (FTS5 returns a row per post:
27 ms for 64,000 posts, where this takes 1 ms; and its share of an import was larger.)
"""

import asyncio
import json
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.storage.database import Row, Transaction

_PART_BITS = 17
_BATCH_SIZE = 1 << 14  # posts whose words are in memory together


@dataclass(slots=True)
class _Changes:
    """By word, the keys of posts that now contain it and of those that no longer do."""

    added: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    removed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


async def update_index(tx: Transaction) -> None:
    """Update the index for the words that changed in this transaction."""
    parts = await tx.fetch("SELECT DISTINCT post >> ? AS part FROM dirty", (_PART_BITS,))
    for part in sorted(row["part"] for row in parts):
        changes = _Changes()
        end = (part + 1) << _PART_BITS
        for first in range(part << _PART_BITS, end, _BATCH_SIZE):
            rows = await tx.fetch(
                """SELECT post, before, coalesce(spaced, '')
                   FROM dirty LEFT JOIN words USING (post)
                   WHERE post >= ? AND post < ? ORDER BY post""",
                (first, min(first + _BATCH_SIZE, end)),
            )
            if rows:
                await asyncio.to_thread(_collect, rows, changes)
        await _write_postings(tx, part, changes)
        await _update_vocabulary(tx, changes)
    await tx.execute("DELETE FROM dirty")


def unpack(blobs: Iterable[bytes]) -> "array[int]":
    """Return the keys in a word's blobs, in the order of the blobs."""
    keys = array("I")
    for blob in blobs:
        keys.frombytes(blob)
    return _little_endian(keys)


def pack(keys: Iterable[int]) -> bytes:
    """Return `keys` packed as a blob."""
    return _little_endian(array("I", keys)).tobytes()


def _little_endian(keys: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        keys.byteswap()
    return keys


def _collect(rows: Iterable[Row], changes: _Changes) -> None:
    """Add to `changes` how the words of posts differ from their words before."""
    added, removed = changes.added, changes.removed
    for key, before, spaced in rows:
        now = set(spaced.split(" ")) if spaced else set()
        if before:
            was = set(before.split(" "))
            for word in was - now:
                removed[word].append(key)
            now -= was
        for word in now:
            added[word].append(key)


async def _write_postings(tx: Transaction, part: int, changes: _Changes) -> None:
    words = sorted(changes.added.keys() | changes.removed.keys())
    rows = await tx.fetch(
        """SELECT word, posts FROM json_each(?) JOIN postings
           ON postings.word = json_each.value AND postings.part = ?""",
        (json.dumps(words), part),
    )
    before = {row["word"]: row["posts"] for row in rows}
    packed = await asyncio.to_thread(_merged, words, before, changes)
    await tx.execute_many(
        "INSERT OR REPLACE INTO postings VALUES (?, ?, ?)",
        ((word, part, blob) for word, blob in packed if blob),
    )
    await tx.execute_many(
        "DELETE FROM postings WHERE word = ? AND part = ?",
        [(word, part) for word, blob in packed if not blob],
    )


def _merged(
    words: Iterable[str], before: Mapping[str, bytes], changes: _Changes
) -> list[tuple[str, bytes]]:
    """Return each word with the packed keys of its posts; an empty blob if none is left."""
    packed: list[tuple[str, bytes]] = []
    for word in words:
        added = changes.added.get(word, [])
        if word in before:
            kept = set(unpack([before[word]])).difference(changes.removed.get(word, ()))
            packed.append((word, pack(sorted(kept.union(added)))))
        else:
            packed.append((word, pack(added)))
    return packed


async def _update_vocabulary(tx: Transaction, changes: _Changes) -> None:
    growth = {word: len(keys) for word, keys in changes.added.items()}
    for word, keys in changes.removed.items():
        growth[word] = growth.get(word, 0) - len(keys)
    await tx.execute_many(
        """INSERT INTO vocabulary VALUES (?, ?)
           ON CONFLICT (word) DO UPDATE SET posts = posts + excluded.posts""",
        sorted(growth.items()),
    )
    await tx.execute_many(
        "DELETE FROM vocabulary WHERE word = ? AND posts = 0",
        [(word,) for word in changes.removed],
    )
