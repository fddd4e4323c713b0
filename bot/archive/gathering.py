"""Which posts may answer a query, found from lists of posts by word.

The lists differ vastly: a rare word has five posts, a common one half the archive. So short lists
are opened whole, and long ones asked only about the posts that stand in a short one.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.archive.ranking import gain
from bot.archive.terms import Term

Postings = Mapping[str, Sequence[int]]
"""For words, the keys of the posts that hold them, in ascending order."""

_MOST_OPENED = 20_000  # postings; they take about 3 ms
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


def gather(
    terms: Sequence[Term],
    postings: Postings,
    total: int,
    allowed: AbstractSet[int] | None = None,
) -> dict[int, float]:
    """Return the keys of the posts that answer, each with what it gains by the words it holds.

    `total` is the number of posts there are. Only posts in `allowed` answer, if it is given.
    """
    lists = [_lists(term, postings, total) for term in terms]
    opened = _opened(lists)
    seen: set[int] = set()
    for one in opened:
        seen.update(one.keys)
    if allowed is not None:
        seen &= allowed
    whole = set(map(id, opened)) if allowed is None else set()
    gains = [_gains(of_term, whole, seen) for of_term in lists]
    gathered = _in_several(gains)
    least = _WORTH_SHOWING * max(
        max(gathered.values(), default=0.0), max((max(g.values()) for g in gains if g), default=0.0)
    )
    for of_term in gains:
        if of_term and max(of_term.values()) >= least:
            for key, gained in of_term.items():
                if gained >= least and key not in gathered:
                    gathered[key] = gained
    return {key: gained for key, gained in gathered.items() if gained >= least}


def holding_all(terms: Sequence[Term], postings: Postings) -> set[int]:
    """Return the keys of all posts that hold a variant of every term."""
    if not terms:
        return set()
    unions = []
    for term in terms:
        union: set[int] = set()
        for variant in term.variants:
            union.update(_keys(variant, postings))
        unions.append(union)
    return set.intersection(*sorted(unions, key=len))


def _lists(term: Term, postings: Postings, total: int) -> list[_List]:
    """Return the lists of a term, what gains least first."""
    found = [
        _List(keys, gain(variant, term, total))
        for variant in term.variants.values()
        if (keys := _keys(variant.word, postings))
    ]
    return sorted(found, key=lambda one: one.gain)


def _keys(variant: str, postings: Postings) -> Sequence[int]:
    """Return the posts of a variant; of two words, those that hold both, wherever they stand."""
    if " " not in variant:
        return postings.get(variant, ())
    shorter, longer = sorted((postings.get(word, ()) for word in variant.split(" ")), key=len)
    return sorted(_common(set(shorter), longer))


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


def _gains(lists: Iterable[_List], whole: Collection[int], seen: set[int]) -> dict[int, float]:
    """Return what each post that was seen gains by a term: its best variant counts."""
    gains: dict[int, float] = {}
    for one in lists:
        keys = one.keys if id(one) in whole else _common(seen, one.keys)
        gains.update(dict.fromkeys(keys, one.gain))
    return gains


def _common(seen: set[int], keys: Sequence[int]) -> Iterable[int]:
    if len(keys) < len(seen) * _LOOKED_UP:
        return seen.intersection(keys)
    return [key for key in seen if _holds(keys, key)]


def _holds(keys: Sequence[int], key: int) -> bool:
    place = bisect_left(keys, key)
    return place < len(keys) and keys[place] == key


def _in_several(gains: Sequence[dict[int, float]]) -> dict[int, float]:
    """Return what posts gain in all that hold more than one term."""
    once: set[int] = set()
    several: set[int] = set()
    for of_term in gains:
        several |= of_term.keys() & once
        once |= of_term.keys()
    gathered = dict.fromkeys(several, 0.0)
    for of_term in gains:
        for key in of_term.keys() & several:
            gathered[key] += of_term[key]
    return gathered
