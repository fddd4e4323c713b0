"""Queries made from texts that are no queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.query.ast import Word, leaves
from bot.archive.search.query.from_text import query_from_text
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.archive.search.tokens import tokenize_query

PIECES = st.sampled_from(
    [
        "sort:newest", "min_likes:5", "id:5",
        "from:ada", "since:2021-99-99", "until:", "has:media", '"', "(", ")", "-", "OR", "ＯＲ",
        "(x OR", "-comet", "“", ":(", "日本語", "ｶﾞｷﾞ", "C++", "#tag", "@name_x", "don't", "ﬁ",
        "e\u0301", "\u200b", "🙂", "🇩🇪", "\U0001f469\u200d\U0001f467",
        "<@17>", "<:wave:1>", "a" * 250,
    ]
)  # fmt: skip
ODD = st.one_of(st.text(), st.lists(PIECES | st.text(max_size=5)).map(" ".join))


@given(ODD)
def test_any_text_is_a_query_of_words(text: str) -> None:
    """Any text becomes a query of its words and of nothing else."""
    asked = query_from_text(text)
    assert len(asked) <= MAX_QUERY_LENGTH
    if asked:
        query = parse(asked)
        assert all(isinstance(leaf, Word) and wanted for leaf, wanted in leaves(query.root))
        assert query.words


@given(st.lists(PIECES, max_size=8).map(" ".join))
def test_the_words_are_those_of_the_text(text: str) -> None:
    """The query of a short text has exactly the words of the text."""
    if len(text) < MAX_QUERY_LENGTH and "<" not in text:
        assert tokenize_query(query_from_text(text)) == tokenize_query(text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ('He said: "the comet (again)" OR not?', "He said the comet again or not"),
        ("<@123> see https://x.com/a/status/x <:bee:5> bees!", "see bees"),
        ("日本語のツイート", "日本語のツイート"),
        ("#bees @ada", "#bees @ada"),
        ("?! …", ""),
        ("a" * 300 + " bees", "bees"),
        ("", ""),
    ],
)
def test_how_texts_are_asked(text: str, query: str) -> None:
    """Punctuation is left out; words stay as they are written."""
    assert query_from_text(text) == query
