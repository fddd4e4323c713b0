"""Candidates for a query, found from posting lists (the posts that contain a word).

The lists differ vastly in length: a rare word has five posts, a common one half the archive. So
short lists are read whole, and long ones are probed only for the posts of a short one.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest

from bot.archive.search.ranking import gain
from bot.archive.search.terms import Term

Postings = Mapping[str, Sequence[int]]
"""For each word, the keys of the posts that contain it, in ascending order; where present, for two
words with a space between them, the keys of the posts in which they are neighbours."""

_MAX_SCANNED = 20_000  # postings; they take about 3 ms
_MAX_PROBED = 3_000  # posts that the long lists are probed for
_BISECTION_COST = 32  # keys of a list are scanned in the time of one look-up by bisection
_WORTH_SHOWING = 0.5  # of the best gain; posts below it answer another question


@dataclass(frozen=True, slots=True)
class _PostingList:
    """The posts that contain one variant of one term, and their gain from it."""

    keys: Sequence[int]
    gain: float


def needed_words(terms: Iterable[Term]) -> set[str]:
    """Return the words whose postings `score_candidates` needs for `terms`."""
    return {word for term in terms for variant in term.variants for word in variant.split(" ")}


def score_candidates(
    terms: Sequence[Term],
    postings: Postings,
    total: int,
    allowed: AbstractSet[int] | None = None,
) -> dict[int, float]:
    """Return the keys of the candidate posts, each with its gain from the words it contains.

    `total` is the number of posts in the archive. Only posts in `allowed` are candidates, if given.
    """
    lists = [_lists(term, postings, total, allowed) for term in terms]
    scanned = _lists_to_scan(lists)
    scanned_ids = set(map(id, scanned))
    gains: list[dict[int, float]] = []
    for term_lists in lists:
        gained: dict[int, float] = {}
        for posting_list in term_lists:  # the better ones come later and overwrite
            if id(posting_list) in scanned_ids:
                gained.update(dict.fromkeys(posting_list.keys, posting_list.gain))
        gains.append(gained)
    probed = _posts_to_probe(scanned, gains)
    for term_lists, gained in zip(lists, gains, strict=True):
        for posting_list in term_lists:
            if id(posting_list) not in scanned_ids:
                for key in intersect(probed, posting_list.keys):
                    gained[key] = max(posting_list.gain, gained.get(key, 0.0))
    return _total_gains(gains)


def _total_gains(gains: Sequence[dict[int, float]]) -> dict[int, float]:
    """Return the total gains of the posts that gain enough to be shown beside the best."""
    several = _in_several_terms(gains)
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


def best_keys(scores: Mapping[int, float], most: int) -> list[int]:
    """Return the `most` keys with the highest scores, the best first; of equal ones the higher key.

    Sorting by the scores alone is several times faster than by pairs, and most scores are equal.
    """
    least = min(nlargest(most, scores.values()), default=0.0)
    best = sorted((key for key, score in scores.items() if score >= least), reverse=True)
    best.sort(key=scores.__getitem__, reverse=True)  # stable: equal ones stay in order
    return best[:most]


def posts_matching_all(terms: Sequence[Term], postings: Postings) -> set[int]:
    """Return the keys of all posts that contain a variant of every term."""
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
) -> list[_PostingList]:
    """Return the posting lists of a term, in ascending order of gain."""
    found: list[_PostingList] = []
    for variant in term.variants.values():
        keys = postings_of_variant(variant.word, postings)
        if allowed is not None:
            keys = [key for key in keys if key in allowed]
        if keys:
            found.append(_PostingList(keys, gain(variant, term, total)))
    return sorted(found, key=lambda posting_list: posting_list.gain)


def postings_of_variant(variant: str, postings: Postings) -> Sequence[int]:
    """Return the posts of a variant; for two words, those with both unless their list is there."""
    if " " not in variant or variant in postings:
        return postings.get(variant, ())
    shorter, longer = sorted((postings.get(word, ()) for word in variant.split(" ")), key=len)
    return sorted(intersect(set(shorter), longer))


def _lists_to_scan(lists: Sequence[Sequence[_PostingList]]) -> list[_PostingList]:
    """Return the lists to read whole: the shortest, and at least one of a term's best variant."""
    best = [term_lists[-1] for term_lists in lists if term_lists]
    if not best:
        return []
    chosen = [min(best, key=_length)]
    left = _MAX_SCANNED - _length(chosen[0])
    others = (other for term_lists in lists for other in term_lists if other is not chosen[0])
    for posting_list in sorted(others, key=_length):
        left -= _length(posting_list)
        if left < 0:
            break
        chosen.append(posting_list)
    return chosen


def _length(posting_list: _PostingList) -> int:
    return len(posting_list.keys)


def _posts_to_probe(scanned: Iterable[_PostingList], gains: Sequence[dict[int, float]]) -> set[int]:
    """Return the posts that contain several terms, and some of the others, the best first."""
    probed = _in_several_terms(gains)
    for posting_list in sorted(scanned, key=lambda posting_list: -posting_list.gain):
        if len(probed) >= _MAX_PROBED:
            break
        probed.update(posting_list.keys)
    return probed


def intersect(posts: set[int], keys: Sequence[int]) -> Collection[int]:
    """Return those of `posts` that are among `keys`, which are in ascending order."""
    if len(keys) < len(posts) * _BISECTION_COST:
        return posts.intersection(keys)
    return [key for key in posts if _contains(keys, key)]


def _contains(keys: Sequence[int], key: int) -> bool:
    index = bisect_left(keys, key)
    return index < len(keys) and keys[index] == key


def _in_several_terms(gains: Iterable[dict[int, float]]) -> set[int]:
    """Return the posts that contain more than one term."""
    once: set[int] = set()
    several: set[int] = set()
    for gained in gains:
        several |= gained.keys() & once
        once |= gained.keys()
    return several
