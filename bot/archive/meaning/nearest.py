"""The posts whose bits are nearest to a direction."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.archive.meaning.bits import Floats, Words, plus_or_minus, products
from bot.archive.meaning.candidates import CANDIDATES

SAME = 12
"""Bits, of 512, in which two posts may differ and still have one text.

Sums are rounded in another way in batches of another size. An exclamation mark more changes some 80
bits, and 3 instead of 4 apples some 50: texts that say the same are recognised by their words; see
text.py.
"""

_SLICE = 16_384  # posts that are compared in one call, which other threads wait for

_FEW = 8  # of so many posts one: to copy the bits of those takes less time than to compare all

Keys = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Meanings:
    """The bits of all posts that have some, by ascending keys.

    Columns of `words` that are one behind the other in memory are compared twice as fast as rows.
    """

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
        chosen = self._candidates(_bits_of(direction), allowed, CANDIDATES)
        scores = products(np.ascontiguousarray(self.words[chosen]), direction)
        order = np.argsort(-scores, kind="stable")
        ranked = zip(chosen[order], scores[order], strict=True)
        return [(int(self.keys[one]), float(score)) for one, score in self._folded(ranked, most)]

    def like(
        self, key: int, most: int, allowed: Flags | None = None
    ) -> list[tuple[int, float]] | None:
        """Return what is nearest to a post, without itself and its like; None if it has no bits."""
        own = self._own(key)
        if own is None:
            return None
        direction = plus_or_minus(own[None])[0] / np.float32(np.sqrt(own.size * 64))
        return self.nearest(direction, most, self._others(own, allowed))

    def closest(self, direction: Floats, count: int, allowed: Flags | None = None) -> Keys:
        """Return the keys of the `count` posts with the nearest bits, in ascending order.

        What `nearest` chooses its candidates from may be reduced to these, and then to those of
        them that pass a filter, if at least CANDIDATES do: it returns the same.
        """
        found: Keys = self.keys[self._candidates(_bits_of(direction), allowed, count)]
        return found

    def closest_to(self, key: int, count: int, allowed: Flags | None = None) -> Keys | None:
        """Return the same for `like`; None if the post has no bits."""
        own = self._own(key)
        if own is None:
            return None
        found: Keys = self.keys[self._candidates(own, self._others(own, allowed), count)]
        return found

    def _own(self, key: int) -> Words | None:
        """Return the bits of a post, None if it has none."""
        at = int(np.searchsorted(self.keys, key))
        if at == len(self.keys) or self.keys[at] != key:
            return None
        return np.ascontiguousarray(self.words[at])

    def _others(self, own: Words, allowed: Flags | None) -> Flags:
        """Return for each post whether it is allowed and has not the text with these bits."""
        others: Flags = _distances(self.words, own) > SAME
        if allowed is not None:
            others &= allowed
        return others

    def _candidates(self, own: Words, allowed: Flags | None, count: int) -> npt.NDArray[np.intp]:
        """Return where the `count` posts with the nearest bits are, in ascending order."""
        if allowed is None:
            places = np.arange(len(self.keys))
            distances = _distances(self.words, own)
        else:
            places = np.flatnonzero(allowed)
            few = len(places) * _FEW <= len(self.keys)
            distances = (
                _distances(self.words[places], own) if few else _distances(self.words, own)[places]
            )
        if len(places) > count:
            # Of equal distances those that come first, so that the same posts are chosen each time.
            up_to = np.bincount(distances).cumsum()  # posts with that distance or a smaller one
            bound = int(np.searchsorted(up_to, count))
            nearer = np.flatnonzero(distances < bound)
            equal = np.flatnonzero(distances == bound)[: count - len(nearer)]
            places = places[np.sort(np.concatenate((nearer, equal)))]
        return places

    def _folded(
        self, ranked: Iterable[tuple[np.intp, np.float32]], most: int
    ) -> list[tuple[np.intp, np.float32]]:
        """Return the first results, without those that have the text of one before them."""
        found: list[tuple[np.intp, np.float32]] = []
        kept = np.empty((most, self.words.shape[1]), np.uint64)
        for one, score in ranked:
            if len(found) == most:
                break
            own = self.words[one]
            differing = np.bitwise_count(kept[: len(found)] ^ own).sum(axis=1)
            if not found or differing.min() > SAME:
                kept[len(found)] = own
                found.append((one, score))
        return found


def _bits_of(direction: Floats) -> Words:
    """Return the bits of a direction."""
    return np.packbits(direction > 0).view(np.uint64)


def _distances(words: Words, own: Words) -> npt.NDArray[np.uint16]:
    """Return in how many bits each row differs from `own`, slice by slice."""
    found = np.zeros(len(words), np.uint16)
    for start in range(0, len(words), _SLICE):
        part, of_part = words[start : start + _SLICE], found[start : start + _SLICE]
        for column, one in enumerate(own):
            of_part += np.bitwise_count(part[:, column] ^ one)
    return found
