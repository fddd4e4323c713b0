"""A vocabulary as bytes: tries of its words, which `bot.archive.search.vocabulary` searches.

A trie finds the keys with a given beginning; so there are four, of each word's letters in another
order. Each key begins with its word's length, because a word that is one typo away has almost the
same length.
"""

import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import marisa_trie

from bot.archive.patterns import lazily_compiled

LONGEST = 1_000  # letters; of longer words, which are none, only the beginning is compared
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
    """A vocabulary as bytes, from which it is loaded in milliseconds instead of seconds.

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


class WordsToPack:
    """Distinct words that come a few at a time, and are packed at the end.

    Until then each takes as many bytes as it has, and five more. Building a trie takes some 90
    bytes a word besides, so one is built after the other.
    """

    def __init__(self) -> None:
        self._keys: list[bytes] = []
        self._posts = array("I")

    def add(self, words: Iterable[str], posts: "array[int]") -> None:
        """Add words, and in how many posts each of them occurs."""
        if posts:
            self._keys.append(_BETWEEN.join(key_of(letters_of(word)) for word in words).encode())
            self._posts.extend(posts)

    def forward(self) -> tuple[bytes, bytes]:
        """Return `forward` and `posts` of the packed vocabulary."""
        trie = marisa_trie.Trie(self._each())
        by_number = array("I", bytes(4 * len(self._posts)))
        for key, count in zip(self._each(), self._posts, strict=True):
            by_number[trie[key]] = count
        return trie.tobytes(), by_number.tobytes()

    def backward(self) -> bytes:
        """Return `backward` of the packed vocabulary."""
        return self._packed(_backward)

    def outer(self) -> bytes:
        """Return `outer` of the packed vocabulary."""
        return self._packed(_outer_first)

    def middle(self) -> bytes:
        """Return `middle` of the packed vocabulary."""
        return self._packed(_middle_first)

    def pack(self) -> PackedVocabulary:
        """Return all words as bytes."""
        forward, posts = self.forward()
        return PackedVocabulary(forward, self.backward(), self.outer(), self.middle(), posts)

    def _packed(self, changed: Callable[[str], str]) -> bytes:
        packed: bytes = marisa_trie.Trie(map(changed, self._each())).tobytes()
        return packed

    def _each(self) -> Iterator[str]:
        for keys in self._keys:
            yield from keys.decode().split(_BETWEEN)


def pack(words: Sequence[str], posts: Sequence[int]) -> PackedVocabulary:
    """Return a vocabulary as bytes: distinct words, and in how many posts each of them occurs."""
    to_pack = WordsToPack()
    to_pack.add(words, array("I", posts))
    return to_pack.pack()


def loaded(packed: bytes) -> Any:
    """Return a trie that was packed."""
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
