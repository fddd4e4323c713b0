"""The likelihood model of continuations."""

import math
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.threads.candidate import CandidateLink, SeenPair
from bot.archive.threads.features import Features
from bot.archive.threads.likelihood import DEFAULT_THRESHOLD, LikelihoodModel, rarity
from bot.archive.timestamps import to_milliseconds

NONE = Features.NONE
THEN = datetime(2022, 10, 28, tzinfo=UTC)
EARLY = datetime(2012, 10, 28, tzinfo=UTC)
MEAN = LikelihoodModel()


def pair(
    seconds: float,
    features: Features = NONE,
    *,
    when: datetime = THEN,
    length: int | None = 100,
    weight: float = 0.0,
) -> CandidateLink:
    """Return a candidate link with this gap."""
    return CandidateLink(
        "2",
        "1",
        1,
        to_milliseconds(when),
        round(seconds * 1000),
        features,
        length,
        50,
        rarity=weight,
    )


def seen(
    followed: int, known: int, seconds: float = 60, *, when: datetime = THEN
) -> list[SeenPair]:
    """Return `known` pairs, of which the child continues the parent in `followed`."""
    return [SeenPair(pair(seconds, when=when), n < followed) for n in range(known)]


def is_likely(model: LikelihoodModel, candidate: CandidateLink) -> bool:
    """Return whether a candidate link is likely."""
    return model.probability(candidate) >= DEFAULT_THRESHOLD


@pytest.mark.parametrize(
    ("candidate", "logit"),
    [
        # By hand, of the table: c, gap, length, signs, word.
        (pair(60, length=0), -2.24 + 1.34),
        (pair(60, length=140), -2.24 + 1.34 + 0.6),
        (pair(60, length=1_000), -2.24 + 1.34 + 1.44),
        (pair(0.1, length=0), -2.24 + 3.83 + 2.46),
        (pair(2, length=0), -2.24 + 2.42 + 2.46),
        (pair(0.1, length=0, when=datetime(2016, 1, 1, tzinfo=UTC)), -2.24 + 3.83),
        (pair(3_600, length=0), -2.24 - 1.32),
        (pair(120, Features.SAME_MENTIONS, length=0), -2.24 - 0.07),
        (pair(1, Features.SAME_MENTIONS, length=0), -2.24 - 0.45),
        (pair(60, Features.BEGINS | Features.ENDS, length=0), -2.24 + 1.34 + 0.89 + 0.26),
        (pair(60, Features.LINK | Features.OTHER_NUMBER, length=0), -2.24 + 1.34 - 0.80 + 0.83),
        (pair(60, Features.NUMBERED, length=0, weight=8), -2.24 + 1.34 + 2.65 + 0.161 * 8),
        (pair(116.1895, length=0), -2.24 + (1.52 + 0.97) / 2),  # half way from 90 to 150 s
    ],
)  # fmt: skip
def test_the_mean_author(candidate: CandidateLink, logit: float) -> None:
    """The probability follows from the coefficients that were measured."""
    model = MEAN.probability(candidate)
    assert model == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-4)


def test_beyond_an_hour_nothing_is_likely() -> None:
    """Numbers do not change that."""
    assert MEAN.probability(pair(3_601, Features.NUMBERED)) == 0


def test_an_author_who_never_threads() -> None:
    """An author whose near posts are known to be no threads has no likely links."""
    never = LikelihoodModel.learnt(seen(1, 300, 30))
    assert not is_likely(never, pair(26))
    assert not is_likely(never, pair(57)), "a gap that was not seen follows the author's others"


def test_an_author_who_often_threads() -> None:
    """An author who often continues after minutes has likely links at such gaps."""
    assert not is_likely(MEAN, pair(600))
    assert is_likely(LikelihoodModel.learnt(seen(190, 200)), pair(600))


def test_five_answers_move_what_is_likely() -> None:
    """A handful of pairs is enough to show a habit."""
    assert is_likely(MEAN, pair(60, length=50))
    assert not is_likely(LikelihoodModel.learnt(seen(0, 5)), pair(60, length=50))
    assert not is_likely(MEAN, pair(500, length=50))
    assert is_likely(LikelihoodModel.learnt(seen(5, 5)), pair(500, length=50))


