"""Which posts answer a query best, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from bot.archive.posts import Kind
from bot.archive.spelling import Variant

_MOST_IDF = 9.0  # beyond this a word is rare by accident: a misspelling in the archive itself
_WORD_BONUS = 3.0  # what each further matched word is worth beside its rarity
_NEAR_BONUS = 1.5  # what two neighbouring words of the query are worth that stand side by side
_SCATTER = 8  # words further apart than this do not help each other
_LENGTH_COST = 0.01  # for each word of the post
_REPOST = 0.9  # own words before others'
_WORTH_SHOWING = 0.5  # of the best score; what is below answers another question


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
class Term:
    """A word of the query and the words that may stand for it, by the word."""

    word: str
    variants: Mapping[str, Variant]

    @property
    def posts(self) -> int:
        """In how many posts, at most, one of the variants occurs."""
        return sum(variant.posts for variant in self.variants.values())


def rarity(posts: int, total: int) -> float:
    """Return what matching a word is worth that occurs in `posts` of `total` posts."""
    return min(_MOST_IDF, log(1 + total / (posts + 1)))


def worth(variant: Variant, total: int) -> float:
    """Return what a post gains by holding `variant`."""
    return variant.weight * (_WORD_BONUS + rarity(variant.posts, total))


def rank(candidates: Sequence[Candidate], terms: Sequence[Term], total: int) -> list[Ranked]:
    """Return the candidates that are worth showing, best first; the newer first among equals."""
    scored = [score(candidate, terms, total) for candidate in candidates]
    best = max((hit.score for hit in scored), default=0.0)
    worthy = [hit for hit in scored if hit.matched and hit.score >= best * _WORTH_SHOWING]
    return sorted(worthy, key=lambda hit: (-hit.score, -hit.order))


def score(candidate: Candidate, terms: Sequence[Term], total: int) -> Ranked:
    """Score one post: for each word of the query the best of what stands for it counts."""
    points = 0.0
    matched: list[Match] = []
    last_place: int | None = None
    for term in terms:
        best: tuple[float, int, Variant] | None = None
        for place, word in enumerate(candidate.words):
            variant = term.variants.get(word)
            if variant is not None:
                gain = worth(variant, total) + _nearness(last_place, place)
                if best is None or gain > best[0]:
                    best = gain, place, variant
        if best is None:
            last_place = None
        else:
            gain, last_place, variant = best
            points += gain
            matched.append(Match(term.word, variant.word, variant.edits))
    points -= _LENGTH_COST * len(candidate.words)
    if candidate.kind is Kind.REPOST:
        points *= _REPOST
    return Ranked(candidate.key, candidate.order, round(max(points, 0.0), 4), tuple(matched))


def _nearness(before: int | None, place: int) -> float:
    """Return the bonus for a word at `place` when the word before it in the query is at `before`.

    Words in order count in full when they are neighbours, words the other way round half.
    """
    if before is None or place == before:
        return 0.0
    distance = place - before if place > before else 2 * (before - place)
    return _NEAR_BONUS / distance if distance <= _SCATTER else 0.0
