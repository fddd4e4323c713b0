"""The nearest spelling of a query without results."""

import re
from collections.abc import Callable
from heapq import nlargest
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.archive.search.fuzzy import variants
from bot.archive.search.packed_words import letters_of
from bot.archive.search.query.ast import Query, Word, leaves, replace_node
from bot.archive.search.query.parser import parse
from bot.archive.search.ranking import is_common
from bot.archive.search.vocabulary import Vocabulary
from bot.errors import ThrowbackError

_SHARED_PREFIX = 1  # letters that a word and its correct spelling have in common at the start
_MAX_EXTRA = 3  # letters that the correct spelling may have more
_SLICE = 4_000  # words; RapidFuzz holds the GIL for a whole call
_MOST_TRIED = 20  # similar words of which one is suggested
_MIN_SIMILARITY = 0.82  # by Jaro-Winkler; less similar words have little to do with each other

_NUMBERS = re.compile(r"\d+")


def correct_spelling(
    vocabulary: Vocabulary,
    query: Query,
    total: int,
    may_suggest: Callable[[str], bool] = lambda _word: True,
) -> Query | None:
    """Return `query` with the words that have no variant respelt as words of the archive.

    Of these only those count for which `may_suggest` returns True, and none that is very common in
    an archive of `total` posts: it would find half of them. None if there is no such word, or no
    similar one in the archive.
    """

    def is_offered(word: str) -> bool:
        return not is_common(vocabulary.post_count(word), total) and may_suggest(word)

    tree = query.root
    for leaf, wanted in leaves(query.root):
        if wanted and isinstance(leaf, Word) and len(leaf.words) == 1:
            (word,) = leaf.words
            if any(_is_shown(one.word, may_suggest) for one in variants(vocabulary, word)):
                continue
            if spelling := _most_similar(vocabulary, word, is_offered):
                tree = replace_node(tree, leaf, Word(spelling))
    if tree == query.root:
        return None
    try:
        return parse(str(query.with_root(tree)))
    except ThrowbackError:
        return None


def _is_shown(variant: str, may_suggest: Callable[[str], bool]) -> bool:
    return all(map(may_suggest, variant.split(" ")))


def _most_similar(
    vocabulary: Vocabulary, word: str, is_offered: Callable[[str], bool]
) -> str | None:
    """Return the most similar word, with the same numbers if there are any in `word`.

    Words are compared by their letters: a syllable of Hangul has two or three.
    """
    typed, numbers = letters_of(word), _NUMBERS.findall(word)
    similar: list[tuple[str, float]] = []
    candidates = vocabulary.with_prefix(typed[:_SHARED_PREFIX], len(typed) + _MAX_EXTRA)
    while some := list(islice(candidates, _SLICE)):
        found = process.extract(
            typed,
            some,
            processor=letters_of,
            scorer=JaroWinkler.similarity,
            score_cutoff=_MIN_SIMILARITY,
            limit=None,
        )
        similar += [(one, score) for one, score, _ in found if _NUMBERS.findall(one) == numbers]
    best = nlargest(_MOST_TRIED, similar, key=lambda one: one[1])
    return next((one for one, _ in best if is_offered(one)), None)