def test_conversations_are_learnt_apart() -> None:
    """What is known of an author's posts does not affect their conversations."""
    talk = pair(30, Features.SAME_MENTIONS)
    never = LikelihoodModel.learnt(seen(0, 500))
    assert never.probability(talk) == MEAN.probability(talk)
    talks = [SeenPair(talk, followed=True)] * 20
    model = LikelihoodModel.learnt(talks)
    assert model.probability(talk) > MEAN.probability(talk)
    assert model.probability(pair(60)) == MEAN.probability(pair(60))


def test_before_2015_nothing_is_likely() -> None:
    """Hardly anyone linked series then; what the author did later says nothing of that."""
    numbered = pair(1, Features.NUMBERED, when=EARLY, length=280)
    late = LikelihoodModel.learnt(seen(200, 200))
    never = LikelihoodModel.learnt(seen(0, 200, when=EARLY))
    for model in (MEAN, late, never):
        assert model.probability(numbered) == 0
        edge = pair(30, when=datetime(2014, 12, 31, 23, 59, 59, tzinfo=UTC))
        assert model.probability(edge) == 0
    assert is_likely(MEAN, pair(30, when=datetime(2015, 1, 1, tzinfo=UTC)))


def test_an_authors_early_links_say_otherwise() -> None:
    """Recorded links of that time make pairs of it likely, and none of later ones."""
    model = LikelihoodModel.learnt(seen(20, 30, when=EARLY))
    assert is_likely(model, pair(60, when=EARLY))
    assert model.probability(pair(60)) == MEAN.probability(pair(60))
    hardly = LikelihoodModel.learnt(seen(1, 200, when=EARLY))
    assert not is_likely(hardly, pair(60, when=EARLY))


def test_what_an_earlier_build_stored() -> None:
    """Where the length is not known, and cues are not told apart, usual ones are assumed."""
    assert MEAN.probability(pair(60, length=None)) == MEAN.probability(pair(60, length=100))
    old, new = pair(60, Features.CONTINUES), pair(60, Features.BEGINS)
    assert MEAN.probability(old) == MEAN.probability(new)


ANY = st.builds(
    pair,
    st.floats(0, 3_600),
    st.integers(0, 127).map(Features),
    when=st.sampled_from([THEN, EARLY]),
    length=st.integers(0, 5_000),
    weight=st.floats(0, 15),
)


@given(st.lists(st.builds(SeenPair, ANY, st.booleans()), max_size=30), ANY)
def test_probabilities_are_probabilities(known: list[SeenPair], candidate: CandidateLink) -> None:
    """Probabilities are from 0 to 1, whatever was seen, in whatever order."""
    found = LikelihoodModel.learnt(known).probability(candidate)
    assert 0 <= found <= 1
    again = LikelihoodModel.learnt(known[::-1]).probability(candidate)
    assert again == pytest.approx(found, abs=1e-6)


@given(st.lists(st.builds(SeenPair, ANY, st.booleans()), max_size=30), ANY)
def test_one_more_link_makes_none_less_likely(
    known: list[SeenPair], candidate: CandidateLink
) -> None:
    """Each pair that turns out to be a link raises the probability of those like it."""
    probabilities = [
        LikelihoodModel.learnt([*known, *more]).probability(candidate)
        for more in (
            [SeenPair(candidate, followed=False)],
            [],
            [SeenPair(candidate, followed=True)],
        )
    ]
    for less, greater in pairwise(probabilities):
        assert less <= greater + 1e-6


def test_the_weight_of_a_word() -> None:
    """The rarer a word, the more it says; one that all posts have says nothing."""
    assert rarity(999, 2) == pytest.approx(5.9915, abs=1e-3)
    weights = [rarity(1_000, with_word) for with_word in (2, 10, 500, 1_000)]
    assert weights == sorted(weights, reverse=True)
    assert rarity(2, 2) == pytest.approx(0.1823, abs=1e-3)
    assert rarity(1, 2) == 0


@given(
    st.lists(st.builds(SeenPair, ANY, st.booleans()), max_size=5),
    ANY,
    st.floats(0, 1),
    st.floats(0, 15),
)
def test_what_no_word_can_make_likely(
    known: list[SeenPair], candidate: CandidateLink, threshold: float, weight: float
) -> None:
    """A pair that may not reach a threshold does not reach it with the rarest word."""
    model = LikelihoodModel.learnt(known)
    unworded = candidate._replace(rarity=None)
    probability = model.probability(candidate._replace(rarity=weight))
    if probability >= threshold:
        assert model.may_reach(unworded, threshold, weight)
    elif not model.may_reach(unworded, threshold, weight):
        assert probability < threshold
