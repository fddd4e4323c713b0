"""Ranking: which posts match a query best, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from bot.archive.posts.post import Kind
from bot.archive.search.fuzzy import Variant
from bot.archive.search.terms import Term

_MAX_IDF = 9.0  # beyond this a word is rare by accident: a misspelling in the archive itself
_WORD_BONUS = 12.0  # the worth of each further matched word besides its rarity
_NEAR_BONUS = 1.0  # the worth of two neighbouring words of the query that are adjacent in a post
_MAX_DISTANCE = 8  # words further apart than this do not help each other
_REPOST_FACTOR = 0.9  # an author's own words rank before those of others

# BM25 (Robertson, Zaragoza 2009): a repeated word is worth a little more, a long post less.
_SATURATION, _LENGTH_SHARE = 1.2, 0.75
_TYPICAL_LENGTH = 16  # words of a post


@dataclass(frozen=True, slots=True)
class Match:
    """The word found in a post for one word of the query, and the typos between them."""

    word: str
    found: str
    edits: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that may match: its key in the database, its sort key, its kind and its words."""

    key: int
    sort_key: int
    kind: Kind
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post that matches, by its key, with its score (higher is better) and what matched."""

    key: int
    sort_key: int
    score: float
    matched: tuple[Match, ...]


class _SearchedVariant(NamedTuple):
    """A variant to look for in posts: its words, the number of its term, and its gain."""

    words: tuple[str, ...]
    term: int
    variant: Variant
    gain: float


class _Occurrence(NamedTuple):
    """An occurrence of a variant in a post: its first and last position, both included."""

    first: int
    last: int
    searched: _SearchedVariant


def rarity(variant: Variant, term: Term, total: int) -> float:
    """Return the worth of `variant` by its rarity among all `total` posts.

    It is never more than that of the word as typed, where the archive has it: otherwise its rarest
    misspelling would be the best match.
    """
    typed = term.variants.get(term.word, variant)
    return min(_MAX_IDF, log(1 + total / (max(variant.posts, typed.posts) + 1)))


def rarity_of(term: Term, total: int) -> float:
    """Return the worth of a word of the query by its rarity, or by that of what it may mean."""
    typed = term.variants.get(term.word)
    posts = typed.posts if typed else max((v.posts for v in term.variants.values()), default=0)
    return min(_MAX_IDF, log(1 + total / (posts + 1)))


def gain(variant: Variant, term: Term, total: int) -> float:
    """Return the score of a post of typical length for containing `variant` of `term`."""
    return variant.weight * (_WORD_BONUS + rarity(variant, term, total))


def rank(candidates: Iterable[Candidate], terms: Sequence[Term], total: int) -> list[Ranked]:
    """Return the candidates that contain a word, best first; newer first among equals."""
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
    """Score one post: for each word of the query only its best variant counts."""
    found = _occurrences(candidate.words, by_first_word)
    length = len(candidate.words) / _TYPICAL_LENGTH
    damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length)
    points = 0.0
    matched: list[Match] = []
    for number in sorted(found):
        occurrences = found[number]
        searched = (occurrence.searched for occurrence in occurrences)
        best = max(searched, key=lambda searched: searched.gain).variant
        count = sum(occurrence.searched.variant is best for occurrence in occurrences)
        saturated = count * (_SATURATION + 1) / (count + damping)
        points += best.weight * (_WORD_BONUS + rarity(best, terms[number], total) * saturated)
        if before := found.get(number - 1):
            points += max(_nearness(one, other) for one in before for other in occurrences)
        matched.append(Match(terms[number].word, best.word, best.edits))
    if candidate.kind is Kind.REPOST:
        points *= _REPOST_FACTOR
    return Ranked(candidate.key, candidate.sort_key, round(points, 4), tuple(matched))


def _occurrences(
    words: Sequence[str], by_first_word: Mapping[str, Sequence[_SearchedVariant]]
) -> dict[int, list[_Occurrence]]:
    """Return the occurrences in `words` of each term's variants, by the term's number."""
    found: dict[int, list[_Occurrence]] = {}
    for first, word in enumerate(words):
        for searched in by_first_word.get(word, ()):
            end = first + len(searched.words)
            if end == first + 1 or tuple(words[first:end]) == searched.words:
                found.setdefault(searched.term, []).append(_Occurrence(first, end - 1, searched))
    return found


def _nearness(one: _Occurrence, other: _Occurrence) -> float:
    """Return the bonus for two neighbouring words of the query, by their positions in a post.

    Adjacent words count in full when they are in order, by half when they are reversed.
    """
    if other.first > one.last:
        distance = other.first - one.last
    elif other.last < one.first:
        distance = 2 * (one.first - other.last)
    else:
        written_as_one = other.searched.variant is one.searched.variant
        return _NEAR_BONUS if written_as_one else 0.0
    return _NEAR_BONUS / distance if distance <= _MAX_DISTANCE else 0.0
