"""The words of very many posts: those that mark a year, and the posts with each name and tag."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from bot.archive.statistics.marking import (
    LEAST_POSTS,
    SAMPLE,
    can_mark,
    common_from,
    is_written,
    marking_words,
)
from bot.archive.statistics.model import MarkingWord
from bot.services.statistics.selection import Selection
from bot.storage.archive.reader import ArchiveReader

WORDS_OF_EACH, WORDS_OF_ONE = 5, 15
"""How many words are named for each of all years, and for the one that is asked for."""

_SMALL = 10  # times as many posts as are selected: the posts' own words are read, not the index
_MOST_YEARS = 255  # with words; older ones, if there should be as many, have none


@dataclass(frozen=True, slots=True)
class CountedWords:
    """The words of the years, by the position of the year, and the posts with each name and tag.

    `totals` are the posts of each year. `group` has for each key the position of the post's year
    plus 1, or 0 if its words do not count. `tags` have their sign; they are of counted posts alone.
    """

    years: Sequence[int]
    totals: Sequence[int]
    group: bytearray
    by_year: Mapping[str, Sequence[int]]
    tags: Mapping[str, "array[int]"]


def count_words(
    reader: ArchiveReader, selection: Selection, counted: "array[int]", year: int | None
) -> CountedWords:
    """Count the words of a selection of all years, without its reposts.

    With `year` it is compared with all others together: they are one year more, whose number is 0.
    Names and tags are those of the posts `counted`.
    """
    own = selection.own_keys()
    years = selection.years()[-_MOST_YEARS:] if year is None else [year, 0]
    group, totals = _groups(selection, own, years)
    is_counted = bytearray(len(group))
    for key in counted:
        is_counted[key] = 1
    all_posts = len(selection.columns.timed) + len(selection.columns.dated)
    # A word in so many posts is too common even if each post that does not count has it.
    limit = common_from(sum(totals)) + all_posts - sum(totals)
    by_year: dict[str, Sequence[int]] = {}
    tags: dict[str, array[int]] = {}
    is_small = len(own) * _SMALL < all_posts
    for word, keys in _posts_by_word(reader, own) if is_small else reader.statistics.postings():
        if word[0] in "@#":
            if found := array("I", [key for key in keys if is_counted[key]]):
                tags[word] = found
        elif LEAST_POSTS <= len(keys) < limit and can_mark(word):
            counts = [0] * (len(years) + 1)
            for key in keys:
                counts[group[key]] += 1
            if max(counts[1:], default=0) >= LEAST_POSTS:
                by_year[word] = counts[1:]
    return CountedWords(years, totals, group, by_year, tags)


def words_of(
    reader: ArchiveReader, selection: Selection, counted: CountedWords, year: int, most: int
) -> tuple[MarkingWord, ...]:
    """Return the words that mark a year, at most so many, without those that are of addresses."""
    position = counted.years.index(year)
    at, group = selection.columns.at, counted.group

    def written(found: MarkingWord) -> bool:
        keys = reader.search.postings([found.word])[found.word]
        of_year = [key for key in keys if group[key] == position + 1]
        newest = nlargest(SAMPLE, of_year, key=lambda key: (at[key], key))
        return is_written(found.word, list(reader.statistics.texts(newest).values()))

    marking = marking_words(counted.by_year, counted.totals, position)
    return tuple(islice(filter(written, marking), most))


def _groups(
    selection: Selection, own: Iterable[int], years: Sequence[int]
) -> tuple[bytearray, list[int]]:
    """Return the group of each post, by key, and how many posts each year has."""
    group = bytearray(len(selection.columns.at))
    of_year = {year: position for position, year in enumerate(years, start=1)}
    others = of_year.get(0, 0)
    for part in (selection.timed, selection.dated):
        for run in part.runs():
            position = of_year.get(run.year, others)
            for key in part.keys[run.start : run.end]:
                group[key] = position
    counted, totals = bytearray(len(group)), [0] * (len(years) + 1)
    for key in own:
        counted[key] = group[key]
        totals[group[key]] += 1
    return counted, totals[1:]


def _posts_by_word(reader: ArchiveReader, keys: "array[int]") -> Iterator[tuple[str, "array[int]"]]:
    """Yield every word of the posts `keys` with the keys of those that contain it."""
    found: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for key, words in reader.statistics.words(keys):
        for word in words:
            found[word].append(key)
    yield from found.items()
