"""The words that mark a year as they are named: whole ones, and none that is of addresses alone."""

from array import array
from dataclasses import dataclass
from heapq import nlargest
from itertools import compress

from bot.archive.statistics.marking import (
    LEAST_POSTS,
    SAMPLE,
    common_from,
    is_written,
    score,
)
from bot.archive.statistics.masks import counts_of, values_at
from bot.archive.statistics.model import MarkingWord
from bot.archive.statistics.whole_words import (
    EVIDENCE,
    LEAST_SCORE,
    is_part,
    parts_of,
    runs_of,
    take_out,
    trimmed,
    word_of,
)
from bot.services.statistics.words import CountedWords
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import Columns

WORDS_OF_EACH, WORDS_OF_ONE = 5, 15
"""How many words are named for each of all years, and for the one that is asked for."""


class WholeWords:
    """Finds the words of years in the posts of a selection."""

    def __init__(self, reader: ArchiveReader, columns: Columns, counted: CountedWords) -> None:
        self._reader = reader
        self._columns = columns
        self._counted = counted
        self._totals = counts_of(counted.group, len(counted.years))
        self._common = common_from(sum(self._totals))
        self._positions_of: dict[str, array[int]] = {}
        self._is_common_pair: dict[str, bool] = {}

    def of(self, year: int, most: int) -> tuple[MarkingWord, ...]:
        """Return the words that mark a year, at most so many, the strongest first.

        Those of scripts without spaces are found by their strongest part, and counted by the posts
        that have all of their pairs.
        """
        if year not in self._counted.years:
            return ()
        number = self._counted.years.index(year) + 1
        found: list[MarkingWord] = []
        taken: list[str] = []
        for one in self._counted.marking[number - 1]:
            if len(found) == most:
                break
            if not is_part(one.word):
                if is_written(one.word, self._texts(one.word, number, SAMPLE)):
                    found.append(one)
            elif whole := self._whole(one.word, number, taken):
                found.append(whole)
        return tuple(sorted(found, key=lambda one: (-one.score, one.word)))

    def _whole(self, part: str, number: int, taken: list[str]) -> MarkingWord | None:
        """Return the word that a part belongs to, if it marks the year; `taken` gains its text."""
        runs = [take_out(taken, runs_of(one)) for one in self._texts(part, number, EVIDENCE)]
        word = trimmed(word_of(part, runs, _OfYear(self, number)))
        if not word:
            return None
        found = self.counted(word, number)
        if found.posts < LEAST_POSTS or found.score < LEAST_SCORE:
            return None
        if found.posts + found.elsewhere >= self._common:
            return None
        taken.append(word)
        return found

    def counted(self, word: str, number: int) -> MarkingWord:
        """Return a word with the number of posts that have all of its parts, and its score."""
        positions = self._with_all(word)
        by_year = counts_of(values_at(self._counted.group, positions), len(self._totals))
        posts, elsewhere = by_year[number - 1], sum(by_year) - by_year[number - 1]
        of, total = self._totals[number - 1], sum(self._totals)
        strength = score(posts, of, elsewhere, total - of)
        return MarkingWord(word, posts, elsewhere, strength)

    def _texts(self, word: str, number: int, most: int) -> list[str]:
        """Return the newest texts of a year with a word of the index."""
        columns, positions = self._columns, self._positions(word)
        is_of_year = bytes(group == number for group in range(256))
        groups = values_at(self._counted.group, positions)
        of_year = compress(positions, groups.translate(is_of_year))
        newest = nlargest(most, of_year, key=lambda one: (columns.at[one], columns.keys[one]))
        return list(self._reader.statistics.texts(columns.keys[one] for one in newest).values())

    def _with_all(self, word: str) -> "array[int]":
        """Return the positions of the posts that have all parts of a word."""
        first, *others = sorted(map(self._positions, parts_of(word)), key=len)
        return array("I", set(first).intersection(*others))

    def is_common(self, pair: str) -> bool:
        """Return whether a pair is in too many posts of the selection to mark a year."""
        if pair not in self._is_common_pair:
            groups = values_at(self._counted.group, self._positions(pair))
            self._is_common_pair[pair] = len(groups) - groups.count(0) >= self._common
        return self._is_common_pair[pair]

    def _positions(self, word: str) -> "array[int]":
        """Return the positions of the posts that are shown with a word of the index."""
        if word not in self._positions_of:
            keys = self._reader.search.postings([word])[word]
            positions = map(self._columns.positions.__getitem__, keys)
            self._positions_of[word] = array("I", positions)
        return self._positions_of[word]


@dataclass(frozen=True, slots=True)
class _OfYear:
    """What is known of the posts of a selection; the year is the one of a number."""

    words: WholeWords
    number: int

    def is_common(self, pair: str) -> bool:
        return self.words.is_common(pair)

    def strength(self, word: str) -> float:
        return self.words.counted(word, self.number).score
