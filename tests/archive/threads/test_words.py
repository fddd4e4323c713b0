"""The words that two posts share, and how long posts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.tokens import tokenize
from bot.archive.threads.length import text_length
from bot.archive.threads.words import (
    Wording,
    has_longer_words,
    shared_stems,
    stem_of,
    word_as_written,
)


def shared(one: str, other: str) -> set[str]:
    """Return the stems that two texts share."""
    wordings = [Wording(text, " ".join(tokenize(text))) for text in (one, other)]
    return shared_stems(wordings[0], wordings[1])


@pytest.mark.parametrize(
    ("one", "other", "stems"),
    [
        ("The lathe turns", "my lathe!", {"lathe"}),
        ("It continues", "CONTINUED here", {"continu"}),
        ("an ox is on", "an ox is on", set()),
        ("El jardín", "un JARDIN", {"jardin"}),
        ("don't", "Don’t", {"dont"}),
        ("covid19 in 2020", "covid19 in 2020", set()),
        ("#lathe", "lathe", {"lathe"}),
        ("港の手紙です", "昨日の手紙", {"手紙", "の手"}),
        ("학교에서 만나", "학교가 좋다", {"학교"}),
        ("🧵 ok", "🧵 no", set()),
        ("c++ now", "c++ then", set()),
        ("", "", set()),
    ],
)
def test_shared_words(one: str, other: str, stems: set[str]) -> None:
    """Words of three letters are compared as the index has them, cut at seven; or pairs."""
    assert shared(one, other) == shared(other, one) == stems


@pytest.mark.parametrize(
    ("one", "other", "stems"),
    [
        ("@lathe_fan see", "@lathe_fan look", set()),
        ("my lathe @lathe_fan", "the lathe", {"lathe"}),
        ("read https://lathe.example/lathe", "my lathe", set()),
        ("lathe: https://lathe.example", "lathe HTTPS://LATHE.example", {"lathe"}),
        ("lathe@example", "lathe", {"lathe"}),
        ("＠lathe see", "lathe", set()),
    ],
)
def test_names_and_addresses_do_not_count(one: str, other: str, stems: set[str]) -> None:
    """A word is only shared if both have it outside @names and addresses."""
    assert shared(one, other) == shared(other, one) == stems


@given(st.text(), st.text())
def test_any_texts(one: str, other: str) -> None:
    """What is shared is a stem of words of both, for all texts."""
    found = shared(one, other)
    assert found == shared(other, one)
    for text in (one, other):
        assert found <= {stem_of(word) for word in tokenize(text)}
        for stem in found:
            written = word_as_written(text, stem)
            assert written
            assert written.isprintable()


@given(st.text())
def test_stems_are_their_own(text: str) -> None:
    """Each stem is the beginning of its word; one that is a whole word is its own stem."""
    for word in tokenize(text):
        if stem := stem_of(word):
            assert word.startswith(stem)
            assert word == stem or has_longer_words(stem)


def test_a_word_as_it_is_written() -> None:
    """It is the first that has the stem, as the text has it."""
    assert word_as_written("See https://lathe.example: the Lathe, lathe", "lathe") == "Lathe"
    assert word_as_written("¡JARDÍN!", "jardin") == "JARDÍN"
    assert word_as_written("nothing", "lathe") == ""
    assert word_as_written("la\u200dthe\u202e", "lathe") == "lathe"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("x" * 280, 280),
        ("see https://example.org/very/long/address/that/goes/on now", 31),
        ("look pic.twitter.com/abc123", 5),
        ("look https://pic.x.com/abc123", 5),
        ("https://a.example\nHTTPS://b.example", 47),
    ],
)
def test_lengths(text: str, length: int) -> None:
    """An address counts 23 characters, one of a picture none."""
    assert text_length(text) == length
