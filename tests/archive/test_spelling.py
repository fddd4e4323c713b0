"""Typed words and the words they may stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.spelling import MOST_VARIANTS, Vocabulary, typo_budget

WORDS = {
    "deadlock": 5, "headlock": 1, "pytorch": 9, "torch": 3, "bug": 8, "bugs": 20, "bugged": 1,
    "happy": 4, "happiness": 2, "the": 900, "thy": 1, "日本": 4, "日曜": 2, "2022": 7, "2023": 7,
    "#bug": 2,
}  # fmt: skip


def best(word: str) -> list[str]:
    """Return what `word` may stand for, the likeliest first."""
    return [variant.word for variant in Vocabulary(WORDS).variants(word)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("deadlock", "deadlock"),
        ("deadlok", "deadlock"),
        ("daedlock", "deadlock"),
        ("pytroch", "pytorch"),
        ("bug", "bug"),
        ("happyness", "happiness"),
        ("日", "日本"),
        ("#bugg", "#bug"),
    ],
)
def test_the_meant_word_comes_first(typed: str, meant: str) -> None:
    """A typed word stands first of all for itself, then for what is nearest."""
    assert best(typed)[0] == meant


def test_endings_are_one_word() -> None:
    """Another ending of the same word costs no typo."""
    variants = {variant.word: variant for variant in Vocabulary(WORDS).variants("bugs")}
    assert variants["bugged"].edits == 0
    assert variants["bugs"].weight > variants["bug"].weight > 0.8


@pytest.mark.parametrize("typed", ["2024", "ab", "本語", "zzzz"])
def test_what_has_no_typos(typed: str) -> None:
    """Numbers, very short words and scripts without spaces stand for themselves alone."""
    assert best(typed) == []


@given(st.text(), st.dictionaries(st.text(min_size=1), st.integers(1, 99)))
def test_no_word_breaks_it(word: str, vocabulary: dict[str, int]) -> None:
    """Any word gets a list of words of the vocabulary, each once and within its budget."""
    variants = Vocabulary(vocabulary).variants(word)
    assert len({variant.word for variant in variants}) == len(variants) <= MOST_VARIANTS
    for variant in variants:
        assert vocabulary[variant.word] == variant.posts
        assert variant.edits <= typo_budget(word)
        assert 0 < variant.weight <= 1
