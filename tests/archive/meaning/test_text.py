"""The text of which the meaning of a post is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.meaning.text import meant_text, without_repeats


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The heron stood still", "The heron stood still"),
        ("Look at  this\nheron https://t.co/abc", "Look at this heron"),
        ("RT @bird_watch: the heron &amp; the canal", "the heron & the canal"),
        ("@one @two@example.org the heron came back", "the heron came back"),
        ("see example.org/heron?x=1 for the heron", "see for the heron"),
        ("the heron and @one came back", "the heron and @one came back"),
        ("電車に傘を忘れた", "電車に傘を忘れた"),
        ("heron heron heron heron", None),
        ("good morning", None),
        ("https://t.co/abc https://t.co/def https://t.co/ghi", None),
        ("1 2 3 4 5", None),
        ("🎉 🎉 🐦 🦆", None),
        ("", None),
    ],
)
def test_what_is_left_of_a_text(text: str, meant: str | None) -> None:
    """Addresses, `RT @name:` and addressees are no part; of under three words there is none."""
    assert meant_text(text) == meant


@given(st.text())
def test_it_is_one_line_and_stays_as_it_is(text: str) -> None:
    """It has single spaces alone, and its words do not depend on white space around it."""
    meant = meant_text(text)
    if meant is not None:
        assert meant == " ".join(meant.split())
        assert meant_text(f" {text}\n") == meant


def test_repeats_are_left_out() -> None:
    """The first of those stays that say the same but for signs, addresses and who is answered."""
    texts = [
        (1, "The heron came back"),
        (2, "RT @one: the heron came back!"),
        (3, "The heron came back https://t.co/abc"),
        (4, "the heron never came back"),
        (5, "Hm"),
        (6, "hm..."),
        (7, ""),
    ]
    assert [*without_repeats(texts)] == [1, 4, 5, 7]
