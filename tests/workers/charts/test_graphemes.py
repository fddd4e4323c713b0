"""Texts as graphemes: emoji by name, nothing invisible."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workers.charts.graphemes import graphemes, is_right_to_left


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tea", "tea"),
        ("a\n\tb  c\r\n", "a b c"),
        ("a\u0000\u007f\u0090b", "ab"),
        ("\u202eevil\u202c \u2066x\u2069\u200f", "evil x"),
        ("\ud800\ue000\U000e0041\ufeff", ""),
        ("☕ and ☕️", ":hot beverage: and :hot beverage:"),
        ("I ❤️ ♥", "I :red heart: ♥"),
        ("👍🏽", ":thumbs up:"),
        ("👩‍🚀", ":woman rocket:"),
        ("🇩🇪", ":flag DE:"),
        ("1️⃣#️⃣", "1#"),
        ("葛\U000e0100", "葛"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 4),
        ("क्‍ष", "क्‍ष"),
        ("می‌خواهم", "می‌خواهم"),
        ("\u200d\u200c", ""),
        ("$x^2$ \\alpha", "$x^2$ \\alpha"),
    ],
)
def test_what_is_shown_of_a_text(text: str, shown: str) -> None:
    """Emoji have names; controls, changes of direction and selectors are left out."""
    assert "".join(graphemes(text)) == shown


@given(st.text(st.characters(codec=None)))
def test_nothing_invisible_is_left(text: str) -> None:
    """No control, no change of direction, and no half of a character."""
    shown = "".join(graphemes(text))
    categories = {unicodedata.category(one) for one in shown if one not in "\u200c\u200d"}
    assert not categories & {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "expected"), [("abc", False), ("#שלום", True), ("12 قهوة", True), ("12", False)]
)
def test_the_first_letter_decides_on_the_direction(text: str, *, expected: bool) -> None:
    """Signs and digits before it do not."""
    assert is_right_to_left(text) is expected
