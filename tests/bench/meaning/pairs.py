"""Pairs of a post and a query that means it without any of its words.

All are of our own writing, and were there before the search that they measure.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.archive.search.forms.stems import stem_of
from bot.archive.search.tokens import tokenize

_HERE = Path(__file__).parent
_LANGUAGES = ("en", "fr", "es", "de")  # whose endings are taken off; Japanese has none that we know

_FUNCTION_WORDS = frozenset((_HERE / "function_words.txt").read_text("utf-8").split())


class Pair(NamedTuple):
    """A post, a query for it, and the query's language."""

    post: str
    query: str
    language: str = "en"


@cache
def paraphrases() -> tuple[Pair, ...]:
    """Return the pairs that are both in English."""
    return tuple(_pair(line, "en") for line in _lines("english.txt"))


@cache
def across_languages() -> tuple[Pair, ...]:
    """Return the pairs of a post in one language and a query in another, one of them English."""
    split = (line.split(" | ") for line in _lines("other.txt"))
    return tuple(_pair(line, language) for language, line in split)


def pairs() -> tuple[Pair, ...]:
    """Return all pairs."""
    return paraphrases() + across_languages()


def content(text: str) -> frozenset[str]:
    """Return the words of a text that mean something, with their stems in each language."""
    return frozenset().union(*map(forms_of, words_of(text)))


def words_of(text: str) -> set[str]:
    """Return the words of a text that mean something."""
    return {word for word in tokenize(text) if word not in _FUNCTION_WORDS}


@cache
def forms_of(word: str) -> frozenset[str]:
    """Return a word and its stems in each language."""
    return frozenset({word, *(stem_of(word, code) for code in _LANGUAGES)})


def _pair(line: str, language: str) -> Pair:
    post, query = line.split(" => ")
    return Pair(post, query, language)


def _lines(name: str) -> list[str]:
    return (_HERE / name).read_text("utf-8").splitlines()
