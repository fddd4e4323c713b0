"""Other forms of words, by two sources that agree with neither engine by accident.

"endings": the same stem by Snowball's rules, which both engines may use. "lemmas": the same entry
of a dictionary, by simplemma if it is installed (pip install simplemma), which neither uses: went
and go, Häuser and Haus. Of Korean, the same noun with another particle or none.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from functools import cache
from importlib.util import find_spec

import Stemmer

from tests.bench.quality.languages import (
    PARTICLES,
    Language,
    plain,
    with_particle,
    without_particle,
)

_SHARED, _SHARE = 3, 0.5  # letters in a row, and their share of the longer word, that forms share
_LONGER = 4  # letters between forms, at most


class Forms:
    """The families of words by a function that returns the name of a word's family."""

    def __init__(self, family_of: Callable[[str], str], words: Iterable[str]) -> None:
        self.family_of = cache(family_of)
        self._families: dict[str, list[str]] = defaultdict(list)
        for word in words:
            self._families[self.family_of(word)].append(word)

    def other(self, word: str, rng: random.Random) -> str | None:
        """Return another form of `word`, mostly one near in length; None if there is none."""
        others = [
            other
            for other in self._families[self.family_of(word)]
            if plain(other) != plain(word) and _are_alike(plain(other), plain(word))
        ]
        if not others:
            return None
        others.sort(key=lambda other: (abs(len(other) - len(word)), other))
        return others[min(int(rng.expovariate(1)), len(others) - 1)]


def _are_alike(first: str, second: str) -> bool:
    """Return whether two words share enough for a person to take one for the other's form.

    Rules also unite words by accident: est, estam and estil in Catalan.
    """
    if abs(len(first) - len(second)) > _LONGER:
        return False
    shared = SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size
    return shared >= max(_SHARED, _SHARE * max(len(first), len(second)))


class Particles(Forms):
    """Korean nouns with their particles."""

    def __init__(self) -> None:
        super().__init__(without_particle, ())

    def other(self, word: str, rng: random.Random) -> str | None:
        """Return the noun with another particle or none; None if `word` has none."""
        noun = self.family_of(word)
        if noun == word:
            return None
        ranks = [*range(len(PARTICLES)), *[len(PARTICLES)] * 6]
        typed = [form for rank in ranks if (form := with_particle(noun, rank)) != word]
        return rng.choice(typed)


def endings_of(language: Language, words: Iterable[str]) -> Forms | None:
    """Return the forms among `words` by Snowball's rules, or by Korean's particles."""
    if language.code == "ko":
        return Particles()
    if language.stemmer is None:
        return None
    return Forms(Stemmer.Stemmer(language.stemmer).stemWord, words)


def lemmas_of(language: Language, words: Iterable[str]) -> Forms | None:
    """Return the forms among `words` by simplemma's dictionary, if it has the language."""
    if language.code in ("ko", "ja", "zh", "th") or not find_spec("simplemma"):
        return None
    import simplemma  # noqa: PLC0415 - optional

    def family(word: str) -> str:
        return str(simplemma.lemmatize(word, lang=language.code))

    return Forms(family, words)
