"""Which continuations are likely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.threads.features import Features
from bot.archive.threads.likelihood import (
    BOUNDS_MS,
    DEFAULT_THRESHOLD,
    PATTERNS,
    LikelihoodModel,
    Observed,
    Pattern,
    default_share,
    format_gap,
    likely_why,
    pattern_of,
)

NONE = Features.NONE


def is_likely(
    habits: LikelihoodModel, cue: Features, seconds: float, threshold: float | None = None
) -> bool:
    """Tell whether a pair is likely."""
    return pattern_of(cue, round(seconds * 1000)) in habits.likely(threshold)


@pytest.mark.parametrize(
    ("cue", "seconds", "likely"),
    [
        (NONE, 26, True),
        (NONE, 57, True),
        (NONE, 236, False),
        (Features.CONTINUES | Features.LINK, 111, True),
        (Features.LINK, 26, False),
        (Features.CONTINUES, 236, True),
        (NONE, 900, False),
        (Features.NUMBERED, 5 * 3600, True),
        (Features.SAME_MENTIONS, 40, True),
        (Features.SAME_MENTIONS, 300, False),
    ],
)
def test_an_author_of_whom_nothing_is_known(cue: Features, seconds: float, *, likely: bool) -> None:
    """Near posts are likely, cues move the border, and an address makes a post a new beginning."""
    assert is_likely(LikelihoodModel(), cue, seconds) is likely


def test_a_gap_of_a_bound_belongs_below_it() -> None:
    """Two seconds are the gap of the composer, two and a bit are not."""
    for place, bound in enumerate(BOUNDS_MS):
        assert pattern_of(NONE, bound).gap_bucket == place
        assert pattern_of(NONE, bound + 1).gap_bucket == place + 1


def test_who_never_threads_is_believed() -> None:
    """An author whose near posts are known to be no threads has none that are likely."""
    never = LikelihoodModel(
        {pattern_of(NONE, 30_000): Observed(200, 0), pattern_of(NONE, 100_000): Observed(99, 1)}
    )
    assert not is_likely(never, NONE, 26)
    assert not is_likely(never, NONE, 57), "a gap that was not seen follows the author's others"


def test_who_always_threads_is_believed() -> None:
    """An author who goes on for minutes is taken to do so."""
    always = LikelihoodModel(
        {pattern_of(NONE, s * 1000): Observed(40, 38) for s in (20, 50, 100, 150, 250)}
    )
    assert is_likely(always, NONE, 236)
    assert is_likely(always, Features.LINK, 100)


def test_conversations_are_another_habit() -> None:
    """What is known of an author's posts says nothing of their conversations."""
    never = LikelihoodModel({pattern_of(NONE, 30_000): Observed(500, 0)})
    assert is_likely(never, Features.SAME_MENTIONS, 30)


def test_the_setting_rules() -> None:
    """One number moves the border for all."""
    assert is_likely(LikelihoodModel(), NONE, 236, threshold=0.1)
    assert not is_likely(LikelihoodModel(), NONE, 57, threshold=0.5)
    assert not LikelihoodModel().likely(1.0)


seen = st.integers(0, 500).flatmap(
    lambda known: st.integers(0, known).map(lambda followed: Observed(known, followed))
)


@given(st.dictionaries(st.sampled_from(PATTERNS), seen))
def test_probabilities_are_probabilities(known: dict[Pattern, Observed]) -> None:
    """Whatever was seen, each is between none and one, and what reaches a threshold is likely."""
    habits = LikelihoodModel(known)
    probabilities = habits.probabilities()
    assert set(probabilities) == set(PATTERNS)
    assert all(0 <= one <= 1 for one in probabilities.values())
    assert habits.likely(0.3) == {p for p, one in probabilities.items() if one >= 0.3}
    assert habits.likely(None) <= {p for p, one in probabilities.items() if one > 0}


def test_nothing_seen_is_the_default() -> None:
    """Without recorded links the shares are those that were measured."""
    expected = {p for p in PATTERNS if default_share(p) >= DEFAULT_THRESHOLD}
    assert LikelihoodModel().likely() == expected


def test_gaps_and_reasons_in_words() -> None:
    """A reader is told how much later, and what else speaks for it."""
    assert [format_gap(ms) for ms in (0, 26_351, 89_000, 111_130, 5_400_000, 18_000_000)] == [
        "0 s", "26 s", "89 s", "2 min", "2 h", "5 h",
    ]  # fmt: skip
    why = likely_why(57_000, Features.CONTINUES | Features.NUMBERED | Features.LINK)
    assert why == "posted 57 s after it, numbered as the next, reads as going on"
