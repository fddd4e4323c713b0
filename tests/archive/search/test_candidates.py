"""Candidates of a query."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from bot.archive.search import candidates
from bot.archive.search.candidates import Candidates, union_of
from bot.archive.search.ranking import WeightedTerm, weighted
from bot.archive.search.terms import terms
from tests.archive.search.vocabularies import vocabulary_of

POSTINGS = st.fixed_dictionaries(
    {word: st.sets(st.integers(1, 40), min_size=1) for word in ("deadlock", "garden", "tuesday")}
)


def sought(
    postings: dict[str, set[int]],
) -> tuple[list[WeightedTerm], dict[str, BitMap]]:
    """Return the terms of a query for all words of an archive, and the posts of each word."""
    vocabulary = vocabulary_of({word: len(keys) for word, keys in postings.items()})
    found = [weighted(term, 100_000) for term in terms(vocabulary, [*postings])]
    return found, {word: BitMap(keys) for word, keys in postings.items()}


@given(POSTINGS)
def test_posts_with_more_words_come_first(postings: dict[str, set[int]]) -> None:
    """All answers are listed once; none with more words, of words as rare, comes behind."""
    terms, bitmaps = sought(postings)
    found = Candidates(terms, bitmaps)
    order = list(found.best_first())
    assert sorted(order) == list(found.keys)
    words = [sum(key in keys for keys in postings.values()) for key in order]
    assert words == sorted(words, reverse=True)


@given(POSTINGS, st.sets(st.integers(1, 60)))
def test_any_posts_can_be_put_in_order(postings: dict[str, set[int]], some: set[int]) -> None:
    """Those among given ones that have no word come last."""
    terms, bitmaps = sought(postings)
    order = list(Candidates(terms, bitmaps).best_first(BitMap(some)))
    assert sorted(order) == sorted(some)
    has_word = [any(key in keys for keys in postings.values()) for key in order]
    assert has_word == sorted(has_word, reverse=True)


def test_very_many_posts_are_put_in_order_by_the_words_as_typed() -> None:
    """Of more posts than are scored, those with the exact words come first, then the newest."""
    many = set(range(1, 3 * candidates._MAX_SCORED))
    exact = {5, 70, 900}
    vocabulary = vocabulary_of({"garden": 3, "gardens": len(many)})
    (term,) = terms(vocabulary, ["garden"])
    assert set(term.variants) == {"garden", "gardens"}
    postings = {"garden": BitMap(exact), "gardens": BitMap(many)}
    order = list(Candidates([weighted(term, 1_000_000)], postings).best_first())
    assert order[:4] == [900, 70, 5, max(many)]
    assert sorted(order) == sorted(many)


@given(st.lists(st.sets(st.integers(1, 60)), max_size=4))
def test_a_union_leaves_the_bitmaps_as_they_were(keys: list[set[int]]) -> None:
    """The postings of words are shared by all that is computed of them."""
    bitmaps = [BitMap(one) for one in keys]
    assert set(union_of(bitmaps)) == set[int]().union(*keys)
    assert [set(one) for one in bitmaps] == keys
