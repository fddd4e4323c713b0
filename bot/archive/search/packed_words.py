"""A vocabulary as bytes: tries of its words, which `bot.archive.search.vocabulary` searches.

A trie finds the keys with a given beginning; so there are four, of each word's letters in another
order. Each key begins with its word's length, because a word that is one typo away has almost the
same length.
"""

import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

import marisa_trie

from bot.archive.patterns import lazily_compiled

LONGEST = 1_000
"""Letters; longer words, which hardly anybody writes, are kept with those of so many."""

_MOST_TOGETHER = 250_000  # words of more than one length
_BETWEEN = "\0"  # keys that are kept together; no key has it, as its first letter is a length
_SYLLABLE = lazily_compiled("[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb]")


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
    """The words of some lengths as bytes, loaded in milliseconds instead of seconds.

    Tries of the words as they are (`forward`), of their reversed letters (`backward`), and of
    their three pieces with the `outer` ones first, or the `middle` one behind the first letter.
    `posts` has the numbers of posts, as 32-bit integers of this machine's byte order, by the words'
    numbers in `forward`.
    """

    forward: bytes
    backward: bytes
    outer: bytes
    middle: bytes
    posts: bytes


@dataclass(slots=True)
class _Words:
    """The keys of words of one length, and in how many posts each of them occurs."""

    keys: list[bytes] = field(default_factory=list)
    posts: "array[int]" = field(default_factory=lambda: array("I"))


class WordsToPack:
    """Distinct words that come a few at a time, and are packed at the end.

    Until then each takes as many bytes as it has, and five more. Building a trie takes some 90
    bytes a word besides: so a large vocabulary becomes several, one after the other, each of the
    words of some lengths.
    """

    def __init__(self) -> None:
        self._words: dict[int, _Words] = defaultdict(_Words)

    def add(self, words: Iterable[str], posts: Iterable[int]) -> None:
        """Add words, and in how many posts each of them occurs."""
        keys: dict[int, list[str]] = defaultdict(list)
        for word, count in zip(words, posts, strict=True):
            key = key_of(letters_of(word))
            length = ord(key[0])
            keys[length].append(key)
            self._words[length].posts.append(count)
        for length, some in keys.items():
            self._words[length].keys.append(_BETWEEN.join(some).encode())

    def parts(self) -> list[Sequence[int]]:
        """Return the lengths of words that are to be packed together, one part at least."""
        parts: list[Sequence[int]] = []
        part: list[int] = []
        held = 0
        for length, words in sorted(self._words.items()):
            if part and held + len(words.posts) > _MOST_TOGETHER:
                parts.append(part)
                part, held = [], 0
            part.append(length)
            held += len(words.posts)
        return [*parts, part]

    def pack(self, lengths: Sequence[int]) -> PackedVocabulary:
        """Return the words of these lengths as bytes."""
        posts = chain.from_iterable(self._words[length].posts for length in lengths)
        forward = marisa_trie.Trie(self._keys(lengths))
        by_number = array("I", bytes(4 * len(forward)))
        for key, count in zip(self._keys(lengths), posts, strict=True):
            by_number[forward[key]] = count
        return PackedVocabulary(
            forward.tobytes(),
            self._packed(lengths, _backward),
            self._packed(lengths, _outer_first),
            self._packed(lengths, _middle_first),
            by_number.tobytes(),
        )

    def _packed(self, lengths: Sequence[int], changed: Callable[[str], str]) -> bytes:
        packed: bytes = marisa_trie.Trie(map(changed, self._keys(lengths))).tobytes()
        return packed

    def _keys(self, lengths: Sequence[int]) -> Iterator[str]:
        for length in lengths:
            for keys in self._words[length].keys:
                yield from keys.decode().split(_BETWEEN)


def pack(words: Iterable[str], posts: Iterable[int]) -> list[PackedVocabulary]:
    """Return a vocabulary as bytes: distinct words, and in how many posts each of them occurs."""
    to_pack = WordsToPack()
    to_pack.add(words, posts)
    return [to_pack.pack(part) for part in to_pack.parts()]


