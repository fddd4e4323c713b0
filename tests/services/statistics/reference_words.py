"""The words that mark a year, counted in the slow, obvious way."""

from collections.abc import Collection, Iterator, Sequence
from datetime import tzinfo

from bot.archive.posts.post import Kind, Post
from bot.archive.search.tokens import tokenize
from bot.archive.statistics import whole_words
from bot.archive.statistics.marking import (
    CANDIDATES,
    LEAST_POSTS,
    LEAST_SCORE,
    SAMPLE,
    can_mark,
    common_from,
    is_written,
    score,
)

Word = tuple[str, int, int]
"""A word with the posts of the year that have it, and those of other years."""


def words_of(every: Sequence[Post], zone: tzinfo, year: int, most: int) -> list[Word]:
    """Return the words that mark a year, at most so many; the posts are in their order."""
    own = [one for one in every if one.kind is not Kind.REPOST]
    inside = [one for one in own if one.date_in(zone).year == year]
    if len(inside) == len(own):
        return []
    counts = _Counts(inside, [one for one in own if one.date_in(zone).year != year])
    found: list[tuple[float, Word]] = []
    taken: list[str] = []
    for candidate in _candidates(counts):
        texts = [one.text for one in inside if candidate in _tokens(one)]
        word, parts = candidate, [candidate]
        if whole_words.is_part(candidate):
            word = _whole(candidate, texts[-whole_words.EVIDENCE :], counts, taken)
            parts = [*whole_words.parts_of(word)]
            if not word or not counts.may_mark(parts, whole_words.LEAST_SCORE):
                continue
        elif not is_written(word, texts[-SAMPLE:]):
            continue
        if len(found) < most:
            taken += [word] if whole_words.is_part(candidate) else []
            found.append((-counts.score_of(parts), (word, *counts.of(parts))))
    return [word for _, word in sorted(found)]


class _Counts:
    """Counts the posts of a year and of the others by their words."""

    def __init__(self, inside: Sequence[Post], others: Sequence[Post]) -> None:
        self.inside = [_tokens(one) for one in inside]
        self.others = [_tokens(one) for one in others]
        self.common = common_from(len(inside) + len(others))

    def of(self, parts: Collection[str]) -> tuple[int, int]:
        """Return how many posts of the year, and of the others, have all of the words `parts`."""
        here = sum(words.issuperset(parts) for words in self.inside)
        return here, sum(words.issuperset(parts) for words in self.others)

    def score_of(self, parts: Collection[str]) -> float:
        here, elsewhere = self.of(parts)
        return score(here, len(self.inside), elsewhere, len(self.others))

    def may_mark(self, parts: Collection[str], least: float) -> bool:
        here, elsewhere = self.of(parts)
        is_common = here + elsewhere >= self.common
        return here >= LEAST_POSTS and not is_common and self.score_of(parts) >= least

    def is_common(self, pair: str) -> bool:
        return sum(self.of([pair])) >= self.common

    def strength(self, word: str) -> float:
        return self.score_of(whole_words.parts_of(word))


def _candidates(counts: _Counts) -> Iterator[str]:
    words = {
        word: counts.score_of([word])
        for word in set().union(*counts.inside)
        if can_mark(word) and counts.may_mark([word], LEAST_SCORE)
    }
    ranked = sorted(words, key=lambda one: (-words[one], one))
    kana = [
        one for one in ranked if all("ぁ" <= letter <= "ゟ" or letter == "ー" for letter in one)
    ]
    others = [one for one in ranked if one not in kana]
    looked_at = {*kana[:CANDIDATES], *others[:CANDIDATES]}
    yield from (one for one in ranked if one in looked_at)


def _whole(part: str, texts: Sequence[str], counts: _Counts, taken: Sequence[str]) -> str:
    runs = [whole_words.take_out(taken, whole_words.runs_of(text)) for text in texts]
    return whole_words.trimmed(whole_words.word_of(part, runs, counts))


def _tokens(post: Post) -> set[str]:
    return set(tokenize(post.text))
