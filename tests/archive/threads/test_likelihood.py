"""The likelihood model of continuations."""

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
    model: LikelihoodModel, features: Features, seconds: float, threshold: float | None = None
) -> bool:
    """Return whether a pair with these features and this gap is likely."""
    return pattern_of(features, round(seconds * 1000)) in model.likely(threshold)


@pytest.mark.parametrize(
    ("features", "seconds", "likely"),
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
def test_an_author_of_whom_nothing_is_known(
    features: Features, seconds: float, *, likely: bool
) -> None:
    """Near posts are likely, features shift the limit, and an address makes a new beginning."""
    assert is_likely(LikelihoodModel(), features, seconds) is likely


def test_a_gap_of_a_bound_belongs_below_it() -> None:
    """A gap that equals a bound is in the bucket below it; a longer one is in the next."""
    for bucket, bound in enumerate(BOUNDS_MS):
        assert pattern_of(NONE, bound).gap_bucket == bucket
        assert pattern_of(NONE, bound + 1).gap_bucket == bucket + 1


def test_an_author_who_never_threads() -> None:
    """An author whose near posts are known to be no threads has no likely links."""
    never = LikelihoodModel(
        {pattern_of(NONE, 30_000): Observed(200, 0), pattern_of(NONE, 100_000): Observed(99, 1)}
    )
    assert not is_likely(never, NONE, 26)
    assert not is_likely(never, NONE, 57), "a gap that was not seen follows the author's others"


def test_an_author_who_often_threads() -> None:
    """An author who often continues after minutes has likely links at such gaps."""
    always = LikelihoodModel(
        {pattern_of(NONE, s * 1000): Observed(40, 38) for s in (20, 50, 100, 150, 250)}
    )
    assert is_likely(always, NONE, 236)
    assert is_likely(always, Features.LINK, 100)


def test_conversations_are_counted_apart() -> None:
    """What is known of an author's posts does not affect their conversations."""
    never = LikelihoodModel({pattern_of(NONE, 30_000): Observed(500, 0)})
    assert is_likely(never, Features.SAME_MENTIONS, 30)


def test_the_threshold_applies_to_all() -> None:
    """The threshold applies to all patterns."""
    assert is_likely(LikelihoodModel(), NONE, 236, threshold=0.1)
    assert not is_likely(LikelihoodModel(), NONE, 57, threshold=0.5)
    assert not LikelihoodModel().likely(1.0)


seen = st.integers(0, 500).flatmap(
    lambda known: st.integers(0, known).map(lambda followed: Observed(known, followed))
)


@given(st.dictionaries(st.sampled_from(PATTERNS), seen))
def test_probabilities_are_probabilities(known: dict[Pattern, Observed]) -> None:
    """Probabilities are between 0 and 1, and the patterns that reach a threshold are likely."""
    model = LikelihoodModel(known)
    probabilities = model.probabilities()
    assert set(probabilities) == set(PATTERNS)
    assert all(0 <= one <= 1 for one in probabilities.values())
    assert model.likely(0.3) == {p for p, one in probabilities.items() if one >= 0.3}
    assert model.likely(None) <= {p for p, one in probabilities.items() if one > 0}


def test_an_empty_model_has_the_default_shares() -> None:
    """Without recorded links the measured default shares apply."""
    expected = {p for p in PATTERNS if default_share(p) >= DEFAULT_THRESHOLD}
    assert LikelihoodModel().likely() == expected


def test_gaps_and_reasons_in_words() -> None:
    """The reason of a link names its gap and its features."""
    assert [format_gap(ms) for ms in (0, 26_351, 89_000, 111_130, 5_400_000, 18_000_000)] == [
        "0 s", "26 s", "89 s", "2 min", "2 h", "5 h",
    ]  # fmt: skip
    why = likely_why(57_000, Features.CONTINUES | Features.NUMBERED | Features.LINK)
    assert why == "posted 57 s after it, numbered as the next, reads as going on"
