"""Words that mark a year: more of its posts have them than chance, and the other years, explain.

For each word the odds that a post has it are compared between the year and all other years. The
logarithm of their ratio, divided by its standard deviation, is the score: so neither a word that is
common in every year ranks high, nor one that occurred by chance in a few posts. Both odds are drawn
towards those of all years by a prior (the informative Dirichlet prior of Monroe, Colaresi and Quinn
2008, "Fightin' Words", for posts instead of words).
"""

import math
import re
from collections.abc import Iterable, Sequence
from heapq import nsmallest

from bot.archive.search.tokens import is_partial, tokenize
from bot.archive.statistics.model import MarkingWord

PRIOR = 0.5
"""The weight of the prior, as a share of all posts.

With less than a quarter, a word that no other year has would rank below one that others have too:
its deviation would be that of the few posts of the prior alone.
"""

LEAST_POSTS = 3
"""In so many posts of a year a word must occur to mark it."""

LEAST_SCORE = 1.64
"""Standard deviations: in one of 20 words chance alone gives more."""

CANDIDATES = 100
"""Words of each year of which it is then judged whether they are only part of addresses.

In scripts without spaces they are parts of words, see `statistics.whole_words`; all together are
about 20 words. As many more are looked at of those of kana alone: only texts show whether they are
katakana, and so parts of words, or hiragana, and so grammar.
"""

SAMPLE = 10
"""The newest posts with a word by which it is judged whether it is only part of addresses."""

_COMMON_SHARE = 20  # a word in more than one of so many posts is grammar, or what all posts have
_FEW = 6  # posts: in as few a word is never common
# In scripts without spaces a word of the index is a pair of characters, see `whole_words`. Most of
# those of kana alone, which the index has as hiragana, are grammar.
_KANA = re.compile("[\u3041-\u309f\u30fc]+")
_ADDRESS = re.compile(r"https?://\S+")


def common_from(total: int) -> int:
    """Return from how many posts on, of `total`, a word is too common to mark a year."""
    return max(total // _COMMON_SHARE, _FEW) + 1


def can_mark(word: str) -> bool:
    """Return whether a word of the index may mark a year: no name, tag, number or single letter."""
    if word[0] in "#@" or word.isdecimal() or is_partial(word):
        return False
    return len(word) > 1 or not word.isalnum()


def score(posts: int, of: int, elsewhere: int, of_elsewhere: int) -> float:
    """Return the score of a word in `posts` posts of `of`, and in `elsewhere` of the others.

    It is 0 for a word that all posts have, or none.
    """
    if posts + elsewhere in {0, of + of_elsewhere}:
        return 0.0
    have = PRIOR * (posts + elsewhere)
    lack = PRIOR * (of + of_elsewhere) - have
    here = math.log((posts + have) / (of - posts + lack))
    there = math.log((elsewhere + have) / (of_elsewhere - elsewhere + lack))
    return (here - there) / math.sqrt(1 / (posts + have) + 1 / (elsewhere + have))


def marking_words(
    counts: Iterable[tuple[str, Sequence[int]]], totals: Sequence[int]
) -> list[list[MarkingWord]]:
    """Return for each year the `strongest` words that mark it; equal ones by the alphabet.

    `counts` has for each word the posts with it by year, `totals` has the posts by year. A year has
    no words if no other has posts. Whether a word is only part of addresses is not known here.
    """
    total = sum(totals)
    common = common_from(total)
    found: list[list[MarkingWord]] = [[] for _ in totals]
    for word, by_year in counts:
        all_posts = sum(by_year)
        if not LEAST_POSTS <= all_posts < common or not can_mark(word):
            continue
        for year, posts in enumerate(by_year):
            of = totals[year]
            if posts >= LEAST_POSTS and posts * total > all_posts * of and of < total:
                strength = score(posts, of, all_posts - posts, total - of)
                if strength >= LEAST_SCORE:
                    found[year].append(MarkingWord(word, posts, all_posts - posts, strength))
    return [strongest(words) for words in found]


def strongest(words: Iterable[MarkingWord]) -> list[MarkingWord]:
    """Return the CANDIDATES strongest words, and as many of kana alone, the strongest first."""

    def rank(one: MarkingWord) -> tuple[float, str]:
        return -one.score, one.word

    kana: list[MarkingWord] = []
    others: list[MarkingWord] = []
    for one in words:
        (kana if _KANA.fullmatch(one.word) else others).append(one)
    return sorted(nsmallest(CANDIDATES, kana, rank) + nsmallest(CANDIDATES, others, rank), key=rank)


def is_written(word: str, texts: Sequence[str]) -> bool:
    """Return whether at least half of `texts` have a word outside of addresses."""
    return 2 * sum(word in tokenize(without_addresses(text)) for text in texts) >= len(texts)


def without_addresses(text: str) -> str:
    """Return the text of a post without the addresses in it."""
    return _ADDRESS.sub(" ", text)
