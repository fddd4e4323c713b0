"""Candidates for a query: which posts answer it, and in which order they are worth a closer look.

A word's posts are a bitmap of their keys (pyroaring), so that unions and intersections of the
commonest words take microseconds. How many words of the query a post has comes first, how rare and
how well spelt they are second.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import NamedTuple

from pyroaring import BitMap

from bot.archive.search.ranking import gain, rarities, worth
from bot.archive.search.terms import Term

Postings = Mapping[str, BitMap]
"""For each word, the keys of the posts that contain it; where present, for words with a space
between them, the keys of the posts in which they are neighbours."""

_NOTHING = BitMap()
_COUNTED_TERMS = 12  # of a long query only the rarest words decide which posts answer it
_MAX_SCORED = 3_000  # posts that are ordered by their gains; those take about 1 ms
_WORTH_SHOWING = 0.5  # of the worth of the best; posts below it answer another question


def needed_words(terms: Iterable[Term]) -> set[str]:
    """Return the words whose postings `Candidates` needs for `terms`."""
    return {word for term in terms for variant in term.variants for word in variant.split(" ")}


class Candidates:
    """The posts that contain words of a query: `keys` are those that answer it.

    `best_count` is the number of posts that have most of the query, `total` that of all posts in
    the archive. Only posts in `allowed` are candidates, if given.
    """

    def __init__(
        self,
        terms: Sequence[Term],
        postings: Postings,
        total: int,
        allowed: BitMap | None = None,
    ) -> None:
        self._terms = terms
        self._postings = postings
        self._groups = [_grouped(term, postings, total) for term in terms]
        unions = [union_of(group.posts for group in groups) for groups in self._groups]
        if allowed is not None:
            unions = [union & allowed for union in unions]
        rarest = sorted(range(len(terms)), key=lambda number: len(unions[number]))[:_COUNTED_TERMS]
        self._counted = [self._groups[number] for number in rarest]
        self._worths = [worth(terms[number], total) for number in rarest]
        self._levels = _levels(self._worths, [unions[number] for number in rarest])
        best = len(self._levels) - 1
        self.best_count = len(self._levels[-1])
        self.keys = self._levels[max(1, ceil(best * _WORTH_SHOWING))] if best else BitMap()

    def best_first(self, among: BitMap | None = None) -> Iterator[int]:
        """Yield the keys, or all of those `among`, the most promising first.

        With no more work than those take that are asked for. The order does not depend on how many
        that is.
        """
        wanted = self.keys if among is None else among
        above = _NOTHING
        for level in reversed(self._levels[1:]):
            here = (level & wanted) - above
            if here:
                yield from self._ordered(here)
                above = above | here
        yield from _newest_first(wanted - above)

    def near_misses(self, first: BitMap) -> BitMap:
        """Return those of the `first` results in order that others surpass by spelling alone.

        These others have as much of the query, and more of it without a typo.
        """
        found, above = BitMap(), _NOTHING
        for level in reversed(self._levels[1:]):
            here = (level & first) - above
            exact = next((one for one in self._exact_levels if here.intersect(one)), here)
            found |= here - exact
            above = above | here
        return found

    @cached_property
    def _exact_levels(self) -> list[BitMap]:
        """Those posts that have so much of the query without a typo, for each amount from the top.

        There are none if no word may be mistyped.
        """
        if not any(group.has_typos for groups in self._counted for group in groups):
            return []
        exact = [
            union_of(group.posts for group in groups if not group.has_typos)
            for groups in self._counted
        ]
        return _levels(self._worths, exact)[:0:-1]

    def _ordered(self, keys: BitMap) -> Iterator[int]:
        """Yield keys of one level in order: those with more of the query without a typo first."""
        for exact in self._exact_levels:
            if here := keys & exact:
                yield from self._well_spelt_first(here)
                keys = keys - here
        yield from self._well_spelt_first(keys)

    def _well_spelt_first(self, keys: BitMap) -> Iterator[int]:
        """Yield keys of one level, with as much of it exact, in order."""
        if len(keys) <= _MAX_SCORED:
            yield from self._by_gain(keys)
            return
        # Of very many, those with the words as they were typed come first.
        exact = [self._postings.get(term.word, _NOTHING) & keys for term in self._terms]
        above = _NOTHING
        exact = sorted(exact, key=len)[:_COUNTED_TERMS]
        for level in reversed(_levels([1] * len(exact), exact)[1:]):
            here = level - above
            if len(here) <= _MAX_SCORED:
                yield from self._by_gain(here)
            else:
                yield from _newest_first(here)
            above = above | here
        yield from _newest_first(keys - above)

    def _by_gain(self, keys: BitMap) -> list[int]:
        """Return keys, those with the highest gain first; of equal ones the higher key."""
        gains: dict[int, float] = dict.fromkeys(keys, 0.0)
        for groups in self._groups:
            gained: dict[int, float] = {}
            for group in groups:  # the better ones come later and overwrite
                if here := keys & group.posts:
                    gained.update(dict.fromkeys(here, group.gain))
            for key, value in gained.items():
                gains[key] += value
        best = list(reversed(gains))
        best.sort(key=gains.__getitem__, reverse=True)  # stable: equal ones stay in order
        return best


class _Group(NamedTuple):
    """The posts of those variants of a term that are worth the same, as most with a typo are."""

    gain: float
    has_typos: bool
    posts: BitMap


def _grouped(term: Term, postings: Postings, total: int) -> list[_Group]:
    """Return the groups of a term's variants, in ascending order of gain."""
    found: dict[tuple[float, bool], list[BitMap]] = defaultdict(list)
    rarity = rarities(term, total)
    for variant in term.variants.values():
        worth_of_it = round(gain(variant, rarity[variant.word]), 1), variant.edits > 0
        found[worth_of_it].append(posts_of_variant(variant.word, postings))
    return [_Group(*key, union_of(found[key])) for key in sorted(found)]


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
    unions = [posts_of_term(term, postings) for term in terms]
    return BitMap.intersection(*unions) if unions else BitMap()


def union_of(bitmaps: Iterable[BitMap]) -> BitMap:
    """Return the union of any number of bitmaps."""
    every = list(bitmaps)
    if len(every) == 1:
        return every[0]
    return BitMap.union(*every) if every else BitMap()


def _levels(worths: Sequence[int], unions: Sequence[BitMap]) -> list[BitMap]:
    """Return for each worth from 0 up to the highest the posts that are worth that or more.

    The first one is empty, for it would be all posts.
    """
    levels: list[BitMap] = [BitMap()]
    for value, posts in zip(worths, unions, strict=True):
        if not posts:
            continue
        most = len(levels) - 1
        levels += [BitMap() for _ in range(value)]
        for level in range(most + value, 0, -1):
            before = level - value
            # Whatever has the word is worth that much, and more if it had something before.
            levels[level] = levels[level] | (posts if before <= 0 else levels[before] & posts)
        while not levels[-1] and len(levels) > 1:
            levels.pop()
    return levels


def _newest_first(keys: BitMap) -> Iterator[int]:
    """Yield keys from the highest on."""
    return iter(keys.to_array()[::-1]) if keys else iter(())
