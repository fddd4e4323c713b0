"""The words of very many posts: those that mark a year.

How many posts of each year have a word is counted once for all posts of the archive, by the years
of UTC. Other posts, or those of another time zone, are counted by their difference: the words of
the posts by which they differ. Only where that are too many, all words are counted again.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from heapq import nlargest
from itertools import compress, islice

from bot.archive.statistics.marking import (
    LEAST_POSTS,
    SAMPLE,
    can_mark,
    common_from,
    is_written,
    marking_words,
)
from bot.archive.statistics.masks import differences, masked, positions_of, values_at
from bot.archive.statistics.model import MarkingWord
from bot.services.statistics.selection import Selection, runs_of_years
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import Columns

WORDS_OF_EACH, WORDS_OF_ONE = 5, 15
"""How many words are named for each of all years, and for the one that is asked for."""

Counts = Mapping[str, Sequence[int]]
"""The number of posts with each word, by group."""

_SMALL = 10  # times as many posts as differ: the posts' own words are read, not the index
_MOST_YEARS = 255  # with words; older ones, if there should be as many, have none


@dataclass(frozen=True, slots=True)
class AllWords:
    """The words of all posts but reposts.

    The group of a post is the position of its local year in `years`, plus 1; 0 is the group of the
    posts that do not count. `years` are those that any time zone may have. `group` has the group of
    each post in UTC, by its position, and `counts` the words that may mark a year.
    """

    years: Sequence[int]
    group: bytes
    counts: Counts


@dataclass(frozen=True, slots=True)
class CountedWords:
    """The words of a selection; see AllWords. `marking` has those of each year, strongest first."""

    years: Sequence[int]
    group: bytes
    marking: Sequence[Sequence[MarkingWord]]


def count_all_words(reader: ArchiveReader, columns: Columns) -> AllWords:
    """Count the words of all posts. It takes seconds for a million of them."""
    runs = runs_of_years(columns, UTC)
    near = {run.year + more for run in runs for more in (-1, 0, 1)}
    years = sorted(near)[-_MOST_YEARS:]
    every = Selection(columns, UTC, runs, bytes([1]) * len(columns.keys))
    group = _groups(every, years)
    counted = _counted(reader, columns, group, len(years), len(columns.keys) + 1)
    return AllWords(
        years, group, {word: array("I", row) for word, row in counted if can_mark(word)}
    )


def count_words(reader: ArchiveReader, selection: Selection, every: AllWords) -> CountedWords:
    """Count the words of a selection, without its reposts."""
    columns, years = selection.columns, every.years
    group = _groups(selection, years)
    totals = [group.count(number) for number in range(1, len(years) + 1)]
    all_posts, own = len(group), sum(totals)
    changed = all_posts - differences(every.group, group).count(0)
    if min(own, changed) * _SMALL < all_posts:
        before, known = (every.group, every.counts) if changed < own else (bytes(all_posts), {})
        words = _corrected(reader, columns, (before, group), known, len(years))
    else:
        # A word in so many posts is too common even if each post that does not count has it.
        limit = common_from(own) + all_posts - own
        counted = _counted(reader, columns, group, len(years), limit)
        words = ((word, row) for word, row in counted if word in every.counts)
    return CountedWords(years, group, marking_words(words, totals))


def words_of(
    reader: ArchiveReader, columns: Columns, counted: CountedWords, year: int, most: int
) -> tuple[MarkingWord, ...]:
    """Return the words that mark a year, at most so many, without those that are of addresses."""
    if year not in counted.years:
        return ()
    number = counted.years.index(year) + 1
    is_of_year = bytes(group == number for group in range(256))

    def written(found: MarkingWord) -> bool:
        keys = reader.search.postings([found.word])[found.word]
        positions = array("I", map(columns.positions.__getitem__, keys))
        groups = values_at(counted.group, positions)
        of_year = compress(positions, groups.translate(is_of_year))
        newest = nlargest(SAMPLE, of_year, key=lambda one: (columns.at[one], columns.keys[one]))
        texts = reader.statistics.texts(columns.keys[one] for one in newest)
        return is_written(found.word, list(texts.values()))

    return tuple(islice(filter(written, counted.marking[number - 1]), most))


def _groups(selection: Selection, years: Sequence[int]) -> bytes:
    """Return the group of each post, by its position; of reposts it is 0."""
    number = {year: position for position, year in enumerate(years, start=1)}
    found = b"".join(
        bytes([number.get(run.year, 0)]) * (run.end - run.start) for run in selection.runs
    )
    return masked(found, selection.own())


def _counted(
    reader: ArchiveReader, columns: Columns, group: bytes, years: int, limit: int
) -> Iterator[tuple[str, list[int]]]:
    """Yield the words in fewer than `limit` of all posts, with their counts by year."""
    by_key = values_at(group + b"\0", columns.positions)
    for word, keys in reader.statistics.postings(LEAST_POSTS, limit):
        groups = values_at(by_key, keys)
        yield word, [groups.count(number) for number in range(1, years + 1)]


def _corrected(
    reader: ArchiveReader,
    columns: Columns,
    groups: tuple[bytes, bytes],
    known: Counts,
    years: int,
) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield words with their counts by year, where `known` are counts of other groups.

    `groups` are those that the posts had there, and those that they have.
    """
    before, after = groups
    changes: dict[str, list[int]] = defaultdict(lambda: [0] * (years + 1))
    differing = positions_of(differences(before, after))
    keys = array("I", map(columns.keys.__getitem__, differing))
    for key, words in reader.statistics.words(keys):
        position = columns.positions[key]
        was, now = before[position], after[position]
        for word in words:
            row = changes[word]
            row[was] -= 1
            row[now] += 1
    for word, counts in known.items():
        if word not in changes:
            yield word, counts
    for word, (_, *row) in changes.items():
        yield (
            word,
            [sum(pair) for pair in zip(row, known[word], strict=True)] if word in known else row,
        )