class Tries:
    """Tries of words of different lengths, used as the one trie that they would be.

    A key is a word's length and then its letters; all keys and beginnings of keys have a length.
    `part_of` has the position of each length's trie, `starts` the number of its first word.
    """

    def __init__(
        self, packed: Iterable[bytes], part_of: Mapping[str, int], starts: Sequence[int]
    ) -> None:
        self._tries = [_trie(one) for one in packed]
        self._part_of = part_of
        self._starts = starts

    def __contains__(self, key: str) -> bool:
        return key in self._of(key)

    def __getitem__(self, key: str) -> int:
        part = self._part_of.get(key[0], 0)
        return int(self._tries[part][key]) + self._starts[part]

    def get(self, key: str) -> int | None:
        """Return the number of a word, None if there is no such word."""
        number = self._of(key).get(key)
        return None if number is None else int(number) + self._starts[self._part_of[key[0]]]

    def keys(self, beginning: str) -> list[str]:
        """Return the keys that begin so."""
        found: list[str] = self._of(beginning).keys(beginning)
        return found

    def iterkeys(self, beginning: str) -> Iterator[str]:
        """Yield the keys that begin so."""
        found: Iterator[str] = self._of(beginning).iterkeys(beginning)
        return found

    def items(self, beginning: str) -> list[tuple[str, int]]:
        """Return the keys that begin so, with the numbers of their words."""
        start = self._starts[self._part_of.get(beginning[0], 0)]
        return [(key, number + start) for key, number in self._of(beginning).items(beginning)]

    def _of(self, key: str) -> Any:
        return self._tries[self._part_of.get(key[0], 0)]


@dataclass(frozen=True, slots=True)
class LoadedWords:
    """The tries of a vocabulary, see PackedVocabulary, and the numbers of posts of its words."""

    forward: Any
    backward: Any
    outer: Any
    middle: Any
    posts: "array[int]"


def load(packed: Sequence[PackedVocabulary]) -> LoadedWords:
    """Load a vocabulary: one part at least."""
    posts = array("I")
    starts = []
    for part in packed:
        starts.append(len(posts))
        posts.frombytes(part.posts)
    tries: Callable[[list[bytes]], Any]
    if len(packed) == 1:
        tries = _only
    else:
        part_of = {
            length: number
            for number, part in enumerate(packed)
            for length in _lengths(_trie(part.forward))
        }
        tries = partial(Tries, part_of=part_of, starts=starts)
    return LoadedWords(
        tries([part.forward for part in packed]),
        tries([part.backward for part in packed]),
        tries([part.outer for part in packed]),
        tries([part.middle for part in packed]),
        posts,
    )


def _only(packed: list[bytes]) -> Any:
    return _trie(packed[0])


def _lengths(trie: Any) -> list[str]:
    """Return the lengths of words that a trie has, as its keys begin with them."""
    return [chr(one) for one in range(1, LONGEST + 1) if next(trie.iterkeys(chr(one)), None)]


def _trie(packed: bytes) -> Any:
    return marisa_trie.Trie().frombytes(packed)


def key_of(letters: str) -> str:
    """Return the key in `forward` of a word that is spelled out as `letters`."""
    return chr(min(len(letters), LONGEST)) + letters


def borders_of(length: int) -> tuple[int, int]:
    """Return where the second and the third piece of a word begin.

    The outer pieces, which can only be at one position, are the longer ones.
    """
    outer = max((length + 1) // 3, 1)
    return outer, max(length - outer, outer)


def _backward(key: str) -> str:
    return key[0] + key[:0:-1]


def _outer_first(key: str) -> str:
    letters = key[1:]
    first, last = borders_of(ord(key[0]))
    return key[0] + letters[:first] + letters[last:] + letters[first:last]


def _middle_first(key: str) -> str:
    """Return a key with the first piece, but for its first letter, at the end."""
    letters = key[1:]
    first, _ = borders_of(ord(key[0]))
    return key[:2] + letters[first:] + letters[1:first]
