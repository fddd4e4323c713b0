"""The terms of a query: its words, each with the words of the archive that it may mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.archive.search.forms.words import Related
from bot.archive.search.fuzzy import Variant, compound_variants, doubtful_variants, variants
from bot.archive.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the query and its variants, by the word of the variant."""

    word: str
    variants: Mapping[str, Variant]


def terms(
    vocabulary: Vocabulary,
    words: Sequence[str],
    related: Mapping[str, Sequence[Related]] | None = None,
) -> list[Term]:
    """Return a term for each word of a query. The last word may be unfinished.

    `related` has for each of them the words of which it is a form.
    """
    forms = related or {}
    found = [
        {
            one.word: one
            for one in variants(
                vocabulary, word, forms.get(word, ()), unfinished=index == len(words) - 1
            )
        }
        for index, word in enumerate(words)
    ]
    for index in range(1, len(words)):
        # "py torch" is "pytorch": that is a variant of both words.
        for variant in compound_variants(vocabulary, words[index - 1], words[index]):
            for neighbour in (index - 1, index):
                found[neighbour].setdefault(variant.word, variant)
    return [Term(word, by_word) for word, by_word in zip(words, found, strict=True)]


def widened(vocabulary: Vocabulary, terms: Sequence[Term], edits: int) -> list[Term]:
    """Return the terms with their doubtful variants too, up to so many typos away."""
    found = []
    for term in terms:
        unfinished = term is terms[-1]
        more = doubtful_variants(vocabulary, term.word, edits, unfinished=unfinished)
        doubtful = {one.word: one for one in more}
        found.append(Term(term.word, {**doubtful, **term.variants}) if doubtful else term)
    return found


def without_typos(term: Term) -> Term:
    """Return a term with those of its variants that differ from it by no typo."""
    return Term(term.word, {word: v for word, v in term.variants.items() if not v.edits})
