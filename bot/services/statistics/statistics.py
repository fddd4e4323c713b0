"""The statistics of the archive, counted in one snapshot and kept until the archive changes."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Hashable
from datetime import tzinfo

from bot.archive.posts.post import Post
from bot.archive.search.query.ast import Query
from bot.archive.statistics.local_time import (
    busiest_day,
    days_of,
    local_hours,
    longest_streak,
    months_of,
    week_of,
)
from bot.archive.statistics.model import MarkingWord, Statistics
from bot.services.archive_views import Archive, View
from bot.services.audience import audience
from bot.services.search.index_cache import IndexCache
from bot.services.statistics.best import longest_threads, most_liked
from bot.services.statistics.names import hashtags, people
from bot.services.statistics.selection import Asked, Selection, select
from bot.services.statistics.words import (
    WORDS_OF_EACH,
    WORDS_OF_ONE,
    CountedWords,
    count_words,
    words_of,
)
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import KINDS, Columns

_CACHE_SIZE = 32  # statistics, each of some 30 posts


class StatisticsOfArchive:
    """Counts what an archive holds.

    What is counted of each post is in memory, read anew when the archive has changed: some 30 bytes
    a post. Words are counted from the index. All of it runs on the threads for long work.
    """

    def __init__(self, archive: Archive, index: IndexCache) -> None:
        self._archive = archive
        self._index = index
        self._columns: Columns | None = None
        self._lock = threading.Lock()  # held by a thread that reads the columns
        self._cache: OrderedDict[Hashable, Statistics] = OrderedDict()

    async def of(
        self,
        zone: tzinfo,
        query: Query | None = None,
        *,
        account: str | None = None,
        year: int | None = None,
        within: View | None = None,
    ) -> Statistics:
        """Return the statistics of all posts, or of those that fit: to all that is given.

        Days and hours, those of `query` too, are in the time zone `zone`; typos in `query` are
        forgiven. `account` is a name, `year` a local year. Raises BusyError if too many others
        ask.
        """
        asked = Asked(zone, query, account, year)
        async with self._archive.view(within) as view:
            found = await view.read(self._cached, asked)
            if found is None:
                found = await view.read_long(self._count, asked)
        return found

    def _cached(self, reader: ArchiveReader, asked: Asked) -> Statistics | None:
        return self._cache.get(self._key(reader, asked))

    def _count(self, reader: ArchiveReader, asked: Asked) -> Statistics:
        key = self._key(reader, asked)
        columns = self._current_columns(reader)
        found = _statistics(reader, select(reader, self._index, columns, asked), asked)
        with self._lock:
            self._cache[key] = found
            while len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
        return found

    def _key(self, reader: ArchiveReader, asked: Asked) -> Hashable:
        """Return a key that changes whenever other posts may count than before."""
        query = None if asked.query is None else str(asked.query.root)
        account = asked.account and asked.account.casefold()
        return (
            reader.generation(),
            self._index.cache_key(reader),
            audience.get(),
            str(asked.zone),
            query,
            account,
            asked.year,
        )

    def _current_columns(self, reader: ArchiveReader) -> Columns:
        with self._lock:
            columns = self._columns
            if columns is None or columns.generation != reader.generation():
                self._columns = None  # so that both are not in memory together
                columns = self._columns = reader.statistics.columns(reader.generation())
        return columns


def _statistics(reader: ArchiveReader, every_year: Selection, asked: Asked) -> Statistics:
    selection = every_year if asked.year is None else every_year.of_year(asked.year)
    columns, timed, dated = selection.columns, selection.timed, selection.dated
    hours = local_hours(timed.at, timed.spans)
    days = days_of(hours) + days_of(local_hours(dated.at, dated.spans))
    own = selection.own_keys()
    words = count_words(reader, every_year, own, asked.year)
    liked, likes_known = most_liked(selection)
    codes: Counter[int] = Counter(columns.kind[key] for key in selection)
    return Statistics(
        zone=asked.zone,
        year=asked.year,
        kinds={kind: codes[code] for code, kind in enumerate(KINDS) if kind is not None},
        years=tuple(every_year.years()),
        months=months_of(days),
        hours=week_of(hours),
        without_hour=len(dated.keys),
        active_days=len(days),
        busiest=busiest_day(days),
        streak=longest_streak(days, asked.zone),
        people=people(reader, columns, own, words.tags),
        hashtags=hashtags(reader, columns, words.tags),
        words=_marking(reader, every_year, words, asked.year),
        threads=longest_threads(reader, selection),
        liked=tuple(reader.posts.by_keys(liked)),
        likes_known=likes_known,
        first=_post(reader, selection, 0),
        last=_post(reader, selection, -1),
    )


def _marking(
    reader: ArchiveReader, selection: Selection, counted: CountedWords, year: int | None
) -> dict[int, tuple[MarkingWord, ...]]:
    """Return the words that mark each year, or the one that is asked for; years without none."""
    years, most = (counted.years, WORDS_OF_EACH) if year is None else ([year], WORDS_OF_ONE)
    found = {one: words_of(reader, selection, counted, one, most) for one in years}
    return {one: words for one, words in found.items() if words}


def _post(reader: ArchiveReader, selection: Selection, position: int) -> Post | None:
    """Return the first post of a selection, or with the position -1 the last one."""
    at = selection.columns.at
    parts = (selection.timed.keys, selection.dated.keys)
    ends = sorted((at[keys[position]], keys[position]) for keys in parts if keys)
    return reader.posts.by_keys([ends[position][1]])[0] if ends else None
