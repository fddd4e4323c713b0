"""The words of an archive, looked up exactly, by either end, or by edit distance.

They are kept in tries of the library marisa-trie, some 16 bytes a word together: see
`bot.archive.search.packed_words`.

A typo is a letter too many, too few or wrong, or two neighbours swapped. Of three pieces of a word
one typo damages one, two typos at most two; what is intact occurs in the typed word too.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import chain
from typing import Any, Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.archive.search.packed_words import (
    LONGEST,
    PackedVocabulary,
    borders_of,
    key_of,
    letters_of,
    load,
    pack,
    word_of,
)

_SLICE = 4_000  # RapidFuzz holds the GIL for a whole call; short calls let other threads run
_MOST_REMEMBERED = 500  # typed words, whose similar words are remembered


class Near(NamedTuple):
    """A word a few typos away from another: how many, and how many posts it occurs in."""

    word: str
    edits: int
    posts: int


class Vocabulary:
    """The words of an archive, each with the number of posts it occurs in. Immutable.

    `most_posts` is the number of posts of the commonest word.
    """

    def __init__(self, *packed: PackedVocabulary) -> None:
        words = load(packed)
        self._forward, self._backward = words.forward, words.backward
        self._outer, self._middle = words.outer, words.middle
        self._posts = words.posts
        self.most_posts = max(self._posts, default=0)
        self._near: dict[tuple[str, int], Sequence[Near]] = {}
        self._longest = LONGEST
        while self._longest and not self._forward.keys(chr(self._longest)):
            self._longest -= 1

    def __len__(self) -> int:
        return len(self._posts)

    def post_count(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        number = self._forward.get(key_of(letters_of(word)))
        return 0 if number is None else self._posts[number]

    def with_prefix(self, prefix: str, longest: int | None = None) -> Iterator[str]:
        """Yield the words that begin with `prefix`, up to `longest` letters, the shortest first."""
        for key in self._keys(self._forward, letters_of(prefix), longest):
            yield word_of(key)

    def with_suffix(self, suffix: str, longest: int | None = None) -> Iterator[str]:
        """Yield the words that end with `suffix`, up to `longest` letters, the shortest first."""
        for key in self._keys(self._backward, letters_of(suffix)[::-1], longest):
            yield word_of(key[::-1])

    def commonest(self, prefix: str, longest: int, count: int) -> list[str]:
        """Return the `count` words in most posts of those that `with_prefix` yields."""
        letters, posts = letters_of(prefix), self._posts
        found = chain.from_iterable(
            self._forward.items(chr(length) + letters)
            for length in self._lengths(len(letters), longest)
        )
        best = nlargest(count, ((posts[number], key) for key, number in found))
        return [word_of(key[1:]) for _, key in best]

    def within(self, typed: str, edits: int) -> Sequence[Near]:
        """Return the other words at most `edits` typos (1 or 2) away from `typed`.

        The distance is that of optimal string alignment. With 2 only words that begin with the same
        letter are found, which people rarely mistype. None of LONGEST letters or more is found.
        """
        known = self._near.get((typed, edits))
        if known is not None:
            return known
        letters = letters_of(typed)
        # The keys of words of LONGEST letters and more do not have their length.
        lengths = self._lengths(len(letters) - edits, min(len(letters) + edits, LONGEST - 1))
        similar = (
            self._one_typo(letters, lengths) if edits == 1 else self._two_typos(letters, lengths)
        )
        similar.pop(letters, None)
        posts, number_of = self._posts, self._forward
        found = [
            Near(word_of(word), distance, posts[number_of[chr(len(word)) + word]])
            for word, distance in similar.items()
        ]
        if len(self._near) >= _MOST_REMEMBERED:
            self._near.clear()
        self._near[typed, edits] = found
        return found

    def _lengths(self, shortest: int, longest: int | None) -> range:
        most = self._longest if longest is None else min(longest, self._longest)
        return range(max(shortest, 1), most + 1)

    def _keys(self, trie: Any, beginning: str, longest: int | None) -> Iterator[str]:
        for length in self._lengths(len(beginning), longest):
            for key in trie.iterkeys(chr(length) + beginning):
                yield key[1:]

    def _one_typo(self, typed: str, lengths: Iterable[int]) -> dict[str, int]:
        """Return the words of these lengths up to one typo away, with their distance."""
        words: set[str] = set()
        for length in lengths:
            size, (first, last) = chr(length), borders_of(length)
            words.update([key[1:] for key in self._forward.keys(size + typed[:last])])
            keys = self._backward.keys(size + _last(typed, length - first)[::-1])
            words.update([key[:0:-1] for key in keys])
            middle = 1 + first + length - last
            for key in self._outer.keys(size + typed[:first] + _last(typed, length - last)):
                words.add(key[1 : 1 + first] + key[middle:] + key[1 + first : middle])
            if length == len(typed):
                # Two letters swapped across the border of two pieces damage both.
                swapped = _swaps(typed, (first, last))
                words.update([word for word in swapped if size + word in self._forward])
        return dict(_similar(typed, [*words], 1))

    def _two_typos(self, typed: str, lengths: Iterable[int]) -> dict[str, int]:
        """Return the words of these lengths up to two typos away, with their distance.

        Only those with the same first letter. The thousands that have a piece in common are
        compared as the tries have them. Where two letters are swapped across the border of two
        pieces and a third one is damaged, the swap is undone.
        """
        found: dict[str, int] = {}
        backward = typed[::-1]
        for length in lengths:
            size, (first, last) = chr(length), borders_of(length)
            beginnings = {typed[:first], *[swapped[:first] for swapped in _swaps(typed, (first,))]}
            keys = self._with_any(self._forward, [size + one for one in beginnings])
            for key, distance in _similar(size + typed, keys, 2):
                found[key[1:]] = distance
            count = length - last
            endings = {_last(typed, count)}
            endings |= {_last(swapped, count) for swapped in _swaps(typed, (len(typed) - count,))}
            keys = self._with_any(self._backward, [size + one[::-1] for one in endings])
            for key, distance in _similar(size + backward, keys, 2):
                found[key[:0:-1]] = distance
            middles = {typed[max(first + shift, 0) :][: last - first] for shift in (-1, 0, 1)}
            keys = self._with_any(self._middle, [size + typed[0] + one for one in middles])
            moved = 2 + length - first
            words = [key[1] + key[moved:] + key[2:moved] for key in keys]
            found.update(_similar(typed, words, 2))
        return {word: distance for word, distance in found.items() if word[0] == typed[0]}

    @staticmethod
    def _with_any(trie: Any, beginnings: Iterable[str]) -> list[str]:
        return [key for beginning in beginnings for key in trie.keys(beginning)]


def _similar(typed: str, words: Sequence[str], edits: int) -> Iterator[tuple[str, int]]:
    """Yield those of `words` at most so many typos away from `typed`, with their distance."""
    for start in range(0, len(words), _SLICE):
        for word, distance, _ in process.extract(
            typed,
            words[start : start + _SLICE],
            scorer=OSA.distance,
            score_cutoff=edits,
            limit=None,
        ):
            yield word, int(distance)


def _swaps(typed: str, borders: Iterable[int]) -> Iterator[str]:
    """Yield `typed` with the letters on both sides of each of `borders` swapped."""
    for border in borders:
        if 0 < border < len(typed):
            yield typed[: border - 1] + typed[border] + typed[border - 1] + typed[border + 1 :]


def _last(text: str, count: int) -> str:
    return text[len(text) - count :] if count < len(text) else text


NO_WORDS: Final = Vocabulary(*pack((), ()))
"""The vocabulary of an archive without posts."""
