"""What the words of a query may stand for, all in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.archive.search.fuzzy import Variant, compound_variants, variants
from bot.archive.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the query and the words that may stand for it, by the word."""

    word: str
    variants: Mapping[str, Variant]


def terms(vocabulary: Vocabulary, words: Sequence[str]) -> list[Term]:
    """Return a term for each word of a query. The last word may be unfinished."""
    found = [
        {v.word: v for v in variants(vocabulary, word, unfinished=place == len(words) - 1)}
        for place, word in enumerate(words)
    ]
    for place in range(1, len(words)):
        # "py torch" is "pytorch": that stands for either word.
        for variant in compound_variants(vocabulary, words[place - 1], words[place]):
            for either in (place - 1, place):
                found[either].setdefault(variant.word, variant)
    return [Term(word, by_word) for word, by_word in zip(words, found, strict=True)]
