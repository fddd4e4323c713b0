"""The index of words, brought up to date in the transaction that writes the posts.

Whoever writes the table `words` calls `index` before the transaction ends.

A word's posts are kept as their keys, 32-bit little-endian numbers in ascending order, one blob for
each part of the archive: 131,072 keys. An import so rewrites no more of a common word than its last
part, and a search has a word's posts by one copy of memory. (FTS5 gives a row a post: 27 ms for
64,000 posts, where this takes 1 ms; and its share of an import was the larger.)
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
_AT_ONCE = 1 << 14  # posts whose words are in memory together


@dataclass(slots=True)
class _Changes:
    """By the word, the posts that came to hold it and those that no longer do."""

    added: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    removed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


async def update_index(tx: Transaction) -> None:
    """Bring the index up to date with the words that changed in this transaction."""
    parts = await tx.fetch("SELECT DISTINCT post >> ? AS part FROM reworded", (_PART_BITS,))
    for part in sorted(row["part"] for row in parts):
        changes = _Changes()
        end = (part + 1) << _PART_BITS
        for first in range(part << _PART_BITS, end, _AT_ONCE):
            rows = await tx.fetch(
                """SELECT post, before, coalesce(spaced, '')
                   FROM reworded LEFT JOIN words USING (post)
                   WHERE post >= ? AND post < ? ORDER BY post""",
                (first, min(first + _AT_ONCE, end)),
            )
            if rows:
                await asyncio.to_thread(_note, rows, changes)
        await _write_postings(tx, part, changes)
        await _count(tx, changes)
    await tx.execute("DELETE FROM reworded")


def unpack(blobs: Iterable[bytes]) -> "array[int]":
    """Return the keys that a word's blobs hold, in the order of their parts."""
    keys = array("I")
    for blob in blobs:
        keys.frombytes(blob)
    return _little_endian(keys)


def pack(keys: Iterable[int]) -> bytes:
    """Return keys as a blob."""
    return _little_endian(array("I", keys)).tobytes()


def _little_endian(keys: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        keys.byteswap()
    return keys


def _note(rows: Iterable[Row], changes: _Changes) -> None:
    """Note what the words of posts, given with those before, change."""
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
    touched = sorted(changes.added.keys() | changes.removed.keys())
    there = await tx.fetch(
        """SELECT word, posts FROM json_each(?) JOIN postings
           ON postings.word = json_each.value AND postings.part = ?""",
        (json.dumps(touched), part),
    )
    before = {row["word"]: row["posts"] for row in there}
    packed = await asyncio.to_thread(_merged, touched, before, changes)
    await tx.execute_many(
        "INSERT OR REPLACE INTO postings VALUES (?, ?, ?)",
        ((word, part, blob) for word, blob in packed if blob),
    )
    await tx.execute_many(
        "DELETE FROM postings WHERE word = ? AND part = ?",
        [(word, part) for word, blob in packed if not blob],
    )


def _merged(
    touched: Iterable[str], before: Mapping[str, bytes], changes: _Changes
) -> list[tuple[str, bytes]]:
    """Return for each word the keys of its posts, packed; nothing where none is left."""
    packed: list[tuple[str, bytes]] = []
    for word in touched:
        added = changes.added.get(word, [])
        if word in before:
            kept = set(unpack([before[word]])).difference(changes.removed.get(word, ()))
            packed.append((word, pack(sorted(kept.union(added)))))
        else:
            packed.append((word, pack(added)))
    return packed


async def _count(tx: Transaction, changes: _Changes) -> None:
    grown = {word: len(keys) for word, keys in changes.added.items()}
    for word, keys in changes.removed.items():
        grown[word] = grown.get(word, 0) - len(keys)
    await tx.execute_many(
        """INSERT INTO vocabulary VALUES (?, ?)
           ON CONFLICT (word) DO UPDATE SET posts = posts + excluded.posts""",
        sorted(grown.items()),
    )
    await tx.execute_many(
        "DELETE FROM vocabulary WHERE word = ? AND posts = 0",
        [(word,) for word in changes.removed],
    )
