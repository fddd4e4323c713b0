"""Vocabularies for tests."""

from collections.abc import Mapping

from bot.archive.search.packed_words import pack
from bot.archive.search.vocabulary import Vocabulary


def vocabulary_of(posts: Mapping[str, int]) -> Vocabulary:
    """Return the vocabulary of words, each with the number of posts it occurs in."""
    return Vocabulary(*pack([*posts], [*posts.values()]))
