"""The analysis of earlier versions, by which an index of theirs answers until it is rebuilt."""

import pytest

from bot.archive.search.analysis.first import (
    is_partial,
    phrase_words,
    tokenize,
    tokenize_query,
    tokenize_with_spans,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's DON'T l’université Weiß", ["its", "dont", "luniversite", "weiss"]),
        ("C++ and c# łza ﬁn ＡＢＣ", ["c++", "and", "c#", "łza", "fin", "abc"]),
        ("#PyTorch @snake_case", ["#pytorch", "pytorch", "@snake_case", "snake", "case"]),
        ("https://www.godbolt.org/z/35", ["godbolt", "org", "z", "35"]),
        ("한국 ﾃｽﾄ 語", ["한국", "국", "テス", "スト", "ト", "語"]),
        ("စား #ดี", ["စ", "#ด", "ด", "ี"]),
        ("مَرَّاكُش", ["مَرَّاكُش"]),
        ("🇩🇪 👍🏽", ["🇩🇪", "👍"]),
    ],
)
def test_words_of_then(text: str, expected: list[str]) -> None:
    """The words are those that indexes of earlier versions have: this test never changes."""
    assert tokenize(text) == expected
    assert [word for word, *_ in tokenize_with_spans(text)] == expected


def test_queries_of_then() -> None:
    """A typed tag gives itself alone, a run its pairs, and so does the end of a phrase."""
    assert tokenize_query("#PyTorch 日本語 語") == ["#pytorch", "日本", "本語", "語"]
    assert phrase_words("is 日本語") == ("is", "日本", "本語")
    assert phrase_words("is 語") == ("is", "語")
    assert is_partial("語")
    assert is_partial("국")
    assert not is_partial("日本")
