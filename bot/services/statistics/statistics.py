"""The statistics of the archive, counted in one snapshot and kept until the archive changes."""

import math
import threading
from collections import Counter
from collections.abc import Callable, Hashable
from datetime import UTC, tzinfo
from itertools import compress
from typing import NamedTuple

from bot.archive.posts.post import Post
from bot.archive.search.query.ast import Query
from bot.archive.statistics.lists import Lists
from bot.archive.statistics.local_time import (
    busiest_day,
    days_of,
    local_hours,
    longest_streak,
    months_of,
    spans,
    week_of,
)
from bot.archive.statistics.masks import masked
from bot.archive.statistics.model import Statistics
from bot.errors import TooLongError
from bot.services.archive_views import Archive, View
from bot.services.audience import audience
from bot.services.fair_pool import requester
from bot.services.recently_used import RecentlyUsed
from bot.services.search.index_cache import IndexCache
from bot.services.statistics.best import (
    longest_threads,
    most_liked,
    threads_of,
    with_known_likes,
)
from bot.services.statistics.names import Names, most_named, names_of
from bot.services.statistics.selection import Asked, Selection, select, shown_unasked
from bot.services.statistics.whole_words import WORDS_OF_EACH, WORDS_OF_ONE, WholeWords
from bot.services.statistics.words import (
    AllWords,
    CountedWords,
    count_all_words,
    count_words,
)
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import KINDS, Columns

QUERY_LIMIT = 10.0
"""Seconds that the posts of a user's query are looked for: few others can be answered meanwhile."""

_MOST_FOUND = 32  # statistics that are kept, each with some 30 posts
_MOST_PREPARED = 2  # two bytes a post
_MOST_THREADS = 2  # audiences; four bytes for each post of a thread


class _Prepared(NamedTuple):
    """The posts of all years that count, and their words."""

    selection: Selection
    words: CountedWords


class _Counted(NamedTuple):
    """What is counted once in an archive."""

    columns: Columns
    names: Names
    words: AllWords


