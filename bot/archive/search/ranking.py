"""Which posts answer a query best, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from bot.archive.posts.post import Kind
from bot.archive.search.fuzzy import Variant
from bot.archive.search.terms import Term

_MOST_IDF = 9.0  # beyond this a word is rare by accident: a misspelling in the archive itself
_WORD_BONUS = 12.0  # what each further matched word is worth beside its rarity
_NEAR_BONUS = 1.0  # what two neighbouring words of the query are worth that stand side by side
_SCATTER = 8  # words further apart than this do not help each other
_REPOST = 0.9  # own words before others'

# BM25 (Robertson, Zaragoza 2009): a word said twice is worth a little more, a long post less.
_SATURATION, _LENGTH_SHARE = 1.2, 0.75
_USUAL_LENGTH = 16  # words of a post


@dataclass(frozen=True, slots=True)
class Match:
    """What stood in a post for one word of the query."""

    word: str
    found: str
    edits: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that may answer: its key in the database, its order, its kind and its words."""

    key: int
    sort_key: int
    kind: Kind
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post that answers, by its key, with its score (higher is better) and what matched."""

    key: int
    sort_key: int
    score: float
    matched: tuple[Match, ...]


class _SearchedVariant(NamedTuple):
    """A variant of a term, as it is looked for in posts: its words, its term, what it gains."""

    words: tuple[str, ...]
    term: int
    variant: Variant
    gain: float


class _Occurrence(NamedTuple):
    """What was looked for, and the places in a post that it takes."""

    first: int
    last: int
    sought: _SearchedVariant


def rarity(variant: Variant, term: Term, total: int) -> float:
    """Return what matching `variant` is worth by the few of all `total` posts that hold it.

    Never more than the word itself as it was typed is worth, where the archive has it: otherwise
    its rarest misspelling would be the best match.
    """
    typed = term.variants.get(term.word, variant)
    return min(_MOST_IDF, log(1 + total / (max(variant.posts, typed.posts) + 1)))


def gain(variant: Variant, term: Term, total: int) -> float:
    """Return what a post of the usual length gains by holding `variant` for `term`."""
    return variant.weight * (_WORD_BONUS + rarity(variant, term, total))


def rank(candidates: Iterable[Candidate], terms: Sequence[Term], total: int) -> list[Ranked]:
    """Return the candidates that hold a word, best first; the newer first among equals."""
    by_first_word: dict[str, list[_SearchedVariant]] = defaultdict(list)
    for number, term in enumerate(terms):
        for variant in term.variants.values():
            words = tuple(variant.word.split(" "))
            gained = gain(variant, term, total)
            by_first_word[words[0]].append(_SearchedVariant(words, number, variant, gained))
    scored = (_score(candidate, terms, dict(by_first_word), total) for candidate in candidates)
    return sorted(
        (hit for hit in scored if hit.matched), key=lambda hit: (-hit.score, -hit.sort_key)
    )


def _score(
    candidate: Candidate,
    terms: Sequence[Term],
    by_first_word: Mapping[str, Sequence[_SearchedVariant]],
    total: int,
) -> Ranked:
    """Score one post: for each word of the query the best of what stands for it counts."""
    found = _found(candidate.words, by_first_word)
    length = len(candidate.words) / _USUAL_LENGTH
    damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length)
    points = 0.0
    matched: list[Match] = []
    for number in sorted(found):
        places = found[number]
        best = max((place.sought for place in places), key=lambda sought: sought.gain).variant
        often = sum(place.sought.variant is best for place in places)
        saturated = often * (_SATURATION + 1) / (often + damping)
        points += best.weight * (_WORD_BONUS + rarity(best, terms[number], total) * saturated)
        if before := found.get(number - 1):
            points += max(_nearness(one, other) for one in before for other in places)
        matched.append(Match(terms[number].word, best.word, best.edits))
    if candidate.kind is Kind.REPOST:
        points *= _REPOST
    return Ranked(candidate.key, candidate.sort_key, round(points, 4), tuple(matched))


def _found(
    words: Sequence[str], by_first_word: Mapping[str, Sequence[_SearchedVariant]]
) -> dict[int, list[_Occurrence]]:
    """Return what stands in `words` for each term, by the term's number."""
    found: dict[int, list[_Occurrence]] = {}
    for first, word in enumerate(words):
        for sought in by_first_word.get(word, ()):
            end = first + len(sought.words)
            if end == first + 1 or tuple(words[first:end]) == sought.words:
                found.setdefault(sought.term, []).append(_Occurrence(first, end - 1, sought))
    return found


def _nearness(one: _Occurrence, other: _Occurrence) -> float:
    """Return the bonus for two neighbouring words of the query, by their places in a post.

    Words in order count in full when they are neighbours, words the other way round half.
    """
    if other.first > one.last:
        distance = other.first - one.last
    elif other.last < one.first:
        distance = 2 * (one.first - other.last)
    else:
        written_as_one = other.sought.variant is one.sought.variant
        return _NEAR_BONUS if written_as_one else 0.0
    return _NEAR_BONUS / distance if distance <= _SCATTER else 0.0
