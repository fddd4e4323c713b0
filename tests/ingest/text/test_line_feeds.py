"""Line breaks of any kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.text.line_feeds import with_line_feeds, with_lines


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\rb", "a\nb"),
        ("a\r\nb", "a\nb"),
        ("a\r\r\nb", "a\nb"),
        ("a\r\rb", "a\n\nb"),
        ("a\n\rb", "a\n\nb"),
        ("a\nb", "a\nb"),
    ],
)
def test_a_break_is_a_line_feed(text: str, read: str) -> None:
    """A carriage return is a line break, with or without a line feed."""
    assert with_line_feeds(text) == read


@given(st.text("ab\r\n"))
def test_lines_are_found_at_their_positions(text: str) -> None:
    """Only returns that end a line alone are replaced, and no position changes."""
    lines = with_lines(text)
    assert len(lines) == len(text)
    assert with_line_feeds(lines) == with_line_feeds(text)
    assert [one for one, other in zip(lines, text, strict=True) if one != other] == ["\n"] * sum(
        one != other for one, other in zip(lines, text, strict=True)
    )
