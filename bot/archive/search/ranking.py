"""Ranking: which posts match a query best, and why.

What counts first is how many words of the query a post has, rarer ones more; then how many of them
without a typo; then whether it has all of them as they were typed; then BM25, with a bonus for
words side by side. So a near miss never comes before a post with the word itself, unless it has
more of the words, however long either post is. A word of a picture, of its description or the text
in it, is found as well, and is worth less than the same word in a post's own text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import log
from typing import NamedTuple

from bot.archive.posts.post import Kind
from bot.archive.search.fuzzy import Variant
from bot.archive.search.terms import Term

_MAX_IDF = 9.0  # beyond this a word is rare by accident: a misspelling in the archive itself
_RARE, _COMMON = 4.5, 2.0  # rarity: of words in 1 % of the posts, in 16 % of them
_COMMON_SHARE, _FEW_POSTS = 0.15, 3  # of the posts, and so many more
_WORD_BONUS = 12.0  # the worth of each further matched word besides its rarity
_NEAR_BONUS = 1.0  # the worth of two neighbouring words of the query that are adjacent in a post
_MAX_DISTANCE = 8  # words further apart than this do not help each other
_GAP = ("",) * (_MAX_DISTANCE + 1)
_PICTURED_FACTOR = 0.5  # a word of a picture; without typos it counts half for that, too
_REPOST_FACTOR = 0.9  # an author's own words rank before those of others

# BM25 (Robertson, Zaragoza 2009): a repeated word is worth a little more, a long post less.
_SATURATION, _LENGTH_SHARE = 1.2, 0.75
_TYPICAL_LENGTH = 16  # words of a post

# The score is one number with three parts: the worth of the words, that of those without typos, and
# the points of BM25, which are some 30 for each word.
_EXACT_SHARE, _POINTS_SHARE = 1e-3, 1e-7


class Match(NamedTuple):
    """The word found in a post for one word of the query, and the typos between them.

    One that is `common` is in so many posts that it says little about why this one was found. One
    that is `pictured` is not in its own text, but in that of its pictures.
    """

    word: str
    found: str
    edits: int
    common: bool = False
    pictured: bool = False


class Candidate(NamedTuple):
    """A post that may match: its key in the database, its sort key, its kind and its words.

    `pictured` are the words of its pictures.
    """

    key: int
    sort_key: int
    kind: Kind
    words: Sequence[str]
    pictured: Sequence[str] = ()

    @property
    def all_words(self) -> Sequence[str]:
        """The words, then those of its pictures; between them what no phrase goes across."""
        return [*self.words, *_GAP, *self.pictured] if self.pictured else self.words


class Ranked(NamedTuple):
    """A post that matches, by its key, with its score (higher is better) and what matched."""

    key: int
    sort_key: int
    score: float
    matched: tuple[Match, ...]

    @property
    def has_typos(self) -> bool:
        """Whether a word of the query was found only as a similar one."""
        return any(match.edits for match in self.matched)


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term with what it counts among those of a query, and of each variant what it is worth.

    `worth` is 3 if the word is rare, 1 if it is very common; `rarities` are the variants' worths by
    their rarity, `gains` the scores that they give to a post of typical length.
    """

    term: Term
    worth: int
    rarities: Mapping[str, float]
    gains: Mapping[str, float]


class _Sought(NamedTuple):
    """A variant to look for in posts: its words, its term's number and worth, and its own worths.

    `gain` and `rarity` are as in WeightedTerm.
    """

    words: tuple[str, ...]
    term: int
    worth: int
    gain: float
    rarity: float
    variant: Variant
    common: bool


class _Lookup(dict[str, list[_Sought]]):
    """The variants to look for, by their first word, once that occurs in a post.

    Most variants occur in none of the posts that are ranked.
    """

    def __init__(self, terms: Sequence[WeightedTerm], total: int) -> None:
        super().__init__()
        self.typed = [one.term.word for one in terms]
        self.first_words: dict[str, list[tuple[int, str]]] = {}
        for number, one in enumerate(terms):
            for word in one.term.variants:
                first = word.partition(" ")[0]
                self.first_words.setdefault(first, []).append((number, word))
        self._terms = terms
        self._total = total

    def __missing__(self, first: str) -> list[_Sought]:
        self[first] = found = [self._sought(*one) for one in self.first_words[first]]
        return found

    def _sought(self, number: int, word: str) -> _Sought:
        one = self._terms[number]
        variant = one.term.variants[word]
        # A word of its own is worth less than the typed one is in another post.
        worth = one.worth - variant.doubtful
        common = is_common(variant.posts, self._total)
        words = tuple(word.split(" "))
        return _Sought(words, number, worth, one.gains[word], one.rarities[word], variant, common)


class _Occurrence(NamedTuple):
    """An occurrence of a variant in a post: its first and last position, both included."""

    first: int
    last: int
    sought: _Sought


def weighted(term: Term, total: int) -> WeightedTerm:
    """Weigh a term by the rarity of its variants among all `total` posts.

    A variant is never rarer than the word as typed, where the archive has it, nor, with a typo,
    than the commonest one with a typo: otherwise the rarest misspelling would be the best match. A
    word that the archive does not have is as rare as the commonest that it may mean.
    """
    variants = term.variants.values()
    typed = term.variants.get(term.word)
    least = typed.posts if typed else 0
    least_similar = max([least, *[one.posts for one in variants if one.edits]])
    rarities = {
        one.word: _idf(max(one.posts, least_similar if one.edits else least), total)
        for one in variants
    }
    gains = {one.word: one.weight * (_WORD_BONUS + rarities[one.word]) for one in variants}
    posts = typed.posts if typed else max((one.posts for one in variants), default=0)
    idf = _idf(posts, total)
    return WeightedTerm(term, 3 if idf >= _RARE else 2 if idf >= _COMMON else 1, rarities, gains)


