"""The language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.languages import canonical, detect
from bot.archive.search.languages.detection import _BITS, _HIGHEST, _MOST_WORDS, _score
from bot.archive.search.languages.scripts import SCRIPT_LANGUAGES
from bot.archive.search.languages.tables import RARE, RELATED, TABLES
from tests.archive.search.languages.posts import POSTS


@pytest.mark.parametrize("code", POSTS)
def test_each_language_is_found(code: str) -> None:
    """In an informal post, and beside names, links, tags and emoji, which do not count."""
    assert detect(POSTS[code]) == code
    noise = f"@the_Weather {POSTS[code]} 😀 https://example.com/this-is-the-end #TheBestOfTheWest"
    assert detect(noise) == code


@pytest.mark.parametrize("code", ["de", "es", "fr", "pt", "ru", "tr", "id", "el"])
def test_capitals_change_nothing(code: str) -> None:
    """A post in capitals is in the language of the one in small letters."""
    assert detect(POSTS[code].upper()) == code


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "😀 🎉", "https://example.com/the/and/of", "@and @the #of", "12 34", "hello"),
        *("Schadenfreude", "привет", "...", "@ #", "\u0301", "\u202e", "'", "’’", "α", "π = 3.14"),
    ],
)
def test_nothing_is_said_without_words(text: str) -> None:
    """Links, names, emoji, numbers, one word in a script of many languages."""
    assert detect(text) is None


def test_english_terms_do_not_outweigh_another_script() -> None:
    """A Japanese post about a computer is Japanese."""
    assert detect("Pythonのasyncioでthread poolを使う方法") == "ja"
    assert detect("обновил Windows до версии Home, теперь ничего не работает") == "ru"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Whatever the text, there is a known code or none."""
    known = {table.code for table in TABLES} | set(SCRIPT_LANGUAGES)
    assert detect(text) in known | {None}


@pytest.mark.parametrize("word", ["的" * 500, "the" * 500, "ñ" * 300, "ა" * 200, "a'" * 400])
def test_sums_cannot_overflow(word: str) -> None:
    """No word has a score of which as many as are counted exceed what a language has room for."""
    score = _score(word)
    while score:
        assert score & ((1 << _BITS) - 1) <= _HIGHEST
        score >>= _BITS
    assert _HIGHEST * _MOST_WORDS + 100 < 1 << _BITS
    assert detect(f"{word} " * 1_000) in {None, detect(word), detect(f"{word} {word} {word}")}


def test_the_tables_are_consistent() -> None:
    """Each language is there once, under its canonical code; relatives are languages."""
    codes = [*(table.code for table in TABLES), *SCRIPT_LANGUAGES]
    assert len(codes) == len({*codes})
    assert [canonical(code) for code in codes] == codes
    assert {*RELATED, *RARE, *(code for some in RELATED.values() for code in some)} <= {*codes}
    for table in TABLES:
        words = " ".join(table.words).split()
        assert len(words) == len({*words})
        assert {len(group) for some in table.groups for group in some.split()} <= {3}
