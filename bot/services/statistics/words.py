"""The words of very many posts: those that mark a year.

How many posts of each year have a word is counted once for all posts of the archive, for replies
and for other posts, by the years of UTC. For another choice of posts, or another time zone, only
the words of those posts are read by which it differs. Where these are too many, all words are
counted again.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import chain, groupby

from bot.archive.posts.post import Kind
from bot.archive.statistics.marking import (
    LEAST_POSTS,
    can_mark,
    common_from,
    marking_words,
)
from bot.archive.statistics.masks import (
    counts_of,
    differences,
    masked,
    positions_of,
    values_at,
)
from bot.archive.statistics.model import MarkingWord
from bot.services.statistics.selection import Selection, runs_of_years
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import Columns

_SMALL = 10  # times as many posts as differ: the posts' own words are read, not the index
_MOST_YEARS = 127  # with words; older ones, if there should be as many, have none
_COUNTS = bytes([0]) + bytes([1]) * 255


@dataclass(frozen=True, slots=True)
class AllWords:
    """The words of all posts but reposts that may mark a year, by groups of posts.

    The group of a post is the position of its year among `years`, plus 1; that of a reply is higher
    by the number of years. 0 is the group of reposts. `years` are those that any zone may have, but
    the groups are by the year in UTC. `group` has them by the position of the post; `counts`
    has for each word the number of posts of each group, 0 for the group 0.
    """

    years: Sequence[int]
    group: bytes
    counts: Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class CountedWords:
    """The words of a selection; `marking` are those of each of `years`, the strongest first.

    They are those of the index: of scripts without spaces, pairs of characters.
    `group` has for each post, by its position, the position of its year plus 1, or 0 if it does
    not count.
    """

    years: Sequence[int]
    group: bytes
    marking: Sequence[Sequence[MarkingWord]]


def count_all_words(reader: ArchiveReader, columns: Columns) -> AllWords:
    """Count the words of all posts. It takes seconds for a million of them."""
    runs = runs_of_years(columns, UTC)
    near = {run.year + more for run in runs for more in (-1, 0, 1)}
    years = sorted(near)[-_MOST_YEARS:]
    mask = bytes([1]) * len(columns.keys)
    every = _years_of(Selection(columns, UTC, runs, mask, mask), years)
    replies = masked(every, columns.of_kind(Kind.REPLY))
    others = differences(every, replies)
    above = bytes(number and number + len(years) for number in range(len(years) + 1))
    group = differences(others, replies.translate(above.ljust(256)))
    counted = _counted(reader, columns, group, 2 * len(years), len(group) + 1)
    counts = {word: array("I", (0, *row)) for word, row in counted if can_mark(word)}
    return AllWords(years, group, counts)


def count_words(reader: ArchiveReader, selection: Selection, every: AllWords) -> CountedWords:
    """Count the words of a selection, without its reposts."""
    columns, years = selection.columns, every.years
    group = _years_of(selection, years)
    totals = counts_of(group, len(years))
    included = _included(group, every)
    before = every.group.translate(bytes(included).ljust(256))
    different = differences(before, group)
    words: Iterable[tuple[str, Sequence[int]]]
    if (len(group) - different.count(0)) * _SMALL < len(group):
        changed = positions_of(different)
        words = _corrected(reader, columns, (before, group), changed, _known(every, included))
    else:
        # A word in so many posts is too common even if each post that does not count has it.
        limit = common_from(sum(totals)) + len(group) - sum(totals)
        counted = _counted(reader, columns, group, len(years), limit)
        words = ((word, row) for word, row in counted if word in every.counts)
    return CountedWords(years, group, marking_words(words, totals))


def _years_of(selection: Selection, years: Sequence[int]) -> bytes:
    """Return the position of the year of each post, plus 1; 0 for what does not count."""
    number = {year: position for position, year in enumerate(years, start=1)}
    found = b"".join(
        bytes([number.get(run.year, 0)]) * (run.end - run.start) for run in selection.runs
    )
    return masked(found, selection.own())


def _included(group: bytes, every: AllWords) -> list[int]:
    """Return for each group of all posts the year that most of its posts count for, else 0."""
    years = len(every.years)
    of_all = counts_of(every.group, 2 * years)
    counted = masked(every.group, group.translate(_COUNTS))
    of_counted = counts_of(counted, 2 * years)
    year_of = [*range(1, years + 1)] * 2
    return [
        0,
        *(
            year if 2 * some > all_of_it else 0
            for year, some, all_of_it in zip(year_of, of_counted, of_all, strict=True)
        ),
    ]


def _known(every: AllWords, included: Sequence[int]) -> dict[str, list[int]]:
    """Return for each word a 0, then its posts of each year, if their group is included."""
    years = len(every.years)
    # Of what is not included the group 0, which has no posts.
    pairs = [
        (year * bool(included[year]), (year + years) * bool(included[year + years]))
        for year in range(1, years + 1)
    ]
    return {
        word: [0, *(row[other] + row[reply] for other, reply in pairs)]
        for word, row in every.counts.items()
    }


def _counted(
    reader: ArchiveReader, columns: Columns, group: bytes, years: int, limit: int
) -> Iterator[tuple[str, list[int]]]:
    """Yield the words in fewer than `limit` of all posts, with their counts by year."""
    by_key = values_at(group + b"\0", columns.positions)
    for word, keys in reader.statistics.postings(LEAST_POSTS, limit):
        groups = values_at(by_key, keys)
        yield word, counts_of(groups, years)


def _corrected(
    reader: ArchiveReader,
    columns: Columns,
    groups: tuple[bytes, bytes],
    changed: "array[int]",
    known: dict[str, list[int]],
) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the known words with their counts by year, corrected by the posts that changed.

    `groups` are those of the posts before and after.
    """
    before, after = groups

    def change(position: int) -> tuple[int, int]:
        return before[position], after[position]

    for (was, now), positions in groupby(sorted(changed, key=change), change):
        keys = array("I", map(columns.keys.__getitem__, positions))
        words = Counter(chain.from_iterable(reader.statistics.words(keys)))
        for word in words.keys() & known.keys():
            known[word][was] -= words[word]
            known[word][now] += words[word]
    for word, (_, *row) in known.items():
        yield word, row
