"""Which posts answer a query best, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from bot.archive.posts import Kind
from bot.archive.spelling import Variant
from bot.archive.terms import Term

_MOST_IDF = 9.0  # beyond this a word is rare by accident: a misspelling in the archive itself
_WORD_BONUS = 12.0  # what each further matched word is worth beside its rarity
_NEAR_BONUS = 1.5  # what two neighbouring words of the query are worth that stand side by side
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
    order: int
    kind: Kind
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post that answers, by its key, with its score (higher is better) and what matched."""

    key: int
    order: int
    score: float
    matched: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A variant of a term at one place of a post: the places it takes, the term, its worth."""

    first: int
    last: int
    term: int
    variant: Variant


def rarity(posts: int, total: int) -> float:
    """Return what matching a word is worth that occurs in `posts` of `total` posts."""
    return min(_MOST_IDF, log(1 + total / (posts + 1)))


def gain(variant: Variant, total: int) -> float:
    """Return what a post of the usual length gains by holding `variant`."""
    return variant.weight * (_WORD_BONUS + rarity(variant.posts, total))


def rank(candidates: Iterable[Candidate], terms: Sequence[Term], total: int) -> list[Ranked]:
    """Return the candidates that hold a word, best first; the newer first among equals."""
    sought = _Sought(terms)
    scored = (_score(candidate, terms, sought, total) for candidate in candidates)
    return sorted((hit for hit in scored if hit.matched), key=lambda hit: (-hit.score, -hit.order))


class _Sought:
    """The variants of all terms, by their first word."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._by_word: Mapping[str, list[tuple[int, Variant, str]]]
        by_word: dict[str, list[tuple[int, Variant, str]]] = defaultdict(list)
        for number, term in enumerate(terms):
            for variant in term.variants.values():
                word, _, second = variant.word.partition(" ")
                by_word[word].append((number, variant, second))
        self._by_word = dict(by_word)

    def in_words(self, words: Sequence[str]) -> list[_Found]:
        """Return what of it stands in `words`, in order."""
        found: list[_Found] = []
        for place, word in enumerate(words):
            for number, variant, second in self._by_word.get(word, ()):
                if not second:
                    found.append(_Found(place, place, number, variant))
                elif words[place + 1 : place + 2] == [second]:
                    found.append(_Found(place, place + 1, number, variant))
        return found


def _score(candidate: Candidate, terms: Sequence[Term], sought: _Sought, total: int) -> Ranked:
    """Score one post: for each word of the query the best of what stands for it counts."""
    by_term: dict[int, list[_Found]] = defaultdict(list)
    for found in sought.in_words(candidate.words):
        by_term[found.term].append(found)
    length = len(candidate.words) / _USUAL_LENGTH
    damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length)
    points = 0.0
    matched: list[Match] = []
    for number in sorted(by_term):
        places = by_term[number]
        best = max((found.variant for found in places), key=lambda v: gain(v, total))
        often = sum(found.variant is best for found in places)
        saturated = often * (_SATURATION + 1) / (often + damping)
        points += best.weight * (_WORD_BONUS + rarity(best.posts, total) * saturated)
        points += max(
            (_nearness(a, b) for a in by_term.get(number - 1, ()) for b in places), default=0.0
        )
        matched.append(Match(terms[number].word, best.word, best.edits))
    if candidate.kind is Kind.REPOST:
        points *= _REPOST
    return Ranked(candidate.key, candidate.order, round(points, 4), tuple(matched))


def _nearness(one: _Found, next_one: _Found) -> float:
    """Return the bonus for two neighbouring words of the query, by their places in a post.

    Words in order count in full when they are neighbours, words the other way round half.
    """
    if next_one.first > one.last:
        distance = next_one.first - one.last
    elif next_one.last < one.first:
        distance = 2 * (one.first - next_one.last)
    else:
        return _NEAR_BONUS if next_one.variant is one.variant else 0.0  # written as one word
    return _NEAR_BONUS / distance if distance <= _SCATTER else 0.0
