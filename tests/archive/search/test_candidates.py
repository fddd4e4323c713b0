"""Candidates of a query."""

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.candidates import best_keys


@given(st.dictionaries(st.integers(0, 50), st.sampled_from([0.5, 1.0, 2.5])), st.integers(0, 60))
def test_the_best_keys_are_in_order(scores: dict[int, float], most: int) -> None:
    """The best come first, of equal scores the higher key: as if all pairs were sorted."""
    every = sorted(scores, key=lambda key: (scores[key], key), reverse=True)
    assert best_keys(scores, most) == every[:most]
