"""The nearest spelling of a query without results."""

from collections.abc import Callable

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.archive.search.fuzzy import variants
from bot.archive.search.query.ast import Query, Word, leaves, replace_node
from bot.archive.search.query.parser import parse
from bot.archive.search.vocabulary import Vocabulary
from bot.errors import ThrowbackError

_SHARED_PREFIX = 1  # letters that a word and its correct spelling have in common at the start
_MAX_EXTRA = 3  # letters that the correct spelling may have more
_MOST_TRIED = 20  # similar words of which one is suggested
_MIN_SIMILARITY = 0.82  # by Jaro-Winkler; less similar words have little to do with each other


def correct_spelling(
    vocabulary: Vocabulary,
    query: Query,
    may_suggest: Callable[[str], bool] = lambda _word: True,
) -> Query | None:
    """Return `query` with the words that have no variant respelt as words of the archive.

    Of these only those count for which `may_suggest` returns True. None if there is no such word,
    or no similar one in the archive.
    """
    tree = query.root
    for leaf, wanted in leaves(query.root):
        if wanted and isinstance(leaf, Word) and len(leaf.words) == 1:
            (word,) = leaf.words
            if any(_is_shown(one.word, may_suggest) for one in variants(vocabulary, word)):
                continue
            if spelling := _most_similar(vocabulary, word, may_suggest):
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
    vocabulary: Vocabulary, word: str, may_suggest: Callable[[str], bool]
) -> str | None:
    candidates = list(vocabulary.with_prefix(word[:_SHARED_PREFIX], len(word) + _MAX_EXTRA))
    found = process.extract(
        word,
        candidates,
        scorer=JaroWinkler.similarity,
        score_cutoff=_MIN_SIMILARITY,
        limit=_MOST_TRIED,
    )
    return next((one for one, *_ in found if may_suggest(one)), None)
