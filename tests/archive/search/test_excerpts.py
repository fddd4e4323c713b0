"""An excerpt is one line around the first word that was found."""

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.excerpts import excerpt

LONG = "Payment received, thank you.\nYour order of forty platypus masks will arrive on Thursday"


def test_the_word_is_in_it() -> None:
    """What is left out before and behind is shown."""
    assert excerpt(LONG, {"platypus"}, 40) == "…you. Your order of forty platypus masks…"
    assert excerpt(LONG, {"payment"}, 20) == "Payment received,…"
    assert excerpt("short\ntext", {"text"}, 40) == "short text"


@given(st.text(max_size=300), st.sets(st.text(max_size=5), max_size=3), st.integers(10, 80))
def test_an_excerpt_is_a_part_of_the_text(text: str, words: set[str], width: int) -> None:
    """It says nothing else, in one line, and is not much longer than it may be."""
    found = excerpt(text, words, width)
    inside = found.removeprefix("…").removesuffix("…")
    assert inside in " ".join(text.split()) or text.count("…")
    assert len(inside) <= width
