"""Typos in every script: one letter of the word's own alphabet wrong, missing, doubled, swapped."""

import random
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

_COMMON = 1 / 2_000  # of all letters; rarer ones are of foreign words
_LEADS, _VOWELS, _TAILS = range(0x1100, 0x1113), range(0x1161, 0x1176), range(0x11A8, 0x11C3)


def alphabet(words: Iterable[str]) -> str:
    """Return the letters that are common in `words`."""
    often = Counter(letter for word in words for letter in word)
    enough = sum(often.values()) * _COMMON
    return "".join(letter for letter, count in often.most_common() if count >= enough)


def mistype(word: str, letters: str, rng: random.Random, typos: int = 1) -> str:
    """Return `word` with `typos` typos, each at a letter of its own and no two side by side.

    Of Korean a typo is one of a letter, not of a syllable.
    """
    one = _mistype_hangul if all("가" <= letter <= "힣" for letter in word) else _mistype_letters
    while True:
        at = sorted(rng.sample(range(len(word)), typos), reverse=True)
        touching = any(later - earlier == 1 for later, earlier in pairwise(at))
        if touching and len(word) > 2 * typos:
            continue
        typed = word
        for index in at:
            typed = one(typed, index, letters, rng)
        if typed not in ("", word):
            return typed


def _mistype_letters(word: str, index: int, letters: str, rng: random.Random) -> str:
    head, here, tail = word[:index], word[index], word[index + 1 :]
    return rng.choice(
        [
            head + rng.choice(letters) + tail,
            head + tail,
            head + here + here + tail,
            head + tail[:1] + here + tail[1:],
        ]
    )


def _mistype_hangul(word: str, index: int, letters: str, rng: random.Random) -> str:
    del letters
    jamo = list(unicodedata.normalize("NFD", word[index]))
    which = rng.randrange(len(jamo))
    if which == 2 and rng.random() < 0.5:
        del jamo[2]
    elif which == 1 and len(jamo) == 2 and rng.random() < 0.3:
        jamo.append(chr(rng.choice(_TAILS)))
    else:
        jamo[which] = chr(rng.choice((_LEADS, _VOWELS, _TAILS)[which]))
    typed = unicodedata.normalize("NFC", "".join(jamo))
    return word[:index] + typed + word[index + 1 :]
