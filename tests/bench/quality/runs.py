"""Known items in scripts without spaces: runs of characters, as people copy or remember them."""

import random
import re
from collections.abc import Callable, Mapping, Sequence

from tests.bench.quality.languages import Language, hiragana
from tests.bench.quality.typos import alphabet, mistype
from tests.bench.quality.words import runs_of

Maker = Callable[[int, random.Random], str | None]

_WHOLE = range(5, 9)
_PART = range(2, 5)
_PARTS = 3
_KATAKANA = re.compile("[\u30a1-\u30f6][\u30a1-\u30fc]{3,}")
# Vowel signs of Thai, and small kana, are parts of the character before them.
_DEPENDENT = re.compile(
    "[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u30fc\u3041\u3043\u3045\u3047\u3049"
    "\u3083\u3085\u3087\u30a1\u30a3\u30a5\u30a7\u30a9\u30e3\u30e5\u30e7]"
)


def makers(texts: Mapping[int, str], language: Language) -> dict[str, Maker]:
    """Return the makers of queries by kind."""
    runs = {key: runs_of(text) for key, text in texts.items()}
    return _Runs(runs, language).makers()


class _Runs:
    def __init__(self, runs: Mapping[int, list[str]], language: Language) -> None:
        self._runs = runs
        self._joined = {key: " ".join(of_post) for key, of_post in runs.items()}
        self._letters = alphabet(self._joined.values()).replace(" ", "")
        # A Thai character is less than a syllable.
        self._longer = 2 if language.code == "th" else 0
        self._has_kana = language.code == "ja"

    def makers(self) -> dict[str, Maker]:
        found: dict[str, Maker] = {
            "exact": lambda key, rng: self._whole(key, rng, 0),
            "one typo": lambda key, rng: self._whole(key, rng, 1),
            "two typos": lambda key, rng: self._whole(key, rng, 2),
            "parts": self._in_parts,
        }
        if self._has_kana:
            found["kana"] = self._as_hiragana
        return found

    def _whole(self, key: int, rng: random.Random, typos: int) -> str | None:
        length = rng.choice(_WHOLE) + self._longer + 2 * max(0, typos - 1)
        run = self._cut(key, length, rng)
        if run is None or not self._is_alone([run]):
            return None
        return mistype(run, self._letters, rng, typos) if typos else run

    def _in_parts(self, key: int, rng: random.Random) -> str | None:
        lengths = [rng.choice(_PART) + self._longer for _ in range(_PARTS)]
        parts = [self._cut(key, length, rng) for length in lengths]
        chosen = [part for part in parts if part]
        overlap = any(a is not b and a in b for a in chosen for b in chosen)
        if len(chosen) < _PARTS or overlap or not self._is_alone(chosen):
            return None
        return " ".join(chosen)

    def _as_hiragana(self, key: int, rng: random.Random) -> str | None:
        words = sorted(set(_KATAKANA.findall(self._joined[key])))
        chosen = rng.sample(words, min(2, len(words)))
        if not chosen or not self._is_alone(chosen):
            return None
        return " ".join(map(hiragana, chosen))

    def _cut(self, key: int, length: int, rng: random.Random) -> str | None:
        """Return a part of a run that splits no syllable."""
        runs = [run for run in self._runs[key] if len(run) >= length]
        if not runs:
            return None
        run = rng.choice(runs)
        start = rng.randrange(len(run) - length + 1)
        end = start + length
        while start > 0 and _DEPENDENT.match(run[start]):
            start -= 1
        while end < len(run) and _DEPENDENT.match(run[end]):
            end += 1
        return run[start:end]

    def _is_alone(self, parts: Sequence[str]) -> bool:
        having = 0
        for joined in self._joined.values():
            having += all(part in joined for part in parts)
            if having > 1:
                return False
        return having == 1
