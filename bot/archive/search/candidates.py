"""Which posts may answer a query, found from lists of posts by word.

The lists differ vastly: a rare word has five posts, a common one half the archive. So short lists
are opened whole, and long ones asked only about the posts that stand in a short one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.archive.search.ranking import gain
from bot.archive.search.terms import Term

Postings = Mapping[str, Sequence[int]]
"""For words, the keys of the posts that hold them, in ascending order; for two words with a space
between, if they are there, those of the posts in which they are neighbours."""

_MOST_OPENED = 20_000  # postings; they take about 3 ms
_MOST_ASKED = 3_000  # posts that the long lists are asked about
_LOOKED_UP = 32  # keys of a list are passed in the time in which one is looked up by bisection
_WORTH_SHOWING = 0.5  # of the best gain; what is below answers another question


@dataclass(frozen=True, slots=True)
class _List:
    """The posts that hold one variant of one term, and what they gain by it."""

    keys: Sequence[int]
    gain: float


def needed_words(terms: Iterable[Term]) -> set[str]:
    """Return the words whose postings are needed to gather for `terms`."""
    return {word for term in terms for variant in term.variants for word in variant.split(" ")}


def score_candidates(
    terms: Sequence[Term],
    postings: Postings,
    total: int,
    allowed: AbstractSet[int] | None = None,
) -> dict[int, float]:
    """Return the keys of the posts that answer, each with what it gains by the words it holds.

    `total` is the number of posts there are. Only posts in `allowed` answer, if it is given.
    """
    lists = [_lists(term, postings, total, allowed) for term in terms]
    opened = _opened(lists)
    whole = set(map(id, opened))
    gains: list[dict[int, float]] = []
    for of_term in lists:
        gained: dict[int, float] = {}
        for one in of_term:  # the better ones come later and win
            if id(one) in whole:
                gained.update(dict.fromkeys(one.keys, one.gain))
        gains.append(gained)
    asked = _worth_asking(opened, gains)
    for of_term, gained in zip(lists, gains, strict=True):
        for one in of_term:
            if id(one) not in whole:
                for key in intersect(asked, one.keys):
                    gained[key] = max(one.gain, gained.get(key, 0.0))
    return _sums(gains)


def _sums(gains: Sequence[dict[int, float]]) -> dict[int, float]:
    """Return what posts gain in all, those that gain enough to be shown beside the best."""
    several = _in_several(gains)
    sums = dict.fromkeys(several, 0.0)
    for gained in gains:
        for key in gained.keys() & several:
            sums[key] += gained[key]
    best_alone = [max(gained.values(), default=0.0) for gained in gains]
    least = _WORTH_SHOWING * max([*sums.values(), *best_alone], default=0.0)
    shown = {key: total for key, total in sums.items() if total >= least}
    for gained, best in zip(gains, best_alone, strict=True):
        if best >= least:
            shown |= {
                key: gain for key, gain in gained.items() if gain >= least and key not in several
            }
    return shown


def posts_matching_all(terms: Sequence[Term], postings: Postings) -> set[int]:
    """Return the keys of all posts that hold a variant of every term."""
    if not terms:
        return set()
    unions = []
    for term in terms:
        union: set[int] = set()
        for variant in term.variants:
            union.update(postings_of_variant(variant, postings))
        unions.append(union)
    return set.intersection(*sorted(unions, key=len))


def _lists(
    term: Term, postings: Postings, total: int, allowed: AbstractSet[int] | None
) -> list[_List]:
    """Return the lists of a term, what gains least first."""
    found: list[_List] = []
    for variant in term.variants.values():
        keys = postings_of_variant(variant.word, postings)
        if allowed is not None:
            keys = [key for key in keys if key in allowed]
        if keys:
            found.append(_List(keys, gain(variant, term, total)))
    return sorted(found, key=lambda one: one.gain)


def postings_of_variant(variant: str, postings: Postings) -> Sequence[int]:
    """Return the posts of a variant; of two words, those that hold both unless more is known."""
    if " " not in variant or variant in postings:
        return postings.get(variant, ())
    shorter, longer = sorted((postings.get(word, ()) for word in variant.split(" ")), key=len)
    return sorted(intersect(set(shorter), longer))


def _opened(lists: Sequence[Sequence[_List]]) -> list[_List]:
    """Return the lists to open: the shortest ones, and at least one of a term's best variant."""
    best = [of_term[-1] for of_term in lists if of_term]
    if not best:
        return []
    chosen = [min(best, key=lambda one: len(one.keys))]
    left = _MOST_OPENED - len(chosen[0].keys)
    every = (one for of_term in lists for one in of_term if one is not chosen[0])
    for one in sorted(every, key=lambda one: len(one.keys)):
        left -= len(one.keys)
        if left < 0:
            break
        chosen.append(one)
    return chosen


def _worth_asking(opened: Iterable[_List], gains: Sequence[dict[int, float]]) -> set[int]:
    """Return the posts that hold several terms, and some of the others, the best first."""
    asked = _in_several(gains)
    for one in sorted(opened, key=lambda one: -one.gain):
        if len(asked) >= _MOST_ASKED:
            break
        asked.update(one.keys)
    return asked


def intersect(seen: set[int], keys: Sequence[int]) -> Iterable[int]:
    """Return those of `seen` that are among `keys`, which are in ascending order."""
    if len(keys) < len(seen) * _LOOKED_UP:
        return seen.intersection(keys)
    return [key for key in seen if _holds(keys, key)]


def _holds(keys: Sequence[int], key: int) -> bool:
    place = bisect_left(keys, key)
    return place < len(keys) and keys[place] == key


def _in_several(gains: Iterable[dict[int, float]]) -> set[int]:
    """Return the posts that hold more than one term."""
    once: set[int] = set()
    several: set[int] = set()
    for gained in gains:
        several |= gained.keys() & once
        once |= gained.keys()
    return several
