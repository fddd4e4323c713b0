"""Candidates for a query: which posts answer it, and in which order they are worth a closer look.

A word's posts are a bitmap of their keys (pyroaring), so that unions and intersections of the
commonest words take microseconds. How many words of the query a post has comes first, how rare and
how well spelt they are second.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pyroaring import BitMap

from bot.archive.search.ranking import WeightedTerm
from bot.archive.search.terms import Term

Postings = Mapping[str, BitMap]
"""For each word, the keys of the posts that contain it; where present, for words with a space
between them, the keys of the posts in which they are neighbours."""

_NOTHING = BitMap()
_COUNTED_TERMS = 12  # of a long query only the rarest words decide which posts answer it
_MAX_SCORED = 3_000  # posts that are ordered by their gains; those take about 1 ms
_EXACT_GAIN = 1_000.0  # more than any gain: of words without a typo, times their worth
_WORTH_SHOWING = 0.5  # of the worth of the best; posts below it answer another question


def needed_words(terms: Iterable[Term]) -> set[str]:
    """Return the words whose postings `Candidates` needs for `terms`."""
    return {word for term in terms for variant in term.variants for word in variant.split(" ")}


class _Level(NamedTuple):
    """The posts that are worth so much or more."""

    worth: int
    posts: BitMap


class _Group(NamedTuple):
    """The posts of those variants of a term that are worth the same, as most with a typo are."""

    has_typos: bool
    gain: float
    posts: BitMap


class Candidates:
    """The posts that contain words of a query: `keys` are those that answer it.

    `best_count` is the number of posts that have most of the query. Only posts in `allowed` are
    candidates, if given.
    """

    def __init__(
        self,
        terms: Sequence[WeightedTerm],
        postings: Postings,
        allowed: BitMap | None = None,
    ) -> None:
        self._terms = terms
        self._postings = postings
        groups = [_grouped(term, postings) for term in terms]
        unions = [union_of(group.posts for group in each) for each in groups]
        if allowed is not None:
            unions = [union & allowed for union in unions]
        rarest = sorted(range(len(terms)), key=lambda number: len(unions[number]))
        self._groups = [groups[number] for number in rarest]
        counted = rarest[:_COUNTED_TERMS]
        self._worths = [terms[number].worth for number in counted]
        self._levels = _levels(self._worths, [unions[number] for number in counted])
        least = self._levels[0].worth * _WORTH_SHOWING if self._levels else 0
        self.best_count = len(self._levels[0].posts) if self._levels else 0
        self.keys = next(
            (one.posts for one in reversed(self._levels) if one.worth >= least), _NOTHING
        )

    def best_first(self, among: BitMap | None = None) -> Iterator[int]:
        """Yield the keys, or all of those `among`, the most promising first.

        With no more work than those take that are asked for. The order does not depend on how many
        that is.
        """
        wanted = self.keys if among is None else among
        above = _NOTHING
        for level in self._levels:
            here = (level.posts & wanted) - above
            if here:
                yield from self._ordered(here)
                above = above | here
        yield from _newest_first(wanted - above)

    def near_misses(self, first: BitMap) -> BitMap:
        """Return those of the `first` results in order that others surpass by spelling alone.

        These others have as much of the query, and more of it without a typo.
        """
        found, above = BitMap(), _NOTHING
        for level in self._levels:
            here = (level.posts & first) - above
            exact = next(
                (one.posts for one in self._exact_levels if here.intersect(one.posts)), here
            )
            found |= here - exact
            above = above | here
        return found

    @cached_property
    def _exact_levels(self) -> list[_Level]:
        """Those posts that have so much of the query without a typo, for each amount from the top.

        There are none if no word may be mistyped.
        """
        counted = self._groups[:_COUNTED_TERMS]
        if not any(group.has_typos for groups in counted for group in groups):
            return []
        exact = [
            union_of(group.posts for group in groups if not group.has_typos) for groups in counted
        ]
        return _levels(self._worths, exact)

    def _ordered(self, keys: BitMap) -> Iterator[int]:
        """Yield keys of one level in order: those with more of the query without a typo first."""
        if len(keys) <= _MAX_SCORED:
            yield from self._by_gain(keys)
            return
        for exact in self._exact_levels:
            if here := keys & exact.posts:
                yield from self._as_typed_first(here)
                keys = keys - here
        yield from self._as_typed_first(keys)

    def _as_typed_first(self, keys: BitMap) -> Iterator[int]:
        """Yield keys of one level, with as much of it exact, in order."""
        if len(keys) <= _MAX_SCORED:
            yield from self._by_gain(keys)
            return
        # Of very many, those with the words as they were typed come first.
        exact = [self._postings.get(one.term.word, _NOTHING) & keys for one in self._terms]
        above = _NOTHING
        exact = sorted(exact, key=len)[:_COUNTED_TERMS]
        for level in _levels([1] * len(exact), exact):
            here = level.posts - above
            if len(here) <= _MAX_SCORED:
                yield from self._by_gain(here)
            else:
                yield from _newest_first(here)
            above = above | here
        yield from _newest_first(keys - above)

    def _by_gain(self, keys: BitMap) -> list[int]:
        """Return keys of one level, those with more of the query without a typo first.

        Then those with the highest gain; of equal ones the higher key.
        """
        gains: dict[int, float] = dict.fromkeys(keys, 0.0)
        for number, groups in enumerate(self._groups):
            exact = _EXACT_GAIN * self._worths[number] if number < _COUNTED_TERMS else 0.0
            gained: dict[int, float] = {}
            for group in groups:  # the better ones come later and overwrite
                if here := keys & group.posts:
                    value = group.gain if group.has_typos else group.gain + exact
                    gained.update(dict.fromkeys(here, value))
            for key, value in gained.items():
                gains[key] += value
        best = list(reversed(gains))
        best.sort(key=gains.__getitem__, reverse=True)  # stable: equal ones stay in order
        return best


def _grouped(weighted: WeightedTerm, postings: Postings) -> list[_Group]:
    """Return the groups of a term's variants: those with typos first, then in order of gain."""
    found: dict[tuple[bool, float], list[BitMap]] = defaultdict(list)
    gains = weighted.gains
    for word, variant in weighted.term.variants.items():
        key = variant.edits == 0, round(gains[word], 1)
        found[key].append(posts_of_variant(word, postings))
    return [_Group(not key[0], key[1], union_of(found[key])) for key in sorted(found)]


