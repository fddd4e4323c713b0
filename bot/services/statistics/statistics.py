"""The statistics of the archive, counted in one snapshot and kept until the archive changes."""

import threading
from array import array
from collections import Counter
from collections.abc import Hashable
from datetime import tzinfo
from typing import NamedTuple

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
from bot.archive.statistics.model import Statistics
from bot.services.archive_views import Archive, View
from bot.services.audience import audience
from bot.services.search.index_cache import IndexCache
from bot.services.statistics.best import longest_threads, most_liked
from bot.services.statistics.names import among, hashtags, people
from bot.services.statistics.recently_used import RecentlyUsed
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

_MOST_FOUND = 32  # statistics that are kept, each with some 30 posts
_MOST_PREPARED = 2  # some 20 bytes a post


class _Prepared(NamedTuple):
    """The posts of all years that count, the same without reposts, and the words of those."""

    selection: Selection
    own: "array[int]"
    words: CountedWords


class StatisticsOfArchive:
    """Counts what an archive holds.

    What is counted of each post is in memory, read anew when the archive has changed: some 30 bytes
    a post. Words are counted from the index, and the last counts are kept: another year of the same
    posts takes no more than its own posts. All of it runs on the threads for long work.
    """

    def __init__(self, archive: Archive, index: IndexCache) -> None:
        self._archive = archive
        self._index = index
        self._columns: Columns | None = None
        self._lock = threading.Lock()  # held by a thread that reads the columns
        self._prepared: RecentlyUsed[_Prepared] = RecentlyUsed(_MOST_PREPARED)
        self._found: RecentlyUsed[Statistics] = RecentlyUsed(_MOST_FOUND)

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
        # A reader thread does not know for which server it reads.
        asked = Asked(audience.get(), zone, query, account, year)
        async with self._archive.view(within) as view:
            found = await view.read(self._cached, asked)
            if found is None:
                found = await view.read_long(self._count, asked)
        return found

    def _cached(self, reader: ArchiveReader, asked: Asked) -> Statistics | None:
        """Return what was counted before; None if nothing was, or if it has to be looked up."""
        if asked.query is not None and self._index.generation < 0:
            return None
        return self._found.get((self._key(reader, asked), asked.year))

    def _count(self, reader: ArchiveReader, asked: Asked) -> Statistics:
        if asked.query is not None:
            self._index.current(reader)  # which may be loaded only now: the key has its generation
        key = self._key(reader, asked)
        prepared = self._prepared.get(key)
        if prepared is None:
            selection = select(reader, self._index, self._current_columns(reader), asked)
            own = selection.own_keys()
            prepared = _Prepared(selection, own, count_words(reader, selection, own))
            self._prepared.put(key, prepared)
        found = _statistics(reader, prepared, asked)
        self._found.put((key, asked.year), found)
        return found

    def _key(self, reader: ArchiveReader, asked: Asked) -> Hashable:
        """Return a key that changes whenever other posts may count than before."""
        query, generation = None, 0
        if asked.query is not None:
            query, generation = str(asked.query.root), self._index.generation
        account = asked.account and asked.account.casefold()
        hidden = reader.hidden.cache_key  # with the archive's generation
        return hidden, asked.audience, str(asked.zone), account, query, generation

    def _current_columns(self, reader: ArchiveReader) -> Columns:
        with self._lock:
            columns = self._columns
            if columns is None or columns.generation != reader.generation():
                self._columns = None  # so that both are not in memory together
                self._prepared.clear()
                columns = self._columns = reader.statistics.columns(reader.generation())
        return columns


def _statistics(reader: ArchiveReader, prepared: _Prepared, asked: Asked) -> Statistics:
    selection, own, words = prepared
    tags, years, most = words.tags, words.years, WORDS_OF_EACH
    if asked.year is not None:
        selection, years, most = selection.of_year(asked.year), [asked.year], WORDS_OF_ONE
        own = selection.own_keys()
        tags = among(tags, own, len(selection.columns.at))
    columns, timed, dated = selection.columns, selection.timed, selection.dated
    hours = local_hours(timed.at, timed.spans)
    days = days_of(hours) + days_of(local_hours(dated.at, dated.spans))
    liked, likes_known = most_liked(columns, own)
    codes = Counter(columns.kind[key] for key in selection)
    marking = {year: words_of(reader, columns, words, year, most) for year in years}
    return Statistics(
        zone=asked.zone,
        year=asked.year,
        kinds={kind: codes[code] for code, kind in enumerate(KINDS) if kind is not None},
        years=tuple(prepared.selection.years()),
        months=months_of(days),
        hours=week_of(hours),
        without_hour=len(dated.keys),
        active_days=len(days),
        busiest=busiest_day(days),
        streak=longest_streak(days, asked.zone),
        people=people(reader, columns, own, tags),
        hashtags=hashtags(reader, columns, tags),
        words={year: found for year, found in marking.items() if found},
        threads=longest_threads(reader, selection),
        liked=tuple(reader.posts.by_keys(liked)),
        likes_known=likes_known,
        first=_post(reader, selection, 0),
        last=_post(reader, selection, -1),
    )


def _post(reader: ArchiveReader, selection: Selection, position: int) -> Post | None:
    """Return the first post of a selection, or with the position -1 the last one."""
    at = selection.columns.at
    parts = (selection.timed.keys, selection.dated.keys)
    ends = sorted((at[keys[position]], keys[position]) for keys in parts if keys)
    return reader.posts.by_keys([ends[position][1]])[0] if ends else None
