"""The posts whose bits are nearest to a direction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.archive.meaning.bits import Floats, Words, plus_or_minus

CANDIDATES = 2_000
"""Posts that are scored with the whole vector of the query; the bits of both choose them."""

SAME = 12
"""Bits, of 512, in which two posts may differ and still have one text.

Sums are rounded in another way in batches of another size. An exclamation mark more changes some 80
bits, and 3 instead of 4 apples some 50: texts that say the same are recognised by their words; see
text.py.
"""

_SLICE = 16_384  # posts that are compared in one call, which other threads wait for

Keys = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Meanings:
    """The bits of all posts that have some, by ascending keys."""

    keys: Keys
    words: Words

    def among(self, allowed: Keys) -> Flags:
        """Return for each post whether it is one of `allowed`."""
        return np.isin(self.keys, allowed)

    def nearest(
        self, direction: Floats, most: int, allowed: Flags | None = None
    ) -> list[tuple[int, float]]:
        """Return the keys of the `most` best posts with their scores, the best first.

        `allowed` says of each post whether it may be an answer: what it leaves out takes the room
        of no other. Of posts with the same text the first one stays. Equal ones come in the
        order of their keys.
        """
        chosen = self._candidates(np.packbits(direction > 0).view(np.uint64), allowed)
        scores = plus_or_minus(self.words[chosen]) @ direction
        order = chosen[np.argsort(-scores, kind="stable")]
        ranked = zip(order, np.sort(-scores), strict=True)
        return [
            (int(self.keys[one]), -float(score))
            for one, score in _first(self._folded(ranked), most)
        ]

    def like(
        self, key: int, most: int, allowed: Flags | None = None
    ) -> list[tuple[int, float]] | None:
        """Return what is nearest to a post, without itself and its like; None if it has no bits."""
        at = int(np.searchsorted(self.keys, key))
        if at == len(self.keys) or self.keys[at] != key:
            return None
        own = self.words[at]
        others = _distances(self.words, own) > SAME
        if allowed is not None:
            others &= allowed
        direction = plus_or_minus(own[None])[0] / np.float32(np.sqrt(own.size * 64))
        return self.nearest(direction, most, others)

    def _candidates(self, own: Words, allowed: Flags | None) -> npt.NDArray[np.intp]:
        """Return where the posts with the nearest bits are, in ascending order."""
        distances = _distances(self.words, own)
        if allowed is None:
            places = np.arange(len(distances))
        else:
            places = np.flatnonzero(allowed)
            distances = distances[places]
        if len(places) > CANDIDATES:
            # Of equal distances those that come first, so that the same posts are chosen each time.
            bound = np.partition(distances, CANDIDATES - 1)[CANDIDATES - 1]
            nearer = np.flatnonzero(distances < bound)
            equal = np.flatnonzero(distances == bound)[: CANDIDATES - len(nearer)]
            places = places[np.sort(np.concatenate((nearer, equal)))]
        return places

    def _folded(
        self, ranked: Iterable[tuple[np.intp, np.float32]]
    ) -> Iterator[tuple[np.intp, np.float32]]:
        """Yield results without those that have the text of one before them."""
        kept: list[Words] = []
        for one, score in ranked:
            own = self.words[one]
            if not kept or _distances(np.array(kept), own).min() > SAME:
                kept.append(own)
                yield one, score


def _distances(words: Words, own: Words) -> npt.NDArray[np.uint16]:
    """Return in how many bits each row differs from `own`, slice by slice."""
    found = np.empty(len(words), np.uint16)
    for start in range(0, len(words), _SLICE):
        part = words[start : start + _SLICE]
        np.bitwise_count(part ^ own).sum(axis=1, dtype=np.uint16, out=found[start : start + _SLICE])
    return found


def _first(
    ranked: Iterator[tuple[np.intp, np.float32]], most: int
) -> Iterator[tuple[np.intp, np.float32]]:
    for _, one in zip(range(most), ranked, strict=False):
        yield one