def posts_of_term(term: Term, postings: Postings) -> BitMap:
    """Return the posts that contain any variant of a term."""
    return union_of(posts_of_variant(variant, postings) for variant in term.variants)


def posts_of_variant(variant: str, postings: Postings) -> BitMap:
    """Return the posts of a variant; for several words those with all, unless theirs are there."""
    if " " not in variant or variant in postings:
        return postings.get(variant, _NOTHING)
    return BitMap.intersection(*(postings.get(word, _NOTHING) for word in variant.split(" ")))


def posts_matching_all(terms: Iterable[Term], postings: Postings) -> BitMap:
    """Return the keys of all posts that contain a variant of every term."""
    found: BitMap | None = None
    for term in sorted(terms, key=lambda one: len(one.variants)):  # those without any end it
        posts = posts_of_term(term, postings)
        found = posts if found is None else found & posts
        if not found:
            break
    return BitMap() if found is None else found


def union_of(bitmaps: Iterable[BitMap]) -> BitMap:
    """Return the union of any number of bitmaps.

    (One after another: `BitMap.union` of a few takes twice as long.)
    """
    every = iter(bitmaps)
    union = next(every, None)
    if union is None:
        return BitMap()
    if (second := next(every, None)) is not None:
        union = union | second
        for one in every:
            union |= one
    return union


def _levels(worths: Sequence[int], unions: Sequence[BitMap]) -> list[_Level]:
    """Return the posts that are worth so much or more, for each worth that posts have.

    From the highest on.
    """
    sums: dict[int, BitMap] = {}  # in ascending order
    for value, posts in zip(worths, unions, strict=True):
        if not posts:
            continue
        reachable = sorted({value, *sums, *[value + one for one in sums]})
        before, sums = sums, {}
        for worth in reachable:
            # What has the word is worth that much, and more if it had something before.
            rest = next((had for one, had in before.items() if one >= worth - value), _NOTHING)
            here = posts if worth <= value else rest & posts
            had = next((had for one, had in before.items() if one >= worth), _NOTHING)
            if here := here | had:
                sums[worth] = here
    return [_Level(*one) for one in reversed(sums.items())]


def _newest_first(keys: BitMap) -> Iterator[int]:
    """Yield keys from the highest on."""
    return iter(keys.to_array()[::-1]) if keys else iter(())
