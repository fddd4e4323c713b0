"""Tokenization of posts and queries."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.search import tokens
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
        ("あ゛あ゛ か゜", ["あ\u3099", "\u3099あ", "あ\u3099", "\u3099", "か\u309a", "\u309a"]),
        ("\U0001f3fd 👍", ["👍"]),
        ("... !?", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Words are folded; runs without spaces become pairs; tags also count without their sign."""
    assert tokenize(text) == expected


def test_query_words_are_not_expanded() -> None:
    """A typed tag is not searched under its bare name, nor a run by its last character."""
    assert tokenize_query("#PyTorch 日本語 PyTorch 語 it it") == [
        *("#pytorch", "日本", "本語", "pytorch", "語", "it")
    ]
    assert is_partial("語")
    assert not is_partial("日本")


@given(st.text())
def test_every_query_word_of_a_text_is_indexed(text: str) -> None:
    """Every word of a post can be searched for as the post writes it."""
    assert set(tokenize_query(text)) <= set(tokenize(text))


@given(st.text() | st.text(st.characters(max_codepoint=127)) | st.text("aB1_#@+':/.\x1c\u0301日 "))
@example("see http://a.bc/x")
@example("#_")
@example("@a_b")
@example("c\x1c++")
def test_the_fast_paths_change_nothing(text: str) -> None:
    """Tokens found word by word, faster for ASCII, are those of the whole text."""
    assert tokenize(text) == [word for word, *_ in _analyse(text)]


@given(st.text())
def test_words_hold_no_space(text: str) -> None:
    """Tokens can be joined by spaces and split again: the index relies on it."""
    assert " ".join(tokenize(text)).split(" ") == (tokenize(text) or [""])


def test_no_character_makes_an_empty_word() -> None:
    """No character, alone or after another, makes a word that is empty or holds a space."""
    text = " ".join(f"{one} あ{one}" for one in map(chr, range(0x20, 0x20000)) if one.isprintable())
    words = tokenize(text)
    assert "" not in words
    assert " ".join(words).split() == words


@pytest.mark.parametrize("word", ["ÉCOLE", "straße", "Ärger", "ΜΟΎΣΑ", "ёлка", "ñandú"])
def test_folding_ignores_case_and_accents(word: str) -> None:
    """A word and its capitals fold to the same token."""
    assert fold(word) == fold(word.upper()) == fold(fold(word))


@pytest.mark.parametrize("typed", ["@snake_case", "snake_case", "snake"])
@pytest.mark.parametrize("post", ["thanks @snake_case", "danke schön @snake_case"])
def test_a_name_is_found_by_its_parts(post: str, typed: str) -> None:
    """A name with an underscore is found as a whole and by its parts, in any text."""
    assert set(tokenize_query(typed)) <= set(tokenize(post))


def test_strange_letters_make_whole_words() -> None:
    """A ligature that means a phrase becomes its words; a lone accent becomes nothing."""
    assert len(tokenize("\ufdfa")) == 4
    assert tokenize("\u0301 x") == ["x"]


def test_few_and_short_words_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered for speed stays small, also for texts that hardly repeat."""
    tokens._KNOWN.clear()
    tokenize(" ".join("日本" * length for length in range(5, 25)) + " " + "x" * 41)
    assert not tokens._KNOWN
    monkeypatch.setattr(tokens, "_MOST_KNOWN", 10)
    tokenize(" ".join(f"word{number}" for number in range(95)))
    assert 0 < len(tokens._KNOWN) <= 10
