"""The terms of a query: its words, each with the words of the archive that it may mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.archive.search.fuzzy import Variant, compound_variants, variants
from bot.archive.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the query and its variants, by the word of the variant."""

    word: str
    variants: Mapping[str, Variant]


def terms(vocabulary: Vocabulary, words: Sequence[str]) -> list[Term]:
    """Return a term for each word of a query. The last word may be unfinished."""
    found = [
        {v.word: v for v in variants(vocabulary, word, unfinished=index == len(words) - 1)}
        for index, word in enumerate(words)
    ]
    for index in range(1, len(words)):
        # "py torch" is "pytorch": that is a variant of both words.
        for variant in compound_variants(vocabulary, words[index - 1], words[index]):
            for neighbour in (index - 1, index):
                found[neighbour].setdefault(variant.word, variant)
    return [Term(word, by_word) for word, by_word in zip(words, found, strict=True)]