def is_common(posts: int, total: int) -> bool:
    """Return whether a word in so many of all `total` posts is a very common one, such as "the".

    In a small archive a few posts more are needed: in the posts of one day any topic is common.
    """
    return posts > _FEW_POSTS + _COMMON_SHARE * total


def rank(
    candidates: Iterable[Candidate], terms: Sequence[WeightedTerm], total: int
) -> list[Ranked]:
    """Return the candidates that contain a word, best first; newer first among equals."""
    lookup = _Lookup(terms, total)
    scored = (_score(candidate, lookup) for candidate in candidates)
    return sorted(
        (hit for hit in scored if hit.matched), key=lambda hit: (-hit.score, -hit.sort_key)
    )


def near_misses(ranked: Iterable[Ranked]) -> set[int]:
    """Return the keys of the results, in order, that have more typos than others have above them.

    Only results with as much of the query are compared, and no result without such typos is behind
    them: then the line above them would be wrong.
    """
    found: set[int] = set()
    for _, results in groupby(ranked, key=lambda one: int(one.score)):
        level = [(one.key, sum(match.edits > 0 for match in one.matched)) for one in results]
        fewest = min(typos for _, typos in level)
        for key, typos in reversed(level):
            if typos == fewest:
                break
            found.add(key)
    return found


@lru_cache(maxsize=4_096)
def _idf(posts: int, total: int) -> float:
    return min(_MAX_IDF, log(1 + total / (posts + 1)))


def _score(candidate: Candidate, lookup: _Lookup) -> Ranked:
    """Score one post: for each word of the query only its best variant counts."""
    words, typed, own = candidate.all_words, lookup.typed, len(candidate.words)
    length = own / _TYPICAL_LENGTH
    damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length)
    points = 0.0
    covered = exact = as_typed = 0
    matched: list[Match] = []
    before: tuple[int, list[_Occurrence]] = -2, []
    used: dict[int, Variant] = {}
    for number, occurrences in _occurrences(words, lookup):
        best, count = occurrences[0].sought, 1
        if len(occurrences) > 1:
            best = max((one.sought for one in occurrences), key=_goodness)
            count = sum(one.sought is best for one in occurrences)
        variant = best.variant
        saturated = count * (_SATURATION + 1) / (count + damping)
        pictured = all(one.first >= own for one in occurrences if one.sought is best)
        gained = variant.weight * (_WORD_BONUS + best.rarity * saturated)
        points += gained * _PICTURED_FACTOR if pictured else gained
        if before[0] == number - 1:
            points += max(_nearness(one, other) for one in before[1] for other in occurrences)
        before = number, occurrences
        if _is_new(occurrences, used):
            covered += best.worth
            if not variant.edits:
                exact += best.worth if pictured else 2 * best.worth
            as_typed += variant.word == typed[number] and not pictured
        matched.append(Match(typed[number], variant.word, variant.edits, best.common, pictured))
    if candidate.kind is Kind.REPOST:
        points *= _REPOST_FACTOR
    exact += as_typed == len(typed)
    score = covered + exact * _EXACT_SHARE + points * _POINTS_SHARE
    return Ranked(candidate.key, candidate.sort_key, round(score, 10), tuple(matched))


def _is_new(occurrences: Sequence[_Occurrence], used: dict[int, Variant]) -> bool:
    """Return whether a word of the post is left for a term, and note it as used.

    One word does not count for several words of a query, such as two forms of it, unless it is
    those written as one.
    """
    for one in occurrences:
        if used.setdefault(one.first, one.sought.variant) is one.sought.variant:
            return True
    return False


def _goodness(sought: _Sought) -> tuple[bool, float]:
    """Return what decides between variants of a term in one post: a typo is the last resort."""
    return not sought.variant.edits, sought.gain


def _occurrences(words: Sequence[str], lookup: _Lookup) -> Sequence[tuple[int, list[_Occurrence]]]:
    """Return the occurrences in `words` of the variants of each term that has any, in order."""
    found: dict[int, list[_Occurrence]] = {}
    sought_words = lookup.first_words
    for first in [position for position, word in enumerate(words) if word in sought_words]:
        for sought in lookup[words[first]]:
            size = len(sought.words)
            if size == 1 or tuple(words[first : first + size]) == sought.words:
                one = _Occurrence(first, first + size - 1, sought)
                if sought.term in found:
                    found[sought.term].append(one)
                else:
                    found[sought.term] = [one]
    return sorted(found.items())


def _nearness(one: _Occurrence, other: _Occurrence) -> float:
    """Return the bonus for two neighbouring words of the query, by their positions in a post.

    Adjacent words count in full when they are in order, by half when they are reversed.
    """
    if other.first > one.last:
        distance = other.first - one.last
    elif other.last < one.first:
        distance = 2 * (one.first - other.last)
    else:
        written_as_one = other.sought.variant is one.sought.variant
        return _NEAR_BONUS if written_as_one else 0.0
    return _NEAR_BONUS / distance if distance <= _MAX_DISTANCE else 0.0
