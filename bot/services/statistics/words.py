"""The words of very many posts: those that mark a year, and the posts with each name and tag."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from typing import TypeAlias

from bot.archive.statistics.marking import (
    LEAST_POSTS,
    SAMPLE,
    common_from,
    is_written,
    marking_words,
)
from bot.archive.statistics.model import MarkingWord
from bot.services.statistics.selection import Selection
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import Columns

WORDS_OF_EACH, WORDS_OF_ONE = 5, 15
"""How many words are named for each of all years, and for the one that is asked for."""

Words: TypeAlias = Iterator[tuple[str, "array[int]"]]
"""Words, each with the keys of posts that contain it."""

_SMALL = 10  # times as many posts as are selected: the posts' own words are read, not the index
_MOST_YEARS = 255  # with words; older ones, if there should be as many, have none


@dataclass(frozen=True, slots=True)
class CountedWords:
    """The words of a selection, without its reposts.

    `marking` are those that mark each of `years`, the strongest first. `group` has for each key the
    position of the post's year plus 1, or 0 if its words do not count. `tags` are the posts that
    count with each name and tag, which have their sign.
    """

    years: Sequence[int]
    group: bytearray
    marking: Sequence[Sequence[MarkingWord]]
    tags: Mapping[str, "array[int]"]


def count_words(reader: ArchiveReader, selection: Selection, own: "array[int]") -> CountedWords:
    """Count the words of the posts `own`: those of a selection, without its reposts."""
    years = selection.years()[-_MOST_YEARS:]
    group, totals = _groups(selection, own, years)
    columns = selection.columns
    all_posts = len(columns.timed) + len(columns.dated)
    if len(own) * _SMALL < all_posts:
        inverted = _posts_by_word(reader, own)
        tags: Words = ((word, inverted[word]) for word in inverted if word[0] in "@#")
        words: Words = ((word, keys) for word, keys in inverted.items() if word[0] not in "@#")
    else:
        # A word in so many posts is too common even if each post that does not count has it.
        limit = common_from(sum(totals)) + all_posts - sum(totals)
        tags = reader.statistics.tags()
        words = reader.statistics.postings(LEAST_POSTS, limit)
    return CountedWords(
        years,
        group,
        marking_words(_by_year(words, group, len(years)), totals),
        dict(_counted(tags, group)),
    )


def words_of(
    reader: ArchiveReader, columns: Columns, counted: CountedWords, year: int, most: int
) -> tuple[MarkingWord, ...]:
    """Return the words that mark a year, at most so many, without those that are of addresses."""
    if year not in counted.years:
        return ()
    position = counted.years.index(year)
    at, group = columns.at, counted.group

    def written(found: MarkingWord) -> bool:
        keys = reader.search.postings([found.word])[found.word]
        of_year = [key for key in keys if group[key] == position + 1]
        newest = nlargest(SAMPLE, of_year, key=lambda key: (at[key], key))
        return is_written(found.word, list(reader.statistics.texts(newest).values()))

    return tuple(islice(filter(written, counted.marking[position]), most))


def _by_year(words: Words, group: bytearray, years: int) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield each of `words` with the number of posts that count, by year."""
    for word, keys in words:
        if len(keys) >= LEAST_POSTS:
            counts = [0] * (years + 1)
            for key in keys:
                counts[group[key]] += 1
            yield word, counts[1:]


def _counted(tags: Words, group: bytearray) -> Words:
    """Yield each of `tags` with the posts that count; those that have none are left out."""
    for tag, keys in tags:
        if found := array("I", (key for key in keys if group[key])):
            yield tag, found


def _groups(
    selection: Selection, own: Iterable[int], years: Sequence[int]
) -> tuple[bytearray, list[int]]:
    """Return the group of each post, by key, and how many posts each year has."""
    every = bytearray(len(selection.columns.at))
    of_year = {year: position for position, year in enumerate(years, start=1)}
    for part in (selection.timed, selection.dated):
        for run in part.runs():
            position = of_year.get(run.year, 0)
            for key in part.keys[run.start : run.end]:
                every[key] = position
    group, totals = bytearray(len(every)), [0] * (len(years) + 1)
    for key in own:
        group[key] = every[key]
        totals[every[key]] += 1
    return group, totals[1:]


def _posts_by_word(reader: ArchiveReader, keys: "array[int]") -> Mapping[str, "array[int]"]:
    """Return every word of the posts `keys` with the keys of those that contain it."""
    found: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for key, words in reader.statistics.words(keys):
        for word in words:
            found[word].append(key)
    return found
