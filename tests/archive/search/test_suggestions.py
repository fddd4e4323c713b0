"""The nearest spelling of a query without results."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.search.query.parser import parse
from bot.archive.search.ranking import is_common
from bot.archive.search.suggestions import correct_spelling
from bot.archive.search.tokens import tokenize
from tests.archive.search.vocabularies import vocabulary_of

TOTAL = 1000
WORDS = {
    "the": 600, "library": 40, "python3": 20, "python2": 5, "there": 300,
    "프로그램": 12, "한국어로": 500,
}  # fmt: skip


def corrected(query: str) -> str | None:
    """Return the query respelt."""
    found = correct_spelling(vocabulary_of(WORDS), parse(query), TOTAL)
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("libraryyyy", "library"),
        ("theeeee", None),  # "the" and "there" are in hundreds of posts
        ("pythonnnn31", None),
        ("pythonnnnn3", "python3"),
        ("프로그램가나", "프로그램"),
        ("한국어로로로", None),
    ],
)
def test_a_query_is_respelt(query: str, expected: str | None) -> None:
    """Never as a very common word, nor with another number; Hangul is composed."""
    assert corrected(query) == expected


@given(
    st.dictionaries(
        st.text("abc12가각", min_size=1, max_size=7).filter(lambda word: tokenize(word) == [word]),
        st.integers(1, 200),
        min_size=1,
    ),
    st.text("abc12가각", min_size=4, max_size=9),
)
@settings(max_examples=40)
def test_what_is_offered_is_rare_and_has_the_same_numbers(
    posts: dict[str, int], typed: str
) -> None:
    """A suggestion is a word of the archive as it is written there."""
    found = correct_spelling(vocabulary_of(posts), parse(typed), TOTAL)
    if found is not None:
        (word,) = found.words
        assert word in posts
        assert not is_common(posts[word], TOTAL)
        assert [c for c in word if c.isdigit()] == [c for c in parse(typed).words[0] if c.isdigit()]
