"""Lines of a picture become its text, in the order that people read them in."""

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.picture_texts import MAX_TEXT, Line, text_of

LINES = st.builds(
    lambda text, left, top, height: Line(text, left, top, top + height),
    st.text(max_size=8), st.floats(0, 4_000), st.floats(0, 4_000), st.floats(1, 200),
)  # fmt: skip


def test_lines_are_in_reading_order() -> None:
    """From top to bottom, and from left to right where two are side by side, though aslant."""
    lines = [
        Line("world", 200, 14, 34), Line("below", 10, 60, 80), Line("hello", 10, 10, 30),
        Line(" \n ", 0, 100, 120),
    ]  # fmt: skip
    assert text_of(lines) == "hello\nworld\nbelow"


@given(st.lists(LINES, max_size=12))
def test_the_order_of_what_was_found_does_not_matter(lines: list[Line]) -> None:
    """All words are kept, and which line was found first decides nothing."""
    text = text_of(lines)
    assert sorted(text.split()) == sorted(" ".join(one.text for one in lines).split())
    shuffled = sorted(lines, key=lambda line: (line.text, line.left, line.top, line.bottom))
    assert sorted(text_of(shuffled).split("\n")) == sorted(text.split("\n"))


def test_a_page_without_end_is_cut() -> None:
    """A picture of nothing but print does not fill the archive."""
    assert len(text_of([Line("word " * 100, 0, n, n + 1) for n in range(0, 500, 2)])) == MAX_TEXT