class StatisticsOfArchive:
    """Counts what an archive holds.

    What is counted of each post is in memory, with the number of posts of each year that have a
    word: some 50 bytes a post. It is read anew when the archive has changed. All of it runs on the
    threads for long work.
    """

    def __init__(self, archive: Archive, index: IndexCache) -> None:
        self._archive = archive
        self._index = index
        self._counted: _Counted | None = None
        self._lock = threading.Lock()  # held by a thread that counts the whole archive
        self._threads: RecentlyUsed[Lists] = RecentlyUsed(_MOST_THREADS)
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
        ask, and TooLongError if posts that fit `query` are looked for too long, for a user.
        """
        # A reader thread does not know for which server it reads.
        asked = Asked(audience.get(), zone, query, account, year)
        async with self._archive.view(within) as view:
            found = await view.read(self._cached, asked)
            if found is None:
                is_limited = query is not None and requester.get() is not None
                found = await view.read_long(self._count, asked, is_limited=is_limited)
        return found

    def _cached(self, reader: ArchiveReader, asked: Asked) -> Statistics | None:
        """Return what was counted before; None if nothing was, or if it has to be looked up."""
        if asked.query is not None and self._index.generation < 0:
            return None
        return self._found.get((self._key(reader, asked), asked.year))

    def _count(self, reader: ArchiveReader, asked: Asked, *, is_limited: bool) -> Statistics:
        if asked.query is not None:
            self._index.current(reader)  # which may be loaded only now: the key has its generation
        every = self._current(reader)
        key = self._key(reader, asked)
        prepared = self._prepared.get(key)
        if prepared is None:
            limit = math.inf if not is_limited else QUERY_LIMIT
            try:
                with reader.time_limit(limit, from_now=True):
                    selection = select(reader, self._index, every.columns, asked)
            except TooLongError:
                raise TooLongError(round(QUERY_LIMIT)) from None
            prepared = _Prepared(selection, count_words(reader, selection, every.words))
            self._prepared.put(key, prepared)
        threads = self._threads_seen(reader, every.columns)
        found = _statistics(reader, every, threads, prepared, asked)
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

    def _current(self, reader: ArchiveReader) -> _Counted:
        with self._lock:
            counted, generation = self._counted, reader.generation()
            if counted is None or counted.columns.generation != generation:
                self._counted = counted = None  # so that both are not in memory together
                self._prepared.clear()
                self._threads.clear()
                columns = reader.statistics.columns(generation)
                names = names_of(reader, columns)
                counted = _Counted(columns, names, count_all_words(reader, columns))
                self._counted = counted
        return counted

    def _threads_seen(self, reader: ArchiveReader, columns: Columns) -> Lists:
        key = reader.accounts, columns.generation
        threads = self._threads.get(key)
        if threads is None:
            threads = threads_of(reader, columns)
            self._threads.put(key, threads)
        return threads


def _statistics(
    reader: ArchiveReader,
    every: _Counted,
    threads: Lists,
    prepared: _Prepared,
    asked: Asked,
) -> Statistics:
    (columns, names, _), (selection, words) = every, prepared
    all_years = selection.years()
    years, most = all_years, WORDS_OF_EACH
    if asked.year is not None:
        selection, years, most = selection.of_year(asked.year), [asked.year], WORDS_OF_ONE
    timed, dated, own = selection.timed(), selection.dated(), selection.own()
    every_own = masked(selection.every, columns.own)
    unasked = shown_unasked(reader, selection, asked)
    liked = masked(every_own, unasked) if unasked else every_own
    hours = local_hours(timed, spans(timed, asked.zone))
    days = days_of(hours) + days_of(local_hours(dated, spans(dated, UTC)))
    kinds = masked(columns.kind, selection.mask)
    whole = WholeWords(reader, columns, words)
    marking = {year: whole.of(year, most) for year in years}
    return Statistics(
        zone=asked.zone,
        year=asked.year,
        kinds={kind: kinds.count(code) for code, kind in enumerate(KINDS) if kind is not None},
        years=tuple(all_years),
        months=months_of(days),
        hours=week_of(hours),
        without_hour=len(dated),
        active_days=len(days),
        busiest=busiest_day(days),
        streak=longest_streak(days, asked.zone),
        people=most_named(reader, columns, own, names.people),
        hashtags=most_named(reader, columns, own, names.hashtags),
        words={year: found for year, found in marking.items() if found},
        threads=longest_threads(reader, threads, selection, unasked),
        liked=tuple(reader.posts.by_keys(most_liked(reader, columns, liked))),
        likes_known=with_known_likes(reader, columns, every_own),
        first=_post(reader, selection, bytes.find),
        last=_post(reader, selection, bytes.rfind),
        networks=_networks(reader, selection),
    )


def _networks(reader: ArchiveReader, selection: Selection) -> dict[str, int]:
    """Return the number of posts of each network, the most first."""
    of_accounts = reader.statistics.networks()
    networks = {*of_accounts.values()}
    if len(networks) == 1:
        return dict.fromkeys(networks, selection.every.count(1))
    posts = Counter(compress(selection.columns.account, selection.every))
    counts = Counter[str]()
    for account, count in posts.items():
        counts[of_accounts[account]] += count
    return dict(counts.most_common())


def _post(
    reader: ArchiveReader, selection: Selection, find: Callable[[bytes, int, int, int], int]
) -> Post | None:
    """Return the first post of a selection, or with `bytes.rfind` the last one."""
    columns, mask, size = selection.columns, selection.mask, len(selection.mask)
    parts = ((0, columns.timed), (columns.timed, size))
    ends = sorted(
        (columns.at[position], columns.keys[position])
        for start, end in parts
        if (position := find(mask, 1, start, end)) >= 0
    )
    if not ends:
        return None
    (post,) = reader.posts.by_keys([ends[0 if find is bytes.find else -1][1]])
    return post
