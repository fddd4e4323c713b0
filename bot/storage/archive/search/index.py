"""The inverted index of words, updated in the transaction that writes the posts.

Code that writes the table `words` calls `update_index` before its transaction ends. The table
`dirty` has the posts whose words have changed since the last update. Before it, the words of their
pictures are found.

A word's posts are stored as their keys, one blob for each part of the archive: 131,072 keys. So an
import rewrites no more of a common word than its last part. A blob is a Roaring bitmap in its
portable format, which a search reads by one copy of memory; of few keys, as most words have, it has
the keys themselves, 32-bit little-endian numbers in ascending order, which are smaller. (FTS5
returns a row per post: 27 ms for 64,000 posts, where this takes 0.02 ms; and its share of an import
was larger.)
"""

import asyncio
import json
import struct
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap

from bot.storage.archive.search.gathered import GatheredPosts
from bot.storage.archive.search.packing import pack_vocabulary
from bot.storage.archive.search.pictured import update_pictured
from bot.storage.transaction import Row, Transaction

PART_BITS = 17
_MAX_PLAIN = 8  # keys: a bitmap of more is hardly larger than they are
# A bitmap begins with this number and that of its containers, of which a part has one or two. No
# list of keys in ascending order begins so, however long: earlier versions wrote those.
_BITMAP = struct.Struct("<II")
_BITMAP_BEGINS = {_BITMAP.pack(12_346, containers) for containers in (1, 2)}
_BATCH_SIZE = 1 << 14  # posts whose words are in memory together
_SLICE = 20_000  # words whose postings are


@dataclass(slots=True)
class Changes:
    """Changes of a part of the archive.

    By word, they are the keys of posts that now contain it and of those that no longer do.
    """

    added: GatheredPosts = field(default_factory=GatheredPosts)
    removed: GatheredPosts = field(default_factory=GatheredPosts)

    def words(self) -> list[str]:
        """Return all words, in order."""
        if not len(self.removed):
            return sorted(self.added.words())
        return sorted({*self.added.words(), *self.removed.words()})


async def update_index(tx: Transaction) -> None:
    """Update the index for the words that changed in this transaction."""
    await update_pictured(tx)
    parts = await tx.fetch("SELECT DISTINCT post >> ? AS part FROM dirty", (PART_BITS,))
    lost: set[str] = set()
    for part in sorted(row["part"] for row in parts):
        changes = Changes()
        end = (part + 1) << PART_BITS
        for first in range(part << PART_BITS, end, _BATCH_SIZE):
            rows = await tx.fetch(
                """SELECT post, before, coalesce(trim(spaced || ' ' || pictured), '')
                   FROM dirty LEFT JOIN words USING (post)
                   WHERE post >= ? AND post < ? ORDER BY post""",
                (first, min(first + _BATCH_SIZE, end)),
            )
            if rows:
                await asyncio.to_thread(_collect, rows, changes)
            if changes.added.is_full or changes.removed.is_full:
                lost.update(changes.removed.words())
                await write_changes(tx, part, changes)
                changes = Changes()
        lost.update(changes.removed.words())
        await write_changes(tx, part, changes)
    # Not after each part: a word that one part has lost may be in a later one.
    await tx.execute_many(
        """DELETE FROM forms WHERE word = ?1
           AND NOT EXISTS (SELECT 1 FROM vocabulary WHERE word = ?1)""",
        [(word,) for word in lost],
    )
    await tx.execute("DELETE FROM dirty")
    await pack_vocabulary(tx)


async def write_changes(tx: Transaction, part: int, changes: Changes) -> None:
    """Write changes of words in one part of the archive to the index."""
    await tx.execute("DELETE FROM packed_vocabulary")
    all_words = await asyncio.to_thread(changes.words)
    for start in range(0, len(all_words), _SLICE):
        words = all_words[start : start + _SLICE]
        await _write_postings(tx, part, words, changes)
        await _update_vocabulary(tx, words, changes)


def unpack(blobs: Iterable[bytes]) -> "array[int]":
    """Return the keys in a word's blobs, in the order of the blobs."""
    keys = array("I")
    for blob in blobs:
        keys += BitMap.deserialize(blob).to_array() if _is_bitmap(blob) else _plain(blob)
    return keys


def bitmap(blobs: Iterable[bytes]) -> BitMap:
    """Return the keys in a word's blobs as a bitmap."""
    plain = b""
    found: BitMap | None = None
    for blob in blobs:
        if blob[: _BITMAP.size] not in _BITMAP_BEGINS:
            plain += blob
        elif found is None:
            found = BitMap.deserialize(blob)
        else:
            found |= BitMap.deserialize(blob)
    if found is None:
        return BitMap(_plain(plain))
    return found | BitMap(_plain(plain)) if plain else found


def pack(keys: Iterable[int]) -> bytes:
    """Return `keys`, in ascending order, of one part, packed as a blob."""
    numbers = array("I", keys)
    if len(numbers) > _MAX_PLAIN:
        return BitMap(numbers, optimize=False).serialize()
    return _little_endian(numbers).tobytes()


def _is_bitmap(blob: bytes) -> bool:
    return blob[: _BITMAP.size] in _BITMAP_BEGINS


def _plain(blob: bytes) -> "array[int]":
    return _little_endian(array("I", blob))


def _little_endian(keys: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        keys.byteswap()
    return keys


def _collect(rows: Iterable[Row], changes: Changes) -> None:
    """Add the keys of posts to the words that they now contain, and to those that they lost."""
    for key, before, spaced in rows:
        now = set(spaced.split(" ")) if spaced else set()
        if before:
            was = set(before.split(" "))
            changes.removed.add(key, was - now)
            now -= was
        changes.added.add(key, now)


async def _write_postings(
    tx: Transaction, part: int, words: Sequence[str], changes: Changes
) -> None:
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
    words: Iterable[str], before: Mapping[str, bytes], changes: Changes
) -> list[tuple[str, bytes]]:
    """Return each word with the packed keys of its posts; an empty blob if none is left."""
    packed: list[tuple[str, bytes]] = []
    for word in words:
        added = changes.added.of(word)
        if word in before:
            keys = bitmap([before[word]])
            keys -= BitMap(changes.removed.of(word))
            keys |= BitMap(added)
            packed.append((word, pack(keys.to_array())))
        else:
            packed.append((word, pack(added)))
    return packed


async def _update_vocabulary(tx: Transaction, words: Sequence[str], changes: Changes) -> None:
    added, removed = changes.added, changes.removed
    await tx.execute_many(
        """INSERT INTO vocabulary VALUES (?, ?)
           ON CONFLICT (word) DO UPDATE SET posts = posts + excluded.posts""",
        [(word, len(added.of(word)) - len(removed.of(word))) for word in words],
    )
    await tx.execute_many(
        "DELETE FROM vocabulary WHERE word = ? AND posts = 0",
        [(word,) for word in words if word in removed],
    )
