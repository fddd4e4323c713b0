"""Numbers and their nouns."""

import pytest

from bot.archive.plurals import Noun, counted


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [(0, "post", "0 posts"), (1, "entry", "1 entry"), (2, "entry", "2 entries"),
     (2000, "link", "2,000 links")],
)  # fmt: skip
def test_a_noun_agrees_with_its_number(count: int, noun: Noun, text: str) -> None:
    """Only 1 is followed by the singular."""
    assert counted(count, noun) == text
