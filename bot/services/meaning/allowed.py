"""Which posts may be found by meaning: decided for all, or for those that are near alone.

Filters are looked up in archive.db post by post, which takes long where many posts have to pass
them. Of the posts with the nearest bits, as many as are sure to hold all candidates, only these are
looked up. What is found then is the same: see `Meanings.closest`.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import tzinfo

from pyroaring import BitMap

from bot.archive.meaning.candidates import CANDIDATES
from bot.archive.search.query.ast import EVERYTHING, Query
from bot.services.recently_used import RecentlyUsed
from bot.services.search.index_cache import IndexCache
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.search.filters import Condition

_KEPT = 16  # sets of posts: the next page of an answer is of the same, which may take long
_SAMPLE = 512  # posts by which it is estimated how many pass
_LEAST_SHARE = 0.12  # of posts that pass: where it is smaller, looking at all of them takes less
_SPARE = 1.3  # times as many as are expected to hold all candidates: the near may pass less often


@dataclass(frozen=True, slots=True)
class Allowed:
    """The keys of posts that may be found, None: all.

    With `unmet` only those of them that meet this condition as well: the `closest` many of all are
    expected to have enough that do. What is found out is kept by `cache_key`.
    """

    keys: BitMap | None
    unmet: Condition | None = None
    closest: int = 0
    cache_key: Hashable = None

    def serialized(self) -> bytes | None:
        """Return the keys for another process."""
        return None if self.keys is None else self.keys.serialize()


class AllowedPosts:
    """Decides which posts may be found, and keeps that for further pages."""

    def __init__(self, index: IndexCache) -> None:
        self._index = index
        self._kept: RecentlyUsed[BitMap] = RecentlyUsed(_KEPT)

    def decide(self, reader: ArchiveReader, query: Query, zone: tzinfo, without: BitMap) -> Allowed:
        """Return what may be found of what matches the tree of `query`, but nothing of `without`.

        If filters are left to be looked up, that is for `narrow`.
        """
        if query.root == EVERYTHING:
            if reader.search.sees_all and not without:
                return Allowed(None)
            return Allowed(reader.search.all_shown() - without)
        hidden, vocabulary = reader.hidden.cache_key, self._index.cache_key(reader)
        key = (reader.accounts, hidden, vocabulary, str(zone), str(query.root))
        near = (*key, reader.meaning.stamp(), str(query.meaning))
        for known in (key, near):
            if (found := self._kept.get(known)) is not None:
                return Allowed(found - without)
        execution = self._index.execution(reader, query.without_meaning, zone)
        keys, unmet = execution.mask_before_filters()
        if unmet is None:
            self._kept.put(key, keys)
            return Allowed(keys - without)
        closest = _closest(reader, keys, unmet)
        if closest is None:
            return Allowed(self._all(reader, keys, unmet, key) - without)
        is_all = reader.search.sees_all and not without and len(keys) == reader.search.last_key()
        return Allowed(None if is_all else keys - without, unmet, closest, near)

    def narrow(self, reader: ArchiveReader, allowed: Allowed, closest: BitMap) -> Allowed:
        """Return of which posts the nearest are those of `allowed`, with no filter left.

        `closest` are the keys of its closest posts.
        """
        assert allowed.unmet is not None  # noqa: S101 - for the type checker
        passing = BitMap(reader.search.passing(closest, allowed.unmet))
        if len(closest) == allowed.closest and len(passing) < CANDIDATES:
            return Allowed(self._all(reader, allowed.keys, allowed.unmet, allowed.cache_key))
        self._kept.put(allowed.cache_key, passing)
        return Allowed(passing)

    def _all(
        self, reader: ArchiveReader, keys: BitMap | None, unmet: Condition, cache_key: Hashable
    ) -> BitMap:
        """Return those of `keys` whose posts meet a condition, for which all are looked at."""
        found = reader.search.all_meeting(unmet)
        if keys is not None:
            found &= keys
        self._kept.put(cache_key, found)
        return found


def _closest(reader: ArchiveReader, keys: BitMap, unmet: Condition) -> int | None:
    """Return how many of the closest posts have enough that meet a condition; None: too many."""
    # Slices with steps over 256 have the wrong keys: pyroaring_long_steps_of_a_slice_lose_count.sh
    sample = [keys[at] for at in range(0, len(keys), max(1, len(keys) // _SAMPLE))]
    share = len(reader.search.passing(sample, unmet)) / len(sample)
    return int(_SPARE * CANDIDATES / share) if share >= _LEAST_SHARE else None
