"""The words of an archive, looked up exactly, by either end, or by edit distance.

They are kept in tries of the library marisa-trie, some 12 bytes a word together. A trie finds the
keys with a given beginning; so the words are in three: as they are, with their letters reversed,
and with the first third, except for the first letter, moved to
the end. Each key begins with its word's length, because a word
that is one typo away has almost the same length.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from typing import Any, Final

import marisa_trie
from rapidfuzz import process
from rapidfuzz.distance import OSA

_SLICE = 4_000  # RapidFuzz holds the GIL for a whole call; short calls let other threads run
_LONGEST = 1_000  # letters; of longer words, which are none, only the beginning is compared
_SYLLABLE = re.compile("[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb]")


def letters_of(word: str) -> str:
    """Return `word` with the syllables of Hangul spelled out, in which typos are counted.

    One wrong letter is a third of a syllable of Korean, and a syllable half of many a word.
    """
    if word.isascii() or not _SYLLABLE.search(word):
        return word
    return unicodedata.normalize("NFD", word)


def word_of(letters: str) -> str:
    """Return the word that is spelled out as `letters`."""
    if letters.isascii() or not _SYLLABLE.search(letters):
        return letters
    return unicodedata.normalize("NFC", letters)


@dataclass(frozen=True, slots=True)
class PackedVocabulary:
    """A vocabulary as bytes, from which it is loaded in milliseconds instead of seconds.

    `posts` has the numbers of posts, as 32-bit integers of this machine's byte order, by the words'
    numbers in `forward`.
    """

    forward: bytes
    backward: bytes
    rotated: bytes
    posts: bytes


class Vocabulary:
    """The words of an archive, each with the number of posts it occurs in. Immutable."""

    def __init__(self, packed: PackedVocabulary) -> None:
        self._forward = _trie(packed.forward)
        self._backward = _trie(packed.backward)
        self._rotated = _trie(packed.rotated)
        self._posts = array("I")
        self._posts.frombytes(packed.posts)
        self._longest = _LONGEST
        while self._longest and not self._forward.keys(chr(self._longest)):
            self._longest -= 1

    def __len__(self) -> int:
        return len(self._posts)

    def post_count(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        number = self._forward.get(_key(letters_of(word)))
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

    def within(self, typed: str, edits: int) -> dict[str, int]:
        """Return the words at most `edits` typos (1 or 2) away from `typed`, with their distance.

        A typo is a letter too many, too few or wrong, or two neighbours swapped (optimal string
        alignment). With 2 only words that begin with the same letter are found, which people
        rarely mistype.

        One typo can damage only one of two pieces of a word, two typos only two of three; an intact
        piece occurs in the typed word too. Two letters swapped across the border of two pieces
        damage both: so the typed word is also looked up with that swap undone.
        """
        letters = letters_of(typed)
        candidates: set[str] = set()
        look_up = self._one_typo if edits == 1 else self._two_typos
        for length in self._lengths(len(letters) - edits, len(letters) + edits):
            look_up(letters, length, candidates)
        every = list(candidates)
        if edits > 1:
            every = [word for word in every if word[0] == letters[0]]
        found: dict[str, int] = {}
        for start in range(0, len(every), _SLICE):
            for word, distance, _ in process.extract(
                letters,
                every[start : start + _SLICE],
                scorer=OSA.distance,
                score_cutoff=edits,
                limit=None,
            ):
                found[word_of(word)] = int(distance)
        return found

    def _lengths(self, shortest: int, longest: int | None) -> range:
        most = self._longest if longest is None else min(longest, self._longest)
        return range(max(shortest, 1), most + 1)

    def _keys(self, trie: Any, beginning: str, longest: int | None) -> Iterator[str]:
        for length in self._lengths(len(beginning), longest):
            for key in trie.iterkeys(chr(length) + beginning):
                yield key[1:]

    def _one_typo(self, typed: str, length: int, found: set[str]) -> None:
        """Add words of `length` letters that include all those up to one typo away."""
        half = (length + 1) // 2
        for swapped in _one_swap(typed, half):
            self._add_by_first(swapped[:half], length, found)
        self._add_by_last(_last(typed, length - half), length, found)

    def _two_typos(self, typed: str, length: int, found: set[str]) -> None:
        """Add words of `length` letters that include all those up to two typos away."""
        outer = _third(length)
        for swapped in _one_swap(typed, outer):
            self._add_by_first(swapped[:outer], length, found)
        for swapped in _one_swap(typed, len(typed) - outer):
            self._add_by_last(_last(swapped, outer), length, found)
        middle = max(length - 2 * outer, 0)
        for start in {max(outer + shift, 0) for shift in (-1, 0, 1)}:
            self._add_by_middle(typed[0], typed[start : start + middle], length, found)

    def _add_by_first(self, piece: str, length: int, found: set[str]) -> None:
        found.update([key[1:] for key in self._forward.keys(chr(length) + piece)])

    def _add_by_last(self, piece: str, length: int, found: set[str]) -> None:
        keys = self._backward.keys(chr(length) + piece[::-1])
        found.update([key[:0:-1] for key in keys])

    def _add_by_middle(self, first: str, piece: str, length: int, found: set[str]) -> None:
        border = length + 2 - _third(length)
        keys = self._rotated.keys(chr(length) + first + piece)
        found.update([first + key[border:] + key[2:border] for key in keys])


def pack(words: Sequence[str], posts: Sequence[int]) -> PackedVocabulary:
    """Return a vocabulary as bytes: distinct words, and in how many posts each of them occurs."""
    keys = [_key(letters_of(word)) for word in words]
    forward = marisa_trie.Trie(keys)
    by_number = array("I", bytes(4 * len(keys)))
    for key, count in zip(keys, posts, strict=True):
        by_number[forward[key]] = count
    return PackedVocabulary(
        forward.tobytes(),
        _packed(keys, lambda key: key[0] + key[:0:-1]),
        _packed(keys, _rotated),
        by_number.tobytes(),
    )


def _packed(keys: Iterable[str], changed: Callable[[str], str]) -> bytes:
    packed: bytes = marisa_trie.Trie(map(changed, keys)).tobytes()
    return packed


def _trie(packed: bytes) -> Any:
    return marisa_trie.Trie().frombytes(packed)


def _key(letters: str) -> str:
    return chr(min(len(letters), _LONGEST)) + letters


def _third(length: int) -> int:
    """Return the length of the outer ones of three pieces.

    They can only be at one position, so they are the longer ones.
    """
    return max((length + 1) // 3, 1)


def _rotated(key: str) -> str:
    """Return a key with the first third of the word, but for its first letter, at the end."""
    outer = 1 + _third(ord(key[0]))
    return key[:2] + key[outer:] + key[2:outer]


def _one_swap(typed: str, border: int) -> set[str]:
    """Return `typed`, and `typed` with the letters on both sides of `border` swapped."""
    if not 0 < border < len(typed):
        return {typed}
    before, after = typed[: border - 1], typed[border + 1 :]
    return {typed, before + typed[border] + typed[border - 1] + after}


def _last(text: str, count: int) -> str:
    return text[len(text) - count :] if count < len(text) else text


NO_WORDS: Final = Vocabulary(pack((), ()))
"""The vocabulary of an archive without posts."""
