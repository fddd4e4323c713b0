"""Uniform random sampling of the posts that match a query, without finding all of them.

This is rejection sampling: posts are picked uniformly from a pool that contains all matches, and
those that match and were not drawn before are kept. The cost of a pick does not depend on the size
of the pool, only the share of the pool that is left to draw matters. Where that is a few per cent,
or the pool is small anyway, all matches are found instead. Either way more posts are found than one
draw needs; the rest serve the next draws.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice
from random import Random

from pyroaring import BitMap

from bot.services.memories.selection import Selection
from bot.storage.archive.reader import ArchiveReader

_FEW = 5_000  # posts; it is fastest to check all of a pool up to this size
_PICKS = (512, 4_096)  # picks per batch; the second batch only if the first finds too few
_ENOUGH = 128  # posts to draw from: finding more takes longer than most draws should
_BATCH = 5_000  # posts per query for those already drawn
_WALKED = 512  # posts that are looked at together, the best first
_WALKED_AT_MOST = 4_096  # posts, if few of them match


class Sampler:
    """Samples posts for one query in one snapshot of the archive.

    `shuffle` is the id of a round, whose drawn posts are left out; None samples outside of rounds.
    """

    def __init__(
        self,
        reader: ArchiveReader,
        selection: Selection,
        rng: Random,
        shuffle: int | None = None,
    ) -> None:
        self._reader = reader
        self._selection = selection
        self._rng = rng
        self._shuffle = shuffle
        self._last = None if shuffle is None else reader.drawn.last(shuffle)
        self._lists = selection.candidate_lists()
        lists = self._lists
        self._size = reader.search.last_key() if lists is None else sum(map(len, lists))

    def any(self) -> list[int]:
        """Return what `some` returns, unless that is nothing; then what `rest` returns."""
        return self.some() or self.rest()

    def some(self) -> list[int]:
        """Return the keys of some posts in random order, or of all that are left in a small pool.

        Empty if too few were found, then the caller uses `rest`. The post that was shown last is
        left out, unless it is the only one.
        """
        return self.rest() if self._is_small else self._pick()

    def rest(self) -> list[int]:
        """Return the keys of all posts that are left to draw, in random order.

        The post that was shown last does not come first unless it is the only one.
        """
        found: list[int] = []
        keys = iter(self._all_of_small_pool() if self._is_small else self._selection.all_matching())
        while batch := list(islice(keys, _BATCH)):
            found += set(batch) - self._drawn(batch)
        found.sort()  # so that equal seeds draw equal posts from the same archive
        self._rng.shuffle(found)
        if len(found) > 1 and found[0] == self._last:
            swap = self._rng.randrange(1, len(found))
            found[0], found[swap] = found[swap], found[0]
        return found

    def _pick(self) -> list[int]:
        found: dict[int, None] = {}
        for count in _PICKS:
            picked = [self._pick_one() for _ in range(count)]
            undrawn = self._undrawn({*picked} - {None, self._last})
            found |= dict.fromkeys(key for key in picked if key in undrawn)
            if len(found) >= _ENOUGH:
                return list(found)
        return []

    @property
    def _is_small(self) -> bool:
        """Whether the pool is so small that all matches are found at once."""
        return self._size <= _FEW

    def _all_of_small_pool(self) -> set[int]:
        lists = [range(1, self._size + 1)] if self._lists is None else self._lists
        return self._selection.matching_among(key for keys in lists for key in keys)

    def _pick_one(self) -> int | None:
        """Return a uniformly random key of the pool, or None.

        A key in several lists counts only in the first: picked from another list it gives None.
        """
        index = self._rng.randrange(self._size)
        if self._lists is None:
            return index + 1
        for position, keys in enumerate(self._lists):
            if index < len(keys):
                key = keys[index]
                return None if _in_any(key, self._lists[:position]) else key
            index -= len(keys)
        raise AssertionError

    def _undrawn(self, keys: Iterable[int | None]) -> set[int]:
        matching = self._selection.matching_among(key for key in keys if key is not None)
        return matching - self._drawn(matching)

    def _drawn(self, keys: Iterable[int]) -> set[int]:
        """Return those of `keys` that were drawn, or what says the same on another network."""
        return set() if self._shuffle is None else _drawn(self._reader, self._shuffle, keys)


def best_left(reader: ArchiveReader, selection: Selection, shuffle: int) -> list[int]:
    """Return the keys of posts of a selection that a round has not drawn, the best first.

    The best have the most likes and reposts; posts without a known one are never among them. They
    are enough for many draws, or else all that are left.
    """
    found: list[int] = []
    # Of what says the same on several networks the copy that was liked most.
    keys, cross_posts, seen = reader.best.keys(), reader.cross_posts, BitMap()
    looked_at = matched = 0
    while len(found) < _ENOUGH and (batch := list(islice(keys, _WALKED))):
        matching = selection.matching_among(batch, each=True)
        best = [key for key in batch if key in matching]
        if cross_posts.posts:
            best = [key for key in cross_posts.once(best) if key not in seen]
            seen |= cross_posts.with_groups(best)
        found += _not_drawn(reader, shuffle, best)
        looked_at, matched = looked_at + len(batch), matched + len(matching)
        if looked_at >= _WALKED_AT_MOST and matched < _ENOUGH:  # far too few match to go on
            every = reader.best.ordered(selection.all_matching(each=True))
            return _not_drawn(reader, shuffle, [*cross_posts.once(every)])
    return found


def some_left(
    reader: ArchiveReader, selection: Selection, keys: Sequence[int], rng: Random, shuffle: int
) -> list[int]:
    """Return those of `keys` that are of a selection and that a round has not drawn, at random.

    The post that was shown last does not come first unless it is the only one.
    """
    matching = selection.matching_among(keys)
    found = _not_drawn(reader, shuffle, [key for key in keys if key in matching])
    rng.shuffle(found)
    if len(found) > 1 and found[0] == reader.drawn.last(shuffle):
        found.append(found.pop(0))
    return found


def _drawn(reader: ArchiveReader, shuffle: int, keys: Iterable[int]) -> set[int]:
    """Return those of `keys` that a round has drawn, or what says the same on another network."""
    cross_posts = reader.cross_posts
    if not cross_posts.posts:
        return reader.drawn.among(shuffle, keys)
    asked = BitMap(keys)
    drawn = reader.drawn.among(shuffle, cross_posts.with_groups(asked))
    return {*(cross_posts.with_groups(drawn) & asked)}


def _not_drawn(reader: ArchiveReader, shuffle: int, keys: Sequence[int]) -> list[int]:
    drawn = _drawn(reader, shuffle, keys)
    return [key for key in keys if key not in drawn]


def _in_any(key: int, lists: Iterable[Sequence[int]]) -> bool:
    """Return whether one of `lists`, each in ascending order, contains `key`."""
    for keys in lists:
        index = bisect_left(keys, key)
        if index < len(keys) and keys[index] == key:
            return True
    return False
