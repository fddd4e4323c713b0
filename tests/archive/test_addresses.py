"""The ways to name a post."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.addresses import post_id
from bot.errors import BadQueryError


@pytest.mark.parametrize(
    "named",
    [
        "1585839956471472130",
        " 1585839956471472130 ",
        "https://twitter.com/ezyang/status/1585839956471472130",
        "http://www.twitter.com/ezyang/status/1585839956471472130/photo/1",
        "https://x.com/ezyang/status/1585839956471472130?s=20&t=abc",
        "https://mobile.twitter.com/ezyang/status/1585839956471472130#top",
        "x.com/i/web/status/1585839956471472130",
        "<https://x.com/i/status/1585839956471472130>",
    ],
)
def test_ways_to_name_a_post(named: str) -> None:
    """A post is named by its id or by any link to it."""
    assert post_id(named) == "1585839956471472130"


@pytest.mark.parametrize(
    "named",
    ["", "pytorch", "12x", "https://example.org/status/1", "https://x.com/ezyang", "9" * 20],
)
def test_what_names_no_post(named: str) -> None:
    """Anything else is answered with the right forms."""
    with pytest.raises(BadQueryError, match="id"):
        post_id(named)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    """Any text names a post or gets the sentence."""
    with suppress(BadQueryError):
        assert post_id(text).isdigit()
