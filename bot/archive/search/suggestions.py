"""The nearest spelling of a query that nothing answers."""

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.archive.search.fuzzy import variants
from bot.archive.search.query.ast import Query, Word, leaves, replace_node
from bot.archive.search.query.parser import parse
from bot.archive.search.vocabulary import Vocabulary
from bot.errors import ThrowbackError

_SHARED = 1  # letters at the beginning that a word and its spelling have in common
_FURTHER = 3  # letters that the spelling may have more
_NEAR = 0.82  # of JaroWinkler's measure; below it words have little to do with each other


def correct_spelling(vocabulary: Vocabulary, query: Query) -> Query | None:
    """Return `query` with the words that stand for nothing spelt as the archive has them.

    None where there is no such word, or nothing near it.
    """
    tree = query.root
    for leaf, wanted in leaves(query.root):
        if wanted and isinstance(leaf, Word) and len(leaf.words) == 1:
            (word,) = leaf.words
            if not variants(vocabulary, word) and (spelt := _nearest(vocabulary, word)):
                tree = replace_node(tree, leaf, Word(spelt))
    if tree == query.root:
        return None
    try:
        return parse(str(tree))
    except ThrowbackError:
        return None


def _nearest(vocabulary: Vocabulary, word: str) -> str | None:
    near = list(vocabulary.with_prefix(word[:_SHARED], len(word) + _FURTHER))
    found = process.extractOne(word, near, scorer=JaroWinkler.similarity, score_cutoff=_NEAR)
    return str(found[0]) if found else None
