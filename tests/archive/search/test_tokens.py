"""What counts as a word."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.search.tokens import _analyse, fold, is_partial, tokenize, tokenize_query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's DON'T", ["its", "dont"]),
        ("C++ and c#, not c", ["c++", "and", "c#", "not", "c"]),
        ("#PyTorch by @soumith", ["#pytorch", "pytorch", "by", "@soumith", "soumith"]),
        ("thanks @snake_case", ["thanks", "@snake_case", "snake", "case"]),
        ("see https://www.godbolt.org/z/35", ["see", "godbolt", "org", "z", "35"]),
        ("Café e\u0301t Weiß", ["cafe", "et", "weiss"]),
        ("日本語", ["日本", "本語", "語"]),
        ("한국", ["한국", "국"]),
        ("ＡＢＣ ﾃｽﾄ", ["abc", "テス", "スト", "ト"]),
        ("I ❤️ it 👍🏽", ["i", "❤", "it", "👍"]),
        ("🇩🇪 👨‍👩‍👧", ["🇩🇪", "👨‍👩‍👧"]),
        ("หิว", ["หิ", "ิว", "ว"]),
        ("... !?", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Words are folded; runs without spaces become pairs; tags also stand under their names."""
    assert tokenize(text) == expected


def test_query_words_stand_for_themselves() -> None:
    """A typed tag is not looked for under its bare name, nor a run by its last character."""
    assert tokenize_query("#PyTorch 日本語 PyTorch 語 it it") == [
        *("#pytorch", "日本", "本語", "pytorch", "語", "it")
    ]
    assert is_partial("語")
    assert not is_partial("日本")


@given(st.text())
def test_every_query_word_of_a_text_is_indexed(text: str) -> None:
    """Whatever a post says can be asked for in its own words."""
    assert set(tokenize_query(text)) <= set(tokenize(text))


@given(st.text() | st.text(st.characters(max_codepoint=127)) | st.text("aB1_#@+':/.\x1c\u0301日 "))
@example("#_")
@example("@a_b")
@example("c\x1c++")
def test_the_short_ways_change_nothing(text: str) -> None:
    """Words are found one by one, and those of ASCII faster, as they would be in the whole text."""
    assert tokenize(text) == [word for word, *_ in _analyse(text)]


@given(st.text())
def test_words_hold_no_space(text: str) -> None:
    """Words can be joined by spaces and split again: the index relies on it."""
    assert " ".join(tokenize(text)).split(" ") == (tokenize(text) or [""])


@pytest.mark.parametrize("word", ["ÉCOLE", "straße", "Ärger", "ΜΟΎΣΑ", "ёлка", "ñandú"])
def test_folding_ignores_case_and_accents(word: str) -> None:
    """A word and the same in capitals are one."""
    assert fold(word) == fold(word.upper()) == fold(fold(word))


@pytest.mark.parametrize("typed", ["@snake_case", "snake_case", "snake"])
@pytest.mark.parametrize("post", ["thanks @snake_case", "danke schön @snake_case"])
def test_a_name_is_found_by_its_parts(post: str, typed: str) -> None:
    """A name with a line in it is found as a whole and by its parts, whatever else is said."""
    assert set(tokenize_query(typed)) <= set(tokenize(post))


def test_strange_letters_make_whole_words() -> None:
    """A ligature that stands for a phrase becomes its words, an accent alone nothing."""
    assert len(tokenize("\ufdfa")) == 4
    assert tokenize("\u0301 x") == ["x"]
