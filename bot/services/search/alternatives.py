"""Alternatives to a query that finds nothing."""

from datetime import tzinfo

from bot.archive.search.query.ast import Query, is_filter
from bot.archive.search.suggestions import correct_spelling
from bot.errors import TooLongError
from bot.services.search.execution import MAX_COUNTED, time_limit
from bot.services.search.index_cache import IndexCache
from bot.services.search.results import Alternatives
from bot.storage.archive.reader import ArchiveReader


def find_alternatives(
    reader: ArchiveReader, cache: IndexCache, query: Query, zone: tzinfo
) -> Alternatives:
    """Return alternatives to a query without results; none if they take too long to find."""
    try:
        with time_limit(reader):
            return _alternatives(reader, cache, query, zone)
    except TooLongError:
        return Alternatives()


def _alternatives(
    reader: ArchiveReader, cache: IndexCache, query: Query, zone: tzinfo
) -> Alternatives:
    def count(other: Query) -> int:
        return cache.execution(reader, other, zone).count(MAX_COUNTED)

    index, has_shown = cache.current(reader), reader.search.has_shown
    corrected = correct_spelling(index.vocabulary, query, index.total, has_shown)
    found = count(corrected) if corrected else 0
    relaxed = []
    for part in dict.fromkeys(query.parts):  # a filter that was given twice is dropped at once
        rest = query.without(part) if is_filter(part) else None
        if rest and (posts := count(rest)):
            relaxed.append((str(part), rest, posts))
    return Alternatives(corrected if found else None, tuple(relaxed))
