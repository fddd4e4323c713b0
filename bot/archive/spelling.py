"""A word as it was typed, and the words of the archive that it may stand for."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.archive.words import is_part, is_unspaced

MOST_VARIANTS = 40
"""How many words one typed word may stand for: more only bring noise."""

_SLICE = 2_000  # RapidFuzz holds the interpreter for a whole call; short calls let others run
_MOST_OF_A_STEM = 400
_STEM_WEIGHT = 0.85
_PREFIX_WEIGHT = 0.8
_EDIT_WEIGHT = 0.65
_FIRST_LETTER_WEIGHT = 0.9  # people seldom mistype the first letter
_SHORT_WORD_WEIGHT = 0.6  # two edits in five letters leave little of a word
_SHORT_WORD = 5


@dataclass(frozen=True, slots=True)
class Variant:
    """A word of the archive that a typed word may stand for.

    `edits` counts the typos between them (0 for another ending); `weight`, above 0 and at most 1,
    says how well it stands for the typed word; `posts` in how many posts it occurs.
    """

    word: str
    edits: int
    weight: float
    posts: int


def typo_budget(word: str) -> int:
    """Return how many typos a word may have: none below 3 letters, 1 up to 4, 2 above.

    Tags and names count without their sign; words of scripts without spaces have none, for a
    typo there is another word; nor have numbers.
    """
    letters = len(word.lstrip("#@"))
    if letters < 3 or word.isdigit() or is_unspaced(word):  # noqa: PLR2004 - see above
        return 0
    return 1 if letters <= 4 else 2  # noqa: PLR2004 - see above


class Vocabulary:
    """The words of an archive, each with the number of posts it occurs in. Immutable."""

    def __init__(self, posts_by_word: Mapping[str, int]) -> None:
        self._posts = dict(posts_by_word)
        self._sorted = sorted(self._posts)
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._posts:
            if typo_budget(word):
                by_length[len(word)].append(word)
        self._by_length = dict(by_length)

    def __len__(self) -> int:
        return len(self._posts)

    def posts(self, word: str) -> int:
        """Return in how many posts `word` occurs."""
        return self._posts.get(word, 0)

    def variants(self, word: str) -> list[Variant]:
        """Return the words that `word` may stand for, the likeliest first."""
        found: dict[str, Variant] = {}
        for variant in self._all_variants(word):
            known = found.get(variant.word)
            if known is None or variant.weight > known.weight:
                found[variant.word] = variant
        best = sorted(found.values(), key=lambda v: (-v.weight, -v.posts, v.word))
        return best[:MOST_VARIANTS]

    def _all_variants(self, word: str) -> Iterator[Variant]:
        if word in self._posts:
            yield Variant(word, 0, 1.0, self._posts[word])
        if is_part(word):
            yield from self._variants(self._beginning(word), _PREFIX_WEIGHT)
        if word.isascii() and word.isalpha():
            yield from self._variants(self._same_stem(word), _STEM_WEIGHT)
        yield from self._misspelt(word)

    def _variants(self, words: Iterable[str], weight: float) -> Iterator[Variant]:
        return (Variant(word, 0, weight, self._posts[word]) for word in words)

    def _beginning(self, prefix: str) -> Iterator[str]:
        start = bisect_left(self._sorted, prefix)
        for word in self._sorted[start : start + _MOST_OF_A_STEM]:
            if not word.startswith(prefix):
                return
            yield word

    def _same_stem(self, word: str) -> Iterator[str]:
        stem_of = snowballstemmer.stemmer("english").stemWord  # its state is one thread's
        stem = stem_of(word)
        # The stem of "happy" is "happi": only what stands before its last letter is in the words.
        shared = stem.removesuffix("i")
        if len(shared) > 1:
            yield from (w for w in self._beginning(shared) if stem_of(w) == stem)

    def _misspelt(self, word: str) -> Iterator[Variant]:
        budget = typo_budget(word)
        if not budget:
            return
        for length in range(len(word) - budget, len(word) + budget + 1):
            choices = self._by_length.get(length, [])
            for start in range(0, len(choices), _SLICE):
                for match, edits, _ in process.extract(
                    word,
                    choices[start : start + _SLICE],
                    scorer=OSA.distance,
                    score_cutoff=budget,
                    limit=None,
                ):
                    if edits and edits <= typo_budget(match):
                        weight = _weight(word, match, int(edits))
                        yield Variant(match, int(edits), weight, self._posts[match])


def _weight(typed: str, match: str, edits: int) -> float:
    weight: float = _EDIT_WEIGHT**edits
    if typed[0] != match[0]:
        weight *= _FIRST_LETTER_WEIGHT
    if edits > 1 and len(typed) <= _SHORT_WORD:
        weight *= _SHORT_WORD_WEIGHT
    return weight
