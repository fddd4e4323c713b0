"""Times of day and days of the week, as users type them."""

from datetime import time

import pytest

from bot.archive.digests.time_phrases import format_weekdays, parse_time, parse_weekdays
from bot.errors import BadDigestError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:00", time(9)),
        ("09:00", time(9)),
        (" 9 AM ", time(9)),
        ("21:30", time(21, 30)),
        ("9.30 p.m.", time(21, 30)),
        ("21h30", time(21, 30)),
        ("12 am", time(0)),
        ("12:15pm", time(12, 15)),
        ("0:00", time(0)),
        ("9", time(9)),
        ("12", time(12)),
        ("0", time(0)),
        ("23", time(23)),
        ("9am", time(9)),
        ("9h", time(9)),
        ("0930", time(9, 30)),
        ("930 pm", time(21, 30)),
        ("9 o’clock", time(9)),
        ("Midday", time(12)),
        ("noon", time(12)),
        ("midnight", time(0)),
        ("12  noon", time(12)),
        ("12 midnight", time(0)),
    ],
)
def test_times(text: str, expected: time) -> None:
    """Times can be written with 12 hours or with 24."""
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "24", "99", "2460", "24:00", "9:60", "13 pm", "0 am", "nine", "9:0", "-1:00", "٩:٠٠"],
)
def test_no_times(text: str) -> None:
    """A text that is no time, or could be two times, is answered with the right form."""
    with pytest.raises(BadDigestError, match="21:30"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("Mon – Wed", {0, 1, 2}),
        ("sat,sun", {5, 6}),
        ("Saturday and Sunday", {5, 6}),
        ("weekends", {5, 6}),
        ("weekdays; sat", {0, 1, 2, 3, 4, 5}),
        ("every  day", set(range(7))),
        ("fri-mon", {4, 5, 6, 0}),
        ("tue to thu", {1, 2, 3}),
        ("tuesdays", {1}),
        ("mon-mon", {0}),
    ],
)
def test_weekdays(text: str, expected: set[int]) -> None:
    """Weekdays can be names, ranges that wrap around the week, and words for sets."""
    assert parse_weekdays(text) == expected


@pytest.mark.parametrize("text", ["", "t", "s-sun", "mon-", "mon,,tue", "someday", "s"])
def test_no_weekdays(text: str) -> None:
    """A text that names no day, or could name two, is answered with the right form."""
    with pytest.raises(BadDigestError, match="mon-fri"):
        parse_weekdays(text)


def test_weekdays_in_words() -> None:
    """Weekdays are printed in the order of the week."""
    assert format_weekdays({4, 0}) == "Mon, Fri"
